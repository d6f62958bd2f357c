// Starts long-running programs under a keeper (keeper.ts), and collects what has to be undone when the bed ends.
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-paths.ts';

export interface Kept {
  readonly command: string;
  readonly args: readonly string[];
  /** Shell script run while the command still lives, before it is asked to end. */
  readonly beforeStop?: string;
  /** Shell script run after the command and its process group have ended. */
  readonly afterStop?: string;
  /** Removed at the very end. */
  readonly folders: readonly string[];
}

export interface KeptProcess {
  /** Settles when the command has ended and everything is cleaned up; its value is the command's exit code. */
  readonly ended: Promise<number>;
  /** What the command has written so far (stdout and stderr). */
  log(): string;
  /** Settles with the first match in the output; rejects when the command ends without having said it. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ends the command and waits for the clean-up. */
  stop(): Promise<void>;
}

/** Arguments that let a plain `node` run a TypeScript file of the test bed. */
export const typescriptLoader = ['--import', pathToFileURL(join(projectRoot, 'node_modules/tsx/dist/loader.mjs')).href];

export function keep(kept: Kept, env: NodeJS.ProcessEnv): KeptProcess {
  const keeper = spawn(
    process.execPath,
    [...typescriptLoader, join(import.meta.dirname, 'keeper.ts'), JSON.stringify(kept)],
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env },
  );
  let log = '';
  const output = new EventEmitter();
  const collect = (chunk: Buffer) => {
    log += chunk.toString('utf8');
    output.emit('more');
  };
  keeper.stdout.on('data', collect);
  keeper.stderr.on('data', collect);
  keeper.stdin.on('error', () => undefined); // The command ended by itself just now; `ended` tells.
  const ended = new Promise<number>(resolve => {
    keeper.on('error', () => resolve(127));
    keeper.on('close', code => resolve(code ?? 1));
  });
  return {
    ended,
    log: () => log,
    says(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(log);
          if (match === null) return;
          output.off('more', look);
          resolve(match);
        };
        output.on('more', look);
        look();
        void ended.then(code => reject(new Error(`${kept.command} ended with ${code}\n${lastLines(log)}`)));
      });
    },
    async stop() {
      keeper.stdin.end();
      await ended;
    },
  };
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-12).join('\n');
}

/** What a run has to undo, in reverse order, also when it is interrupted. */
export interface Cleanup {
  defer(undo: () => Promise<void> | void): void;
  /** A new folder in the system's temporary folder, removed by `close`. */
  folder(name: string): string;
  close(): Promise<void>;
  /** Aborted as soon as `close` begins, for what has to stop before anything is undone. */
  readonly closing: AbortSignal;
}

export function openCleanup(): Cleanup {
  const undoes: (() => Promise<void> | void)[] = [];
  let closed: Promise<void> | undefined;
  const closing = new AbortController();
  const close = async () => {
    closing.abort(new Error('Interrupted'));
    for (let undo = undoes.pop(); undo !== undefined; undo = undoes.pop()) {
      try {
        await undo();
      } catch (error) {
        console.error(`Clean-up failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  const cleanup: Cleanup = {
    defer: undo => void undoes.push(undo),
    folder(name) {
      const folder = mkdtempSync(join(tmpdir(), `slipway-${name}-`));
      cleanup.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
      return folder;
    },
    close() {
      closed ??= close();
      return closed;
    },
    closing: closing.signal,
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      void cleanup.close().then(() => process.exit(130));
    });
  return cleanup;
}
