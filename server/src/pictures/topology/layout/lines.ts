/** Where lines leave and reach boxes: spread along their lower and upper edges, so that no two end in one point. */
import type { Box, PlacedLine, Point } from './layout.ts';

interface Ends {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/**
 * @param ways what each line goes through between its ends
 * @param floors how far down a line that leaves a box stays upright, so that it passes what is beside
 */
export function placeLines(
  lines: readonly Ends[],
  boxes: ReadonlyMap<string, Box>,
  ways: ReadonlyMap<string, readonly Point[]>,
  floors: ReadonlyMap<string, number>,
): readonly PlacedLine[] {
  const docks = new Map<string, { readonly line: string; readonly end: 'start' | 'end'; readonly toward: number }[]>();
  const dock = (key: string, line: string, end: 'start' | 'end', toward: number): void => {
    docks.set(key, [...(docks.get(key) ?? []), { line, end, toward }]);
  };
  for (const { id, from, to } of lines) {
    const [start, goal] = [boxes.get(from), boxes.get(to)];
    const way = ways.get(id);
    if (!start || !goal || !way) continue;
    const first = way[0] ?? centre(goal);
    const last = way.at(-1) ?? centre(start);
    dock(`${from}|${first.y < start.y + start.height / 2 ? 'top' : 'bottom'}`, id, 'start', first.x);
    dock(`${to}|${last.y > goal.y + goal.height / 2 ? 'bottom' : 'top'}`, id, 'end', last.x);
  }
  const places = new Map<string, Point>();
  for (const [key, all] of docks) {
    const bar = key.lastIndexOf('|');
    const box = boxes.get(key.slice(0, bar));
    if (!box) continue;
    const sorted = [...all].sort((a, b) => a.toward - b.toward || (a.line < b.line ? -1 : 1));
    const y = key.slice(bar + 1) === 'top' ? box.y : box.y + box.height;
    const step = Math.min(20, (box.width - 30) / Math.max(1, sorted.length - 1));
    for (const [at, { line, end }] of sorted.entries())
      places.set(`${end}|${line}`, { x: box.x + box.width / 2 + (at - (sorted.length - 1) / 2) * step, y });
  }
  return lines.flatMap(({ id, from }) => {
    const [start, end] = [places.get(`start|${id}`), places.get(`end|${id}`)];
    if (!start || !end) return [];
    const way = ways.get(id) ?? [];
    const floor = floors.get(from) ?? 0;
    const next = way[0] ?? end;
    const drop = floor > start.y + 4 && next.y > floor ? [{ x: start.x, y: floor }] : [];
    return [{ id, points: [start, ...drop, ...way, end] }];
  });
}

function centre({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
