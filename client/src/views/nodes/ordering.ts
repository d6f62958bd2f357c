// How rows are put in order and in groups.

const collator = new Intl.Collator('en', { numeric: true });

/** `web-2` before `web-10`. */
export function byName(a: string, b: string): number {
  return collator.compare(a, b);
}

/** Groups in the order of their first rows; inside one, rows keep their order. */
export function groupedBy<Row>(rows: Iterable<Row>, keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
