// Runs programs to their end and looks them up on the PATH. Nothing here goes through a shell.
import { type SpawnOptions, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface CommandResult {
  /** Exit code; 128 plus the signal's number is not imitated: a killed program has -1. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** `show` passes the program's output on to ours; the result's texts are then empty. */
  readonly output?: 'collect' | 'show';
  readonly signal?: AbortSignal;
  /** What `signal` sends; SIGTERM when absent. */
  readonly killSignal?: NodeJS.Signals;
}

/** Settles when the program has ended, whatever its exit code. Rejects only when it cannot be started. */
export function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const shown = options.output === 'show';
  const spawnOptions: SpawnOptions = {
    stdio: ['ignore', shown ? 'inherit' : 'pipe', shown ? 'inherit' : 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.killSignal === undefined ? {} : { killSignal: options.killSignal }),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, spawnOptions);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', error => (child.pid === undefined ? reject(error) : undefined));
    child.on('close', code =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
}

/** Like `run`, and a non-zero exit is an error that carries the last lines of what the program said. Gives its stdout. */
export async function runOrFail(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await run(command, args, options);
  if (result.code === 0) return result.stdout;
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-8).join('\n');
  throw new Error(`${command} ${args.join(' ')} ended with ${result.code}\n${said}`);
}

/** Absolute path of the first of `names` found on the PATH (Debian's sbin folders included), undefined when none is. */
export function findOnPath(...names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder: look in the next one.
      }
    }
  }
  return undefined;
}
