/**
 * Which services of an area stand above which: whoever depends stands above, and no row gets so long that one would have
 * to look for its end. By the order of the file alone, so that a small change moves little.
 */

export interface RowsRequest {
  readonly members: readonly { readonly id: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Those reached from outside stand first. */
  readonly entries: readonly { readonly to: string }[];
  readonly columns: number;
}

/** Pairs of ids: the first has to stand above the second. */
export function rowsOf({ members, edges, entries, columns }: RowsRequest): readonly (readonly [string, string])[] {
  const dependents = new Map<string, string[]>();
  for (const { from, to } of edges) dependents.set(to, [...(dependents.get(to) ?? []), from]);
  const entered = new Set(entries.map(({ to }) => to));
  const ids = members.map(({ id }) => id);
  const sorted = [...ids.filter(id => entered.has(id)), ...ids.filter(id => !entered.has(id))];
  const rows = levels(sorted, dependents).flatMap(row => chunked(row, columns));
  const pairs: (readonly [string, string])[] = [];
  for (let at = 1; at < rows.length; at++) {
    const before = rows[at - 1] ?? [];
    for (const [column, id] of (rows[at] ?? []).entries()) {
      const above = before[Math.min(column, before.length - 1)];
      if (above !== undefined) pairs.push([above, id]);
    }
  }
  return pairs;
}

/** Ids by how many others have to stand above, the longest way counted; a circle is cut where it is first entered. */
function levels(ids: readonly string[], dependents: ReadonlyMap<string, readonly string[]>): readonly string[][] {
  const known = new Map<string, number>();
  const under = new Set<string>();
  const levelOf = (id: string): number => {
    const before = known.get(id);
    if (before !== undefined) return before;
    under.add(id);
    let level = 0;
    for (const other of dependents.get(id) ?? []) if (!under.has(other)) level = Math.max(level, levelOf(other) + 1);
    under.delete(id);
    known.set(id, level);
    return level;
  };
  const rows: string[][] = [];
  for (const id of ids) {
    const level = levelOf(id);
    while (rows.length <= level) rows.push([]);
    rows[level]?.push(id);
  }
  return rows.filter(row => row.length > 0);
}

function chunked(row: readonly string[], columns: number): readonly (readonly string[])[] {
  const count = Math.ceil(row.length / columns);
  const each = Math.ceil(row.length / count);
  return Array.from({ length: count }, (_, at) => row.slice(at * each, (at + 1) * each));
}
