// What is kept of a line for a reload of the window. Pure.
import type { UsagePoint } from '../../src/webviews/usage-messages.ts';

/** One point for so many milliseconds is enough to draw what was, and little to keep. */
const keptEveryMs = 5_000;

/** Fewer points, from the first one on; gaps between them stay. */
export function keptPoints(points: readonly UsagePoint[]): readonly UsagePoint[] {
  const kept: UsagePoint[] = [];
  let isAfterGap = false;
  for (const point of points) {
    isAfterGap ||= point.isAfterGap === true;
    const last = kept.at(-1);
    if (last && point.at - last.at < keptEveryMs) continue;
    kept.push(isAfterGap ? { ...point, isAfterGap: true } : point);
    isAfterGap = false;
  }
  return kept;
}
