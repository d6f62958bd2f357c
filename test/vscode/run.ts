// What VS Code loads as `--extensionTestsPath`: runs every *.test.js beside it with Mocha, inside the extension host.
// A new suite is a new file test/vscode/<name>.test.ts with `describe` and `it`; nothing else has to know it. For the
// workbench's mouse, keyboard and pictures see support/workbench.ts, for documents and events support/workspace.ts.
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../bed/environment.ts';

/** One test as the test bed counts it; `name` is its groups and its title joined by " › ". */
export interface VscodeTestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What went wrong, with its stack. */
  readonly message?: string;
}

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const grep = process.env[environment.grep];
  const isRestricted = process.env[environment.trust] === 'restricted';
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    color: true,
    timeout: 60_000,
    forbidOnly: process.env['CI'] === 'true',
    // What is only true without trust runs in a session of its own, and nothing else runs there.
    ...(grep === undefined ? { fgrep: 'In Restricted Mode', invert: !isRestricted } : { fgrep: grep }),
  });
  const files = readdirSync(__dirname, { recursive: true }).map(String);
  for (const file of files.filter(path => path.endsWith('.test.js')).sort()) mocha.addFile(join(__dirname, file));
  await mocha.loadFilesAsync();

  const resultsFile = process.env[environment.results];
  // Written test by test: when the extension host crashes, what ran before is still told.
  const note = (outcome: VscodeTestResult['outcome']) => (test: Mocha.Runnable, error?: unknown) => {
    if (resultsFile === undefined) return;
    const result: VscodeTestResult = {
      name: test.titlePath().join(' › '),
      outcome,
      ...(error === undefined
        ? {}
        : { message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    };
    appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
  };
  const failures = await new Promise<number>(resolve => {
    mocha.run(resolve).on('pass', note('passed')).on('fail', note('failed')).on('pending', note('skipped'));
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
