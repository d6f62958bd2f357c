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
  /** Waiting or running, at most one by file. */
  const under = new Map<string, AbortController>();

  async function run(path: string, controller: AbortController): Promise<void> {
    try {
      await ask(path, controller.signal);
      if (!controller.signal.aborted) done(path);
    } catch (error) {
      if (!controller.signal.aborted && !(error instanceof Outdated)) log(`ShellCheck of ${path}: ${describe(error)}`);
    } finally {
      if (under.get(path) === controller) under.delete(path);
    }
  }

  function abandon(path: string): void {
    under.get(path)?.abort(new Outdated('the file changed meanwhile'));
    under.delete(path);
  }

  return {
    wanted(path) {
      if (under.has(path)) return;
      const controller = new AbortController();
      under.set(path, controller);
      const timer = setTimeout(() => void run(path, controller), quietMs);
      controller.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    },
    abandon,
    dispose() {
      for (const path of [...under.keys()]) abandon(path);
    },
  };
}
