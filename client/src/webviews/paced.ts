// Work that follows quick changes: done at once when nothing is being done, else once more when that is done. Never twice
// at a time, and others who need the same server get as much time as it takes. Knows nothing of VS Code.

export interface Paced {
  /** It begins after the listeners of what just happened have all been called. */
  soon(): void;
  /** For what nothing happened before. */
  now(): void;
  /** What was asked for and has not begun is forgotten. */
  stop(): void;
}

/** Work never rejects. */
export function paced(work: () => Promise<void>, mostRestMs: number): Paced {
  let waiting: NodeJS.Timeout | undefined;
  let isWorking = false;
  let isStale = false;
  const begin = (restMs: number): void => {
    waiting = setTimeout(() => {
      waiting = undefined;
      void run();
    }, restMs);
  };
  const run = async (): Promise<void> => {
    isWorking = true;
    isStale = false;
    const start = performance.now();
    await work();
    isWorking = false;
    if (isStale) begin(Math.min(mostRestMs, performance.now() - start));
  };
  return {
    soon() {
      if (isWorking) isStale = true;
      else if (waiting === undefined) begin(0);
    },
    now() {
      clearTimeout(waiting);
      waiting = undefined;
      if (isWorking) isStale = true;
      else void run();
    },
    stop() {
      clearTimeout(waiting);
      waiting = undefined;
      isStale = false;
    },
  };
}
