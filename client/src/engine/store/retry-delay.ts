// How long to wait before the next attempt to reach an engine.

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** Part of the delay that chance adds or takes, so that many windows do not ask at the same moment. */
const jitter = 0.2;

/** Milliseconds before the attempt that follows so many failed ones (from 1); `chance` from 0 to 1. */
export function retryDelay(failedAttempts: number, chance: number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failedAttempts - 1, 16));
  return Math.round(delay * (1 + jitter * (2 * chance - 1)));
}
