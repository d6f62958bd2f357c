// From samples, which count since the container's start, to points, which tell what it uses now. Pure; bounded in time.
import type { StatsSample } from '../engine/containers.ts';
import { type UsagePoint, usageWindowMs } from './usage-messages.ts';

export interface UsageHistory {
  /** Of the last five minutes, oldest first. */
  readonly points: readonly UsagePoint[];
  /** What the last of them was reckoned from; absent for points that were kept over a reload. */
  readonly last?: StatsSample;
}

export const noUsage: UsageHistory = { points: [] };

/** An engine sends a sample a second; when nothing came for so long, nobody listened or the container did not run. */
const gapMs = 5_000;

export function withSample({ points, last }: UsageHistory, sample: StatsSample): UsageHistory {
  const lastAt = points.at(-1)?.at;
  const passed = lastAt === undefined ? 0 : sample.at - lastAt;
  // The engine's clock was set back, or the same sample came again.
  if (lastAt !== undefined && passed < 0) return withSample(noUsage, sample);
  if (lastAt !== undefined && passed === 0) return { points, last: sample };
  const before = passed <= gapMs ? last : undefined;
  const rate = (of: (counted: StatsSample) => number): number | undefined => {
    if (before === undefined) return undefined;
    // A container that was started anew counts from zero.
    const grown = of(sample) - of(before);
    return grown < 0 ? undefined : (grown * 1000) / passed;
  };
  const point: UsagePoint = {
    at: sample.at,
    memory: sample.memory,
    memoryLimit: sample.memoryLimit,
    processes: sample.processes,
    ...present('cpuPercent', sample.cpuPercent),
    ...present(
      'received',
      rate(it => it.received),
    ),
    ...present(
      'sent',
      rate(it => it.sent),
    ),
    ...present(
      'blockRead',
      rate(it => it.blockRead),
    ),
    ...present(
      'blockWritten',
      rate(it => it.blockWritten),
    ),
    ...(lastAt !== undefined && before === undefined ? { isAfterGap: true } : {}),
  };
  const oldest = sample.at - usageWindowMs;
  const firstKept = points.findIndex(({ at }) => at >= oldest);
  return { points: [...(firstKept < 0 ? [] : points.slice(firstKept)), point], last: sample };
}

function present<Key extends string>(key: Key, value: number | undefined): { readonly [K in Key]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: number });
}
