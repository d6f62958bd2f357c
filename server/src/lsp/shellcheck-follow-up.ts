/**
 * ShellCheck after the ordinary findings: when somebody has stopped typing in a file, the program is asked about its
 * scripts once, and the file's diagnostics are looked at again. A newer text ends the run for the older one.
 */
import { describe, type Log, Outdated } from './guard.ts';

/** How long nobody types before the program is started, in milliseconds. */
const quietMs = 250;

export interface FollowUpHost {
  /** Asks the program and waits for it. @throws the signal's reason when it aborts */
  ask(path: string, signal: AbortSignal): Promise<void>;
  /** There may be more to say about the file now. */
  done(path: string): void;
  readonly log: Log;
}

export interface FollowUp {
  /** What was found in a file lacks ShellCheck's part. */
  wanted(path: string): void;
  /** The file has a newer text, or is no longer of interest. */
  abandon(path: string): void;
  dispose(): void;
}

export function shellCheckFollowUp({ ask, done, log }: FollowUpHost): FollowUp {
  /** Waiting by path, and running: at most one of both by file. */
  const waiting = new Map<string, NodeJS.Timeout>();
  const running = new Map<string, AbortController>();

  async function run(path: string): Promise<void> {
    const controller = new AbortController();
    waiting.delete(path);
    running.set(path, controller);
    try {
      await ask(path, controller.signal);
      if (!controller.signal.aborted) done(path);
    } catch (error) {
      if (!controller.signal.aborted && !(error instanceof Outdated)) log(`ShellCheck of ${path}: ${describe(error)}`);
    } finally {
      if (running.get(path) === controller) running.delete(path);
    }
  }

  function abandon(path: string): void {
    clearTimeout(waiting.get(path));
    waiting.delete(path);
    running.get(path)?.abort(new Outdated('the file changed meanwhile'));
    running.delete(path);
  }

  return {
    wanted(path) {
      if (waiting.has(path) || running.has(path)) return;
      waiting.set(
        path,
        setTimeout(() => void run(path), quietMs),
      );
    },
    abandon,
    dispose() {
      for (const path of [...waiting.keys(), ...running.keys()]) abandon(path);
    },
  };
}
