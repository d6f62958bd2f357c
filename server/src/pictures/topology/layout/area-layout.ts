/**
 * The inside of one network's area: its services in rows, with the ways between them and those to its upper and lower
 * edge. By dagre, for an area alone: whatever changes elsewhere leaves it as it is.
 */
import { Graph, layout as runDagre } from '@dagrejs/dagre';
import { type CompactItem, type CompactLink, compacted } from './compact.ts';
import type { Box, Point } from './layout.ts';
import { rowsOf } from './rows.ts';

export interface AreaRequest {
  readonly members: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  /** Between members, from the one that stands above where that is possible. */
  readonly edges: readonly AreaEdge[];
  /** Lines that come to a member from above the area. */
  readonly entries: readonly { readonly id: string; readonly to: string }[];
  /** Lines that leave a member below the area. */
  readonly exits: readonly { readonly id: string; readonly from: string }[];
  /** Members in one row, at most. */
  readonly columns: number;
}

export interface AreaEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** All from the upper left corner of what is in it, without any room around. */
export interface AreaLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  /** By line: what it goes through between its ends, from start to end. */
  readonly ways: ReadonlyMap<string, readonly Point[]>;
  /** By member: where the lowest of its row ends. */
  readonly floors: ReadonlyMap<string, number>;
}

/** How far a way may leave the rows, in pixels; less than there is room around them. */
const outermost = 10;
const start = ' start';
const end = ' end';

/** Areas seen last: hardly a key that is pressed changes the shape of more than one. */
const known = new Map<string, AreaLayout>();
const maxKnown = 60;

export function layoutArea(request: AreaRequest): AreaLayout {
  const key = JSON.stringify(request);
  const layout = known.get(key) ?? computed(request);
  known.delete(key);
  known.set(key, layout);
  for (const [oldest] of known) if (known.size > maxKnown) known.delete(oldest);
  return layout;
}

function computed(request: AreaRequest): AreaLayout {
  const { members, edges, entries, exits } = request;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 24, edgesep: 12, ranksep: 38, rankalign: 'top' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of members) graph.setNode(id, { width, height });
  const terminal = (id: string): string => {
    graph.setNode(id, { width: 6, height: 0 });
    return id;
  };
  const rows = rowsOf(request);
  const upper = new Set([...edges.map(({ from }) => from), ...rows.map(([id]) => id)]);
  const lower = new Set([...edges.map(({ to }) => to), ...rows.map(([, id]) => id)]);
  // The nodes at both ends keep the terminals outermost, and everything else between them.
  if (entries.length > 0) {
    terminal(start);
    for (const { id } of members) if (!lower.has(id)) graph.setEdge(start, id, { weight: 0.01, minlen: 2 }, 'hold');
  }
  for (const { id, to } of entries) {
    graph.setEdge(start, terminal(`>${id}`), { weight: 50 }, 'hold');
    graph.setEdge(`>${id}`, to, { weight: 2 }, id);
  }
  for (const { id, from, to } of edges) graph.setEdge(from, to, { weight: 1 }, id);
  for (const [above, below] of rows) graph.setEdge(above, below, { weight: 0.5 }, 'row');
  if (exits.length > 0) {
    terminal(end);
    for (const { id } of members) if (!upper.has(id)) graph.setEdge(id, end, { weight: 0.01, minlen: 2 }, 'hold');
  }
  for (const { id, from } of exits) {
    graph.setEdge(from, terminal(`<${id}`), { weight: 1 }, id);
    graph.setEdge(`<${id}`, end, { weight: 50 }, 'hold');
  }
  runDagre(graph);
  return resultOf(request, graph, rows);
}

interface Track {
  readonly id: string;
  /** Keys of what the line goes through, its ends among them. */
  readonly keys: readonly string[];
}

