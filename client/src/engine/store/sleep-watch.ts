// Notices that this machine slept: then timers come late, and events were lost without the connection breaking. A process
// that was stopped for a while looks the same; to list once too often is harmless.

export interface SleepWatch {
  /** Settles at the first sleep; never rejects. */
  readonly slept: Promise<void>;
  stop(): void;
}

/** How often this machine's clock is looked at, and how much more than that must have passed for a sleep, in milliseconds. */
const clockCheckMs = 15_000;
const sleepMs = 10_000;

/** By this machine's clock, which is also noticed when it is set. */
export function watchClock(): SleepWatch {
  let last = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const slept = new Promise<void>(resolve => {
    timer = setInterval(() => {
      const now = Date.now();
      if (Math.abs(now - last - clockCheckMs) > sleepMs) resolve();
      last = now;
    }, clockCheckMs);
  });
  return { slept, stop: () => clearInterval(timer) };
}
