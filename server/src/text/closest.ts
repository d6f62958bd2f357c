/** Guessing what was meant: the nearest of some known words. */

/**
 * The number of single-character insertions, deletions, substitutions and swaps of neighbours between two words, or
 * `limit + 1` as soon as it is known to be more than `limit`.
 */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last: number[] = [];
  for (let j = 0; j <= b.length; j++) last.push(j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 0, limit + 1);
}

/**
 * The candidate nearest to `word`, compared without case, if it is near enough to be a slip of the finger: at most one
 * edit for words of up to four letters, two beyond. Undefined when none is, or the word itself is among them.
 */
export function closest<T>(word: string, candidates: Iterable<T>, nameOf: (candidate: T) => string): T | undefined {
  const wanted = word.toLowerCase();
  const limit = word.length <= 4 ? 1 : 2;
  let best: T | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const name = nameOf(candidate);
    if (name === word) return undefined;
    const d = distance(wanted, name.toLowerCase(), limit);
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}
