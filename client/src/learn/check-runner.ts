// Judges the exercise of the lesson that is being learnt: gathers what its checks look at and asks the server. One run at a
// time, however often it is asked for; nothing here blocks typing, and nothing runs for a lesson that nobody opened.
import type { CheckNeeds, CheckResult } from '../../../server/src/lessons/check.ts';
import { hintOf } from '../../../server/src/lessons/check.ts';
import type { LessonFacts } from '../../../server/src/lessons/facts.ts';

export interface CheckState {
  readonly id: string;
  readonly kind: CheckResult['kind'];
  /** What is missing, or why it cannot be told; empty when met. */
  readonly hint: string;
}

export interface CheckAnswer {
  readonly id: string;
  readonly result: CheckResult;
}

export interface CheckRunnerOptions {
  readonly gather: (needs: CheckNeeds) => Promise<LessonFacts>;
  readonly needs: CheckNeeds;
  /** Undefined when they could not be judged. */
  readonly judge: (facts: LessonFacts) => Promise<readonly CheckAnswer[] | undefined>;
  /** How often each check was asked for in vain. */
  readonly tries: (check: string) => number;
  readonly onDidRun: (states: readonly CheckState[]) => void;
  readonly log: (message: string) => void;
}

export interface CheckRunner {
  /** Of the last run, in the order of the steps; undefined before the first. */
  readonly states: readonly CheckState[] | undefined;
  /** Runs, or runs once more after the run that is under way. Never rejects. */
  run(): Promise<readonly CheckState[] | undefined>;
  /** Runs a little later, once for everything that happens meanwhile. */
  soon(): void;
  dispose(): void;
}

export const delayMs = 500;

export function checkRunner({ gather, needs, judge, tries, onDidRun, log }: CheckRunnerOptions): CheckRunner {
  let states: readonly CheckState[] | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;

  const once = async (): Promise<void> => {
    try {
      const answers = await judge(await gather(needs));
      if (!answers || isDisposed) return;
      states = answers.map(({ id, result }) => ({ id, kind: result.kind, hint: wordsOf(result, tries(id)) }));
      onDidRun(states);
    } catch (error) {
      log(`Checks could not run: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const start = (): Promise<void> => {
    running = once().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    get states() {
      return states;
    },
    async run() {
      clearTimeout(timer);
      timer = undefined;
      if (running) {
        // What the run under way has read may be old already.
        next ??= running.then(() => {
          next = undefined;
          return start();
        });
        await next;
      } else await start();
      return states;
    },
    soon() {
      if (timer || isDisposed) return;
      timer = setTimeout(() => void this.run(), delayMs);
    },
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}

function wordsOf(result: CheckResult, failedTries: number): string {
  if (result.kind === 'unknown') return result.because;
  return hintOf(result, failedTries) ?? '';
}
