// Programs that build for us, each with all that it has started: they end when they are cancelled, and none of them goes on
// when the window is closed.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Ending } from '../engine/engine-store.ts';

/** For `spawn`: a group of its own, so that what it starts is ended with it. */
export const ownGroup: Pick<SpawnOptions, 'detached' | 'windowsHide'> = {
  detached: process.platform !== 'win32',
  windowsHide: true,
};

/** How long it may take to clean up after itself, such as to tell a server that a build is cancelled. */
const patienceMs = 10_000;

export interface EndingOptions {
  readonly signal: AbortSignal | undefined;
  /** What the program takes for a wish to end. */
  readonly asking: 'SIGINT' | 'SIGTERM';
}

/** To be disposed of once the program is closed. */
export function endsWith(child: ChildProcess, { signal, asking }: EndingOptions): Ending {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    send(child, asking);
    timer = setTimeout(() => send(child, 'SIGKILL'), patienceMs);
  };
  const last = (): void => send(child, asking);
  signal?.addEventListener('abort', stop, { once: true });
  process.once('exit', last);
  return {
    dispose() {
      clearTimeout(timer);
      process.off('exit', last);
      signal?.removeEventListener('abort', stop);
    },
  };
}

function send(child: ChildProcess, how: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const killer = spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    // Where there is no such program it ends alone.
    killer.on('error', () => child.kill());
    return;
  }
  try {
    // Also when it has ended itself: what it has started may still hold its output open.
    process.kill(-child.pid, how);
  } catch {
    // All of it has ended.
  }
}