function resultOf(request: AreaRequest, graph: Graph, rows: readonly (readonly [string, string])[]): AreaLayout {
  const { members, edges, entries, exits } = request;
  const items = new Map<string, CompactItem & { readonly y: number }>();
  const add = (key: string, x: number, y: number, width: number): string => {
    items.set(key, { key, width, row: Math.round(y), x, y });
    return key;
  };
  for (const { id, width, height } of members) {
    const { x, y } = graph.node(id);
    add(id, x, y - height / 2, width);
  }
  const links: CompactLink[] = rows.map(([a, b]) => ({ a, b, strength: 0.3 }));
  const trackOf = (id: string, from: string, to: string): Track => {
    const points = graph.edge(from, to, id)['points'];
    const inner = Array.isArray(points) ? (points as readonly Point[]).slice(1, -1) : [];
    // A line from one row to the next has but the place of a label between its ends.
    const between = inner.length <= 1 ? [] : inner.map(({ x, y }, at) => add(`${at} ${id}`, x, y, 8));
    const keys = [from, ...between, to];
    for (const [at, b] of keys.entries()) {
      const a = keys[at - 1];
      if (a !== undefined) links.push({ a, b, strength: at > 1 && at < keys.length - 1 ? 16 : 1 });
    }
    return { id, keys };
  };
  for (const { id } of entries) add(`>${id}`, graph.node(`>${id}`).x, graph.node(`>${id}`).y, 6);
  for (const { id } of exits) add(`<${id}`, graph.node(`<${id}`).x, graph.node(`<${id}`).y, 6);
  const tracks = [
    ...edges.map(({ id, from, to }) => ({ ...trackOf(id, from, to), from: 1, to: -1 })),
    ...entries.map(({ id, to }) => ({ ...trackOf(id, `>${id}`, to), from: 0, to: -1 })),
    ...exits.map(({ id, from }) => ({ ...trackOf(id, from, `<${id}`), from: 1, to: undefined })),
  ];
  const middles = compacted([...items.values()], links);
  const point = (key: string): Point => ({ x: middles.get(key) ?? 0, y: items.get(key)?.y ?? 0 });
  const boxes = new Map(
    members.map(
      ({ id, width, height }) => [id, { x: point(id).x - width / 2, y: point(id).y, width, height }] as const,
    ),
  );
  const floors = new Map<number, number>();
  for (const { y, height } of boxes.values())
    floors.set(Math.round(y), Math.max(floors.get(Math.round(y)) ?? 0, y + height));
  /** Upright past a row of boxes. */
  const past = (key: string): readonly Point[] => {
    const at = point(key);
    const floor = key.startsWith('<') || key.startsWith('>') ? undefined : floors.get(Math.round(at.y));
    return floor === undefined ? [at] : [at, { x: at.x, y: floor }];
  };
  const ways = new Map(
    tracks.map(({ id, keys, from, to }) => {
      const isUp = (items.get(keys[0] ?? '')?.y ?? 0) > (items.get(keys.at(-1) ?? '')?.y ?? 0);
      const between = keys.slice(from, to).flatMap(key => (isUp ? [...past(key)].reverse() : past(key)));
      return [id, straightened(between)] as const;
    }),
  );
  return cropped(boxes, ways);
}

function cropped(boxes: ReadonlyMap<string, Box>, ways: ReadonlyMap<string, readonly Point[]>): AreaLayout {
  const all = [...ways.values()].flat();
  const placed = [...boxes.values()];
  const left = Math.min(...placed.map(({ x }) => x), ...all.map(({ x }) => x - 6));
  const right = Math.max(...placed.map(({ x, width }) => x + width), ...all.map(({ x }) => x + 6));
  const top = Math.min(...placed.map(({ y }) => y));
  const bottom = Math.max(...placed.map(({ y, height }) => y + height));
  const floors = new Map<number, number>();
  for (const { y, height } of placed) floors.set(y, Math.max(floors.get(y) ?? 0, y + height));
  const move = <T extends Point>(it: T): T => ({ ...it, x: it.x - left, y: it.y - top });
  return {
    width: right - left,
    height: bottom - top,
    boxes: new Map([...boxes].map(([id, box]) => [id, move(box)])),
    // Ways to and from the edges have points outside of the rows: what is around them is for others to say.
    ways: new Map(
      [...ways].map(([id, way]) => [
        id,
        way.map(({ x, y }) => move({ x, y: Math.min(Math.max(y, top - outermost), bottom + outermost) })),
      ]),
    ),
    floors: new Map([...boxes].map(([id, { y }]) => [id, (floors.get(y) ?? y) - top])),
  };
}

/** Without the points of a straight way between its ends. */
function straightened(points: readonly Point[]): readonly Point[] {
  return points.filter(({ x }, at) => {
    const [before, after] = [points[at - 1], points[at + 1]];
    return !before || !after || Math.abs(before.x - x) > 0.5 || Math.abs(after.x - x) > 0.5;
  });
}
