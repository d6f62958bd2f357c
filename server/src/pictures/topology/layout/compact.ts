/**
 * Draws rows together: dagre keeps long lines straight at the price of much empty room. Rows and the order in them stay
 * as they are; each thing moves towards what it is joined to, as near as its neighbours allow.
 */

export interface CompactItem {
  readonly key: string;
  readonly width: number;
  /** Items of one row have the same. */
  readonly row: number;
  /** Tells the order in the row. */
  readonly x: number;
}

export interface CompactLink {
  readonly a: string;
  readonly b: string;
  /** How hard it pulls. */
  readonly strength: number;
}

const rounds = 30;
/** Between two boxes; less where one of both is a line. */
const wide = 24;
const narrow = 13;

/** The middle of each item by its key. */
export function compacted(items: readonly CompactItem[], links: readonly CompactLink[]): ReadonlyMap<string, number> {
  const rows = new Map<number, CompactItem[]>();
  for (const item of items) {
    const row = rows.get(item.row);
    if (row) row.push(item);
    else rows.set(item.row, [item]);
  }
  const sorted = [...rows].sort(([a], [b]) => a - b).map(([, row]) => [...row].sort((a, b) => a.x - b.x));
  const at = new Map<string, number>();
  for (const row of sorted) {
    const width = offsets(row).at(-1) ?? 0;
    for (const [index, offset] of offsets(row).entries()) at.set(row[index]?.key ?? '', offset - width / 2);
  }
  const joined = new Map<string, { readonly key: string; readonly strength: number }[]>();
  const join = (from: string, key: string, strength: number): void => {
    const known = joined.get(from);
    if (known) known.push({ key, strength });
    else joined.set(from, [{ key, strength }]);
  };
  for (const { a, b, strength } of links) {
    join(a, b, strength);
    join(b, a, strength);
  }
  for (let round = 0; round < rounds; round++)
    for (const row of round % 2 === 0 ? sorted : [...sorted].reverse()) settle(row, at, joined);
  return at;
}

/** How far the middle of each stands from that of the first, when they stand as close as they may. */
function offsets(row: readonly CompactItem[]): readonly number[] {
  let x = 0;
  return row.map((item, index) => {
    const before = row[index - 1];
    if (before) x += (before.width + item.width) / 2 + (before.width > 12 && item.width > 12 ? wide : narrow);
    return x;
  });
}

/** The best places for a row: the squares of the ways to where each would like to be are least (pooled neighbours). */
function settle(
  row: readonly CompactItem[],
  at: Map<string, number>,
  joined: ReadonlyMap<string, readonly { readonly key: string; readonly strength: number }[]>,
): void {
  const apart = offsets(row);
  const pools: { sum: number; weight: number; from: number }[] = [];
  for (const [index, { key }] of row.entries()) {
    let [sum, weight] = [0, 0];
    for (const other of joined.get(key) ?? []) {
      sum += (at.get(other.key) ?? 0) * other.strength;
      weight += other.strength;
    }
    const own = 0.05;
    const wish = (sum + (at.get(key) ?? 0) * own) / (weight + own) - (apart[index] ?? 0);
    let pool = { sum: wish * (weight + own), weight: weight + own, from: index };
    for (let last = pools.at(-1); last && last.sum / last.weight > pool.sum / pool.weight; last = pools.at(-1)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, weight: last.weight + pool.weight, from: last.from };
    }
    pools.push(pool);
  }
  for (const [index, { sum, weight, from }] of pools.entries())
    for (let item = from; item < (pools[index + 1]?.from ?? row.length); item++)
      at.set(row[item]?.key ?? '', sum / weight + (apart[item] ?? 0));
}
