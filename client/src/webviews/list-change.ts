// What became another in a list, so that a page is told that alone. Pure; both ends use it.

/** From `at` on, `removed` items have become `added`. */
export interface ListChange<Item> {
  readonly at: number;
  readonly removed: number;
  readonly added: readonly Item[];
}

/** The shortest stretch that covers all that differs; undefined when nothing does. */
export function changeOf<Item>(
  before: readonly Item[],
  after: readonly Item[],
  isSame: (a: Item, b: Item) => boolean,
): ListChange<Item> | undefined {
  const sameAt = (inBefore: number, inAfter: number): boolean => {
    const [a, b] = [before[inBefore], after[inAfter]];
    return a !== undefined && b !== undefined && isSame(a, b);
  };
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at < most && sameAt(at, at)) at++;
  let behind = 0;
  while (behind < most - at && sameAt(before.length - 1 - behind, after.length - 1 - behind)) behind++;
  const [removed, added] = [before.length - at - behind, after.slice(at, after.length - behind)];
  return removed === 0 && added.length === 0 ? undefined : { at, removed, added };
}

export function withChange<Item>(list: readonly Item[], change: ListChange<Item> | undefined): readonly Item[] {
  return change ? list.toSpliced(change.at, change.removed, ...change.added) : list;
}
