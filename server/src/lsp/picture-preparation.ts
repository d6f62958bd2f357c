/**
 * Prepares the picture of the Compose file that was checked last, so that it is there soon when somebody wants to see it:
 * while nobody asks for anything, and in steps between which whoever asks has their turn.
 */
import { describe, type Log, Outdated } from './guard.ts';

/** How long nobody asks for anything before it begins, in milliseconds: longer than a pause between two keys. */
const quietMs = 500;
/** Between two steps: enough to read what came meanwhile. */
const pauseMs = 10;

export interface PicturePreparationHost {
  /** One step each time it is asked to go on; what was done before costs next to nothing. */
  prepare(path: string): AsyncGenerator<void>;
  readonly log: Log;
}

export interface PicturePreparation {
  /** Instead of any other file. */
  wanted(path: string): void;
  /** Somebody asks for something: what was begun is begun again later. */
  interrupt(): void;
  dispose(): void;
}

export function picturePreparation({ prepare, log }: PicturePreparationHost): PicturePreparation {
  let next: string | undefined;
  /** Another one since a run began tells it to stop. */
  let timer: NodeJS.Timeout | undefined;

  function wait(): void {
    clearTimeout(timer);
    timer = next === undefined ? undefined : setTimeout(() => void run(), quietMs);
  }

  async function run(): Promise<void> {
    const path = next;
    const mine = timer;
    if (path === undefined) return;
    try {
      const steps = prepare(path);
      while (!(await steps.next()).done) {
        await new Promise(resolve => setTimeout(resolve, pauseMs));
        if (timer !== mine) return;
      }
    } catch (error) {
      if (!(error instanceof Outdated)) log(`preparing the picture of ${path}: ${describe(error)}`);
    }
    if (timer === mine) next = undefined;
  }

  return {
    wanted(path) {
      next = path;
      wait();
    },
    interrupt: wait,
    dispose() {
      next = undefined;
      wait();
    },
  };
}
