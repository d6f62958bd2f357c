/** A line between two boxes: it leaves and arrives upright, and bends softly between. */
import type { PlacedLine, Point } from '../layout/layout.ts';
import type { TopologyEdge } from '../topology.ts';
import { tag } from './svg-text.ts';

/** @param edge undefined for a service that joins a network */
export function lineOf(
  { id, points }: PlacedLine,
  edge: TopologyEdge | undefined,
  inactive: ReadonlySet<string>,
): string {
  const first = points[0];
  const last = points.at(-1);
  const before = points.at(-2);
  if (!first || !last || !before) return '';
  const isOff = edge !== undefined && (inactive.has(edge.from) || inactive.has(edge.to));
  const isAll = edge?.from === 'port:all';
  const kind = edge?.kind ?? 'joins';
  const hasHead = kind !== 'mount' && kind !== 'joins';
  const direction = last.y > before.y ? 1 : -1;
  const end = hasHead ? { x: last.x, y: last.y - 6 * direction } : last;
  const head = `M${last.x - 4.5} ${last.y - 8 * direction}h9l-4.5 ${8 * direction}z`;
  return tag(
    'g',
    {
      class: ['edge', kind, ...(isOff ? ['inactive'] : []), ...(isAll ? ['all'] : [])].join(' '),
      'data-id': id,
      'data-from': edge?.from,
      'data-to': edge?.to,
    },
    tag('path', { class: 'line', d: pathOf([...points.slice(0, -1), end]) }),
    ...(hasHead ? [tag('path', { class: 'head', d: head })] : []),
    ...conditionMark(edge?.condition, { x: last.x, y: last.y - 17 * direction }),
  );
}

/** A heart for “healthy”, a tick for “has ended”. */
function conditionMark(condition: string | undefined, { x, y }: Point): readonly string[] {
  const d =
    condition === 'service_healthy'
      ? `M${x} ${y + 3.4}l-3.3-3.2a2 2 0 0 1 3.3-2.4 2 2 0 0 1 3.3 2.4z`
      : condition === 'service_completed_successfully'
        ? `M${x - 3} ${y}l2.2 2.4 4-4.6`
        : undefined;
  if (d === undefined) return [];
  return [
    tag(
      'g',
      { class: 'condition' },
      tag('circle', { class: 'mark', cx: x, cy: y, r: 7 }),
      tag('path', { class: 'line whole', d }),
    ),
  ];
}

/** Upright at every point. Between two of one height it turns around, the way it came. */
function pathOf(points: readonly Point[]): string {
  let d = '';
  let before: Point | undefined;
  let direction = 1;
  for (const { x, y } of points) {
    if (!before) d = `M${x} ${y}`;
    else if (Math.abs(before.y - y) < 3) {
      const turn = before.y + direction * Math.min(34, 12 + Math.abs(before.x - x) / 6);
      d += `C${before.x} ${turn} ${x} ${turn} ${x} ${y}`;
      direction = -direction;
    } else {
      direction = y > before.y ? 1 : -1;
      const middle = Math.round(((before.y + y) / 2) * 10) / 10;
      d += before.x === x ? `V${y}` : `C${before.x} ${middle} ${x} ${middle} ${x} ${y}`;
    }
    before = { x, y };
  }
  return d;
}
