// The engine's own words for the state of a container (moby, container/state.go), which are all that its list tells of
// health, exit code and age.
import type { Health } from '../engine-state.ts';

export interface StatusText {
  readonly health?: Health;
  readonly exitCode?: number;
  /** Milliseconds since the state began, rounded by the engine to the unit it speaks in. */
  readonly age?: number;
}

export function readStatusText(text: string): StatusText {
  const health = /\((health: starting|healthy|unhealthy)\)/.exec(text)?.[1];
  const exitCode = /^(?:Exited|Restarting) \((-?\d{1,9})\)/.exec(text)?.[1];
  const words = text.replace(/^(?:Up|Exited|Restarting)\b/, '').replace(/\([^()]*\)/g, '');
  const age = readAge(words.replace(/\bago$/, '').trim());
  return {
    ...(health === undefined ? {} : { health: healthNames[health] ?? 'starting' }),
    ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
    ...(age === undefined ? {} : { age }),
  };
}

/** Whether two times may be the same one, when one of them is only as exact as the engine's words for it. */
export function agree(exact: number, fromWords: number, now: number): boolean {
  const age = Math.max(0, now - fromWords);
  const { ms } = units.find(({ spokenBelow }) => age < spokenBelow) ?? longest;
  return Math.abs(exact - fromWords) <= ms + clockTolerance;
}

const healthNames: Readonly<Record<string, Health>> = {
  'health: starting': 'starting',
  healthy: 'healthy',
  unhealthy: 'unhealthy',
};

/** Milliseconds that the clocks of the engine and of this machine may differ and still count as equal. */
const clockTolerance = 2_000;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const longest = { name: 'year', ms: 365 * day, spokenBelow: Number.POSITIVE_INFINITY };

/** `spokenBelow`: ages that the engine puts into this unit (docker/go-units, duration.go). */
const units = [
  { name: 'second', ms: second, spokenBelow: minute },
  { name: 'minute', ms: minute, spokenBelow: hour },
  { name: 'hour', ms: hour, spokenBelow: 2 * day },
  { name: 'day', ms: day, spokenBelow: 14 * day },
  { name: 'week', ms: 7 * day, spokenBelow: 60 * day },
  { name: 'month', ms: 30 * day, spokenBelow: 2 * 365 * day },
  longest,
] as const;

function readAge(words: string): number | undefined {
  if (words === 'Less than a second') return 0;
  const [, count, one, unit] = /^(?:(\d{1,9})|(About an?)) ([a-z]+?)s?$/.exec(words) ?? [];
  const length = units.find(({ name }) => name === unit)?.ms;
  if (length === undefined) return undefined;
  return (one === undefined ? Number(count) : 1) * length;
}
