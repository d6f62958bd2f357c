// When the next row says something else only because time went by.
import type { EngineState } from '../../engine/engine-state.ts';
import { uptimeText } from './container-status.ts';
import { uptime } from './uptime.ts';

/** Milliseconds; undefined when no row of containers speaks of time. */
export function containersChangeInMs({ containers }: EngineState, now: number): number | undefined {
  const times = [...containers.values()].flatMap(row =>
    row.since === undefined || uptimeText(row, now) === '' ? [] : [uptime(row.since, now).changesInMs],
  );
  return soonest(times);
}

/** The same of images. */
export function imagesChangeInMs({ images }: EngineState, now: number): number | undefined {
  return soonest([...images.values()].map(row => uptime(row.createdAt, now).changesInMs));
}

function soonest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
}
