/** Keeps lines from filling a picture: beyond what anybody can follow, and what can be laid out in time, some are left out. */
import type { Topology, TopologyEdge } from './topology.ts';

/**
 * Rows that all lines together may pass: the layout needs a place for each line in each row. Ordinary projects of 60
 * services stay far below; so many are laid out in about a second.
 */
const mostPasses = 3_000;
/** As the layout places services that nothing holds in a row. */
const mostColumns = 6;

export interface Thinned {
  readonly topology: Topology;
  /** How many lines are left out. */
  readonly leftOut: number;
}

/** The topology itself where it is small enough. Lines from outside stay before others, and short ones before long ones. */
export function thinned(topology: Topology, most = mostPasses): Thinned {
  const { services, edges } = topology;
  const homes = new Map(services.map(({ id, home }) => [id, home]));
  const rows = rowsOf(topology, homes);
  const depths = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const [id, row] of rows) {
    const home = homes.get(id) ?? '';
    const count = (counts.get(home) ?? 0) + 1;
    counts.set(home, count);
    depths.set(home, Math.max(depths.get(home) ?? 0, row, count / mostColumns));
  }
  const down = (id: string): number => (depths.get(homes.get(id) ?? '') ?? 0) - (rows.get(id) ?? 0) + 1;
  const passes = ({ from, to }: Pick<TopologyEdge, 'from' | 'to'>): number => {
    const [start, goal] = [rows.get(from), rows.get(to)];
    if (start !== undefined && goal !== undefined && homes.get(from) === homes.get(to))
      return Math.max(1, Math.abs(goal - start));
    return (start === undefined ? 0 : down(from)) + (goal === undefined ? 0 : goal + 1);
  };
  // An area without members of its own is drawn, and led to.
  const hasArea = new Set(homes.values());
  const joins = services.flatMap(({ id, alsoIn }) =>
    alsoIn.filter(network => !hasArea.has(network)).map(network => ({ from: id, to: network })),
  );
  const lines = [
    ...edges.map(edge => ({ edge, cost: passes(edge), rank: edge.kind === 'publishes' ? 0 : 1 })),
    ...joins.map(join => ({ join, cost: passes(join), rank: 2 })),
  ].sort((a, b) => a.rank - b.rank || a.cost - b.cost);
  let sum = 0;
  const kept = lines.filter(({ cost }) => {
    sum += cost;
    return sum <= most;
  });
  const leftOut = lines.length - kept.length;
  if (leftOut === 0) return { topology, leftOut };
  const keptEdges = new Set(kept.flatMap(line => ('edge' in line ? [line.edge] : [])));
  const keptJoins = new Set(kept.flatMap(line => ('join' in line ? [`${line.join.from} ${line.join.to}`] : [])));
  return {
    leftOut,
    topology: {
      ...topology,
      edges: edges.filter(edge => keptEdges.has(edge)),
      services: services.map(it => ({
        ...it,
        alsoIn: it.alsoIn.filter(network => hasArea.has(network) || keptJoins.has(`${it.id} ${network}`)),
      })),
    },
  };
}

/** How many services stand above each in its area at least, with rings cut open. */
function rowsOf({ services, edges }: Topology, homes: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const above = new Map<string, string[]>();
  for (const { from, to } of edges) {
    if (!homes.has(from) || homes.get(from) !== homes.get(to)) continue;
    const known = above.get(to);
    if (known) known.push(from);
    else above.set(to, [from]);
  }
  const rows = new Map<string, number>();
  const open = new Set<string>();
  for (const { id: first } of services) {
    const stack = [first];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const waiting = (above.get(id) ?? []).filter(it => !rows.has(it) && !open.has(it));
      if (rows.has(id) || (open.has(id) && waiting.length === 0)) {
        stack.pop();
        open.delete(id);
        if (!rows.has(id)) rows.set(id, Math.max(0, ...(above.get(id) ?? []).map(it => (rows.get(it) ?? -1) + 1)));
        continue;
      }
      open.add(id);
      const [next] = waiting;
      if (next !== undefined) stack.push(next);
    }
  }
  return rows;
}
