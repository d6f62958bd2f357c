/**
 * Runs the real ShellCheck: found on the PATH or named, started with an argument array over files in a private folder,
 * bounded in time, output and number. Whatever happens, the process ends and the folder goes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { access, constants, lstat, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { ScriptFile, ShellCheck, ShellCheckRun } from '../shellcheck/shellcheck.ts';

export interface ShellCheckProgramOptions {
  /** An absolute path, or undefined to look on the PATH. */
  readonly path: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told once when there is no such program. */
  readonly onMissing: (message: string) => void;
  /** Told of each run that failed. */
  readonly log: (message: string) => void;
  /** Milliseconds after which a run is ended. */
  readonly timeoutMs?: number;
}

/** A hundred scripts take less than a second; a run that takes this long never ends. */
const defaultTimeoutMs = 20_000;
/** Bytes of output that are read; a file with a thousand comments has about 500,000. */
const maxOutput = 16_000_000;
/** Processes at once, for this machine has other work as well. */
const maxProcesses = 2;

const prefix = 'slipway-shellcheck-';
/** Age at which a folder is nobody's any more: thirty times as long as a run may take. */
const abandonedMs = 30 * defaultTimeoutMs;

/** Folders of runs under way, so that a process that exits in the middle leaves none behind. */
const folders = new Set<string>();
const children = new Set<ChildProcess>();
let isWatching = false;

export function shellCheckProgram(options: ShellCheckProgramOptions): ShellCheck {
  const { log, environment } = options;
  const turns = takingTurns(maxProcesses);
  let found: Promise<string | undefined> | undefined;
  let swept: Promise<void> | undefined;

  async function program(): Promise<string | undefined> {
    found ??= findProgram(options);
    return found;
  }

  return {
    async run(scripts, signal) {
      const executable = await program();
      if (executable === undefined) return { kind: 'unavailable' };
      return turns(async () => {
        signal?.throwIfAborted();
        swept ??= removeAbandoned();
        await swept;
        const folder = await mkdtemp(path.join(tmpdir(), prefix));
        folders.add(folder);
        watchEnd();
        try {
          for (const script of scripts) await writeFile(path.join(folder, script.name), script.text, { mode: 0o600 });
          signal?.throwIfAborted();
          const run = await runIn(folder, executable, scripts, {
            environment,
            signal,
            timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
          });
          signal?.throwIfAborted();
          if (run.kind === 'output') return run;
          log(`ShellCheck (${executable}) ${run.reason}`);
          return run.kind === 'unavailable' ? { kind: 'unavailable' } : { kind: 'failed' };
        } finally {
          await rm(folder, { recursive: true, force: true });
          folders.delete(folder);
          watchEnd();
        }
      });
    },
  };
}

type Ended =
  | Extract<ShellCheckRun, { kind: 'output' }>
  | { readonly kind: 'failed' | 'unavailable'; readonly reason: string };

interface Bounds {
  readonly environment: ShellCheckProgramOptions['environment'];
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Resolves when the process has ended. */
function runIn(
  folder: string,
  executable: string,
  scripts: readonly ScriptFile[],
  { environment, signal, timeoutMs }: Bounds,
): Promise<Ended> {
  return new Promise(resolve => {
    const child = spawn(
      executable,
      // No .shellcheckrc: a folder above a temporary one is everybody's.
      ['--norc', '--format=json1', '--severity=style', ...scripts.map(script => script.name)],
      {
        cwd: folder,
        shell: false,
        windowsHide: true,
        stdio: ['ignore', 'pipe', 'ignore'],
        // Options of the user's own calls (SHELLCHECK_OPTS) could change the format.
        env: { ...environment, SHELLCHECK_OPTS: '', LC_ALL: 'C.UTF-8' },
      },
    );
    children.add(child);
    const chunks: Buffer[] = [];
    let length = 0;
    let stopped: string | undefined;
    const stop = (reason: string): void => {
      stopped ??= reason;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop(`took longer than ${timeoutMs} ms`), timeoutMs);
    const abort = (): void => stop('was cancelled');
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });

    child.stdout?.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxOutput) stop(`wrote more than ${maxOutput} bytes`);
      else chunks.push(chunk);
    });
    const end = (ended: Ended): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      children.delete(child);
      resolve(ended);
    };
    child.on('error', error => end({ kind: 'unavailable', reason: `could not be started: ${error.message}` }));
    child.on('close', code => {
      if (stopped !== undefined) end({ kind: 'failed', reason: stopped });
      // 0: nothing to say; 1: comments; 2 and above: it could not read a file, or its arguments.
      else if (code === 0 || code === 1) end({ kind: 'output', text: Buffer.concat(chunks).toString('utf8') });
      else end({ kind: 'failed', reason: `ended with ${code}` });
    });
  });
}

/** @returns undefined, and says so once, when there is none */
async function findProgram({
  path: named,
  environment,
  onMissing,
}: ShellCheckProgramOptions): Promise<string | undefined> {
  if (named !== undefined) {
    if (path.isAbsolute(named) && (await isExecutable(named))) return named;
    onMissing(
      `ShellCheck: ${named} is no program that can be run (an absolute path is wanted), so scripts are not checked`,
    );
    return undefined;
  }
  const name = process.platform === 'win32' ? 'shellcheck.exe' : 'shellcheck';
  const searched = environment['PATH'] ?? environment['Path'] ?? '';
  for (const folder of searched.split(path.delimiter)) {
    // A relative folder of the PATH could be one of the project's.
    if (!path.isAbsolute(folder)) continue;
    const candidate = path.join(folder, name);
    if (await isExecutable(candidate)) return candidate;
  }
  onMissing('ShellCheck was not found on the PATH, so the scripts of RUN instructions are not checked by it');
  return undefined;
}

async function isExecutable(candidate: string): Promise<boolean> {
  try {
    await access(candidate, constants.X_OK);
    return (await stat(candidate)).isFile();
  } catch {
    return false; // Not there, or not ours to run: both mean that it cannot be used.
  }
}

/** Lets so many run at once; the others wait in order. */
function takingTurns(max: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async work => {
    if (running >= max) await new Promise<void>(resolve => waiting.push(resolve));
    running++;
    try {
      return await work();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}

/** A process that was killed could not remove its folder: the next one does, long after any run of its own would be over. */
async function removeAbandoned(): Promise<void> {
  try {
    for (const name of await readdir(tmpdir())) {
      if (!name.startsWith(prefix)) continue;
      const folder = path.join(tmpdir(), name);
      const { mtimeMs, uid } = await lstat(folder);
      const isOurs = process.getuid === undefined || uid === process.getuid();
      if (isOurs && Date.now() - mtimeMs > abandonedMs) await rm(folder, { recursive: true, force: true });
    }
  } catch {
    // Somebody else was faster, or may not be disturbed: it is only tidiness.
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** While there are runs: whoever ends this process in the middle of one, nobody else removes the folder. */
function watchEnd(): void {
  if (isWatching === folders.size > 0) return;
  isWatching = !isWatching;
  if (isWatching) {
    process.on('exit', tidyUp);
    for (const signal of signals) process.on(signal, endBySignal);
  } else {
    process.off('exit', tidyUp);
    for (const signal of signals) process.off(signal, endBySignal);
  }
}

function tidyUp(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Ends as without us, unless somebody else has taken the signal over. */
function endBySignal(signal: NodeJS.Signals): void {
  tidyUp();
  process.off(signal, endBySignal);
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
