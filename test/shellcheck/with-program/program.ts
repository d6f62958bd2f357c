/** The real program, for suites that need it; they are skipped by name where it is not installed. */
import { spawnSync } from 'node:child_process';
import { shellCheckProgram } from '../../../server/src/cli/shellcheck-program.ts';
import { scriptFiles } from '../../../server/src/shellcheck/checked-scripts.ts';

export const hasShellCheck = spawnSync('shellcheck', ['--version']).status === 0;

export const program = shellCheckProgram({
  path: undefined,
  environment: process.env,
  onMissing: refuse,
  log: refuse,
});

function refuse(message: string): never {
  throw new Error(message);
}

/** The raw comments about each script, the file's name left out. */
export async function outputOf(scripts: readonly string[]): Promise<readonly (readonly unknown[])[]> {
  const run = await program.run(scriptFiles(scripts));
  if (run.kind !== 'output') throw new Error(`ShellCheck: ${run.kind}`);
  const { comments } = JSON.parse(run.text) as { comments: readonly { readonly file: string }[] };
  return scriptFiles(scripts).map(({ name }) =>
    comments.filter(it => it.file === name).map(({ file: _, ...comment }) => comment),
  );
}
