// What tests of the store have in common.

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
}

export function idsOf(rows: ReadonlyMap<string, unknown>): readonly string[] {
  return [...rows.keys()].toSorted();
}
