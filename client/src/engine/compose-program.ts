// The Compose program of the machine: the plugin of the docker command line, else the one that stands alone. What the
// engine's API knows nothing of (Compose files) only it can do.
import { spawn } from 'node:child_process';

export interface ComposeProgram {
  readonly command: string;
  /** Before Compose's own arguments: `compose` for the plugin. */
  readonly leading: readonly string[];
  /** Such as `2.40.3`. */
  readonly version: string;
}

/** What Compose is to work on. */
export interface ComposeProject {
  /** Absolute; Compose runs there, and relative paths and `.env` are looked for there. */
  readonly folder: string;
  /** Absolute, the base first. Empty leaves it to Compose: its default names, `COMPOSE_FILE`, the override file. */
  readonly files: readonly string[];
  /** Name of the project; Compose makes one of the folder's when absent. */
  readonly name?: string;
  readonly profiles: readonly string[];
}

class ComposeMissing extends Error {
  override readonly name = 'ComposeMissing';
  constructor() {
    super(
      'Compose was not found: neither `docker compose` nor `docker-compose` runs on this machine. Install the Compose plugin of Docker (package docker-compose-plugin, or docker-compose on Debian), then try again',
    );
  }
}

const candidates = [
  { command: 'docker', leading: ['compose'] },
  { command: 'docker-compose', leading: [] },
];

/** Rejects with `ComposeMissing`. */
export async function findCompose(environment: NodeJS.ProcessEnv): Promise<ComposeProgram> {
  for (const { command, leading } of candidates) {
    const answer = await output(command, [...leading, 'version', '--short'], { environment }).catch(() => undefined);
    if (answer?.code === 0) return { command, leading, version: answer.stdout.trim().replace(/^v/, '') };
  }
  throw new ComposeMissing();
}

/** The arguments after the command: which project, then `verb` with its own. */
export function composeArguments(
  { leading }: ComposeProgram,
  { folder, files, name, profiles }: ComposeProject,
  verb: readonly string[],
): readonly string[] {
  return [
    ...leading,
    ...(name === undefined ? [] : ['--project-name', name]),
    ...(files.length === 0 ? [] : ['--project-directory', folder]),
    ...files.flatMap(file => ['--file', file]),
    ...profiles.flatMap(profile => ['--profile', profile]),
    ...verb,
  ];
}

/** One answer a line, such as the names of services. Rejects with what Compose said when it fails. */
export async function askCompose(
  program: ComposeProgram,
  project: ComposeProject,
  verb: readonly string[],
  options: { readonly environment: NodeJS.ProcessEnv; readonly signal?: AbortSignal },
): Promise<readonly string[]> {
  const { command } = program;
  const args = composeArguments(program, project, verb);
  const { code, stdout, stderr } = await output(command, args, { ...options, folder: project.folder });
  if (code !== 0) throw new Error(lastLine(stderr) ?? `${command} ${args.join(' ')} ended with ${code}`);
  return stdout.split(/\r?\n/).filter(line => line !== '');
}

/** Warnings come first; what ended it is said last. */
function lastLine(text: string): string | undefined {
  return text.trim().split(/\r?\n/).at(-1) || undefined;
}

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface OutputOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

function output(
  command: string,
  args: readonly string[],
  { environment, folder, signal }: OutputOptions,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(folder === undefined ? {} : { cwd: folder }),
      ...(signal === undefined ? {} : { signal }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code, stdout, stderr }));
  });
}
