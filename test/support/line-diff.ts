/**
 * The difference of two texts as fixtures show it: removed and added lines, and above an addition that replaces nothing
 * one line of context, so that its place is proved.
 */

/** Lines as in a `diff` fence; the same texts always give the same lines. */
export function lineDiff(before: string, after: string): readonly string[] {
  const a = linesOf(before);
  const b = linesOf(after);
  const shared = longestShared(a, b);
  const result: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
      continue;
    }
    const removed: string[] = [];
    const added: string[] = [];
    const context = a[i - 1];
    const below = a[i];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      const skipHere = shared[i + 1]?.[j] ?? -1;
      const skipThere = shared[i]?.[j + 1] ?? -1;
      if (i < a.length && (j >= b.length || skipHere >= skipThere)) removed.push(a[i++] ?? '');
      else added.push(b[j++] ?? '');
    }
    const isInsertion = removed.length === 0;
    if (isInsertion && context !== undefined) result.push(` ${context}`.trimEnd());
    result.push(...removed.map(line => `-${line}`), ...added.map(line => `+${line}`));
    if (isInsertion && context === undefined && below !== undefined) result.push(` ${below}`.trimEnd());
  }
  return result;
}

/** Lines with their breaks made visible where they are not a plain LF. */
function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.replaceAll('\r', '␍').split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines[lines.length - 1] += '␄';
  return lines;
}

/** `[i][j]`: how many lines the texts behind line i and line j have in common, in order. Fixtures are small. */
function longestShared(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    const row = table[i] ?? [];
    const below = table[i + 1] ?? [];
    for (let j = b.length - 1; j >= 0; j--)
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
  }
  return table;
}
