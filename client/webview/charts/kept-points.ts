// What is kept of a line for a reload of the window. Pure.
import type { UsagePoint } from '../../src/webviews/usage-messages.ts';

/** Of one line; more of them would draw the same picture. */
const mostKept = 60;

/** The first and the last of them and, where there are many, every second, third… between; gaps stay. */
export function keptPoints(points: readonly UsagePoint[]): readonly UsagePoint[] {
  const every = Math.ceil(points.length / mostKept);
  const kept: UsagePoint[] = [];
  let isAfterGap = false;
  for (const [i, point] of points.entries()) {
    isAfterGap ||= point.isAfterGap === true;
    if (i % every !== 0 && i !== points.length - 1) continue;
    kept.push(isAfterGap ? { ...point, isAfterGap: true } : point);
    isAfterGap = false;
  }
  return kept;
}
