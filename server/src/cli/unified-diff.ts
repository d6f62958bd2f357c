/** The difference of two texts as a unified diff, which `git apply` and `patch -p1` take. */

const context = 3;
/** Beyond so many changed lines the shortest difference is not searched for: the memory it takes grows with the square. */
const maxDifferences = 1_000;

interface Change {
  readonly kind: 'same' | 'removed' | 'added';
  /** With its line break, if it has one. */
  readonly line: string;
}

/**
 * @param before undefined for a file that did not exist
 * @returns empty when nothing differs
 */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  if (before === after) return '';
  const changes = changesBetween(linesOf(before ?? ''), linesOf(after));
  const header = `--- ${before === undefined ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n`;
  return header + hunks(changes).join('');
}

/** Lines with their breaks. Only LF ends a line, as in every program that reads diffs. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function changesBetween(before: readonly string[], after: readonly string[]): readonly Change[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const same = (line: string): Change => ({ kind: 'same', line });
  return [
    ...before.slice(0, start).map(same),
    ...shortest(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** The shortest way from one list to the other. Algorithm: E. Myers, “An O(ND) Difference Algorithm and Its Variations”. */
function shortest(before: readonly string[], after: readonly string[]): readonly Change[] {
  const limit = Math.min(before.length + after.length, maxDifferences);
  // furthest.get(k): how far into `before` a way on diagonal k (before − after) has come.
  let furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= limit; d++) {
    trace.push(furthest);
    const next = new Map(furthest);
    for (let k = -d; k <= d; k += 2) {
      let x = isDown(furthest, k, d) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      next.set(k, x);
      if (x >= before.length && x - k >= after.length) return wayBack(trace, before, after);
    }
    furthest = next;
  }
  return [
    ...before.map(line => ({ kind: 'removed', line }) as const),
    ...after.map(line => ({ kind: 'added', line }) as const),
  ];
}

function isDown(furthest: ReadonlyMap<number, number>, k: number, d: number): boolean {
  return k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function wayBack(
  trace: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): readonly Change[] {
  const changes: Change[] = [];
  let x = before.length;
  let y = after.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const furthest = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const previous = isDown(furthest, k, d) ? k + 1 : k - 1;
    const fromX = furthest.get(previous) ?? 0;
    const fromY = fromX - previous;
    while (x > fromX && y > fromY) {
      changes.push({ kind: 'same', line: before[x - 1] ?? '' });
      x--;
      y--;
    }
    if (d > 0 && x > fromX) changes.push({ kind: 'removed', line: before[--x] ?? '' });
    else if (d > 0) changes.push({ kind: 'added', line: after[--y] ?? '' });
  }
  return changes.reverse();
}

function hunks(changes: readonly Change[]): readonly string[] {
  const touched = changes.flatMap(({ kind }, i) => (kind === 'same' ? [] : [i]));
  const groups: { start: number; end: number }[] = [];
  for (const i of touched) {
    const last = groups.at(-1);
    if (last && i - last.end <= 2 * context) last.end = i + 1;
    else groups.push({ start: i, end: i + 1 });
  }
  const result: string[] = [];
  let at = 0;
  let beforeLine = 1;
  let afterLine = 1;
  for (const group of groups) {
    const start = Math.max(0, group.start - context);
    const end = Math.min(changes.length, group.end + context);
    // Between two hunks everything is the same.
    beforeLine += start - at;
    afterLine += start - at;
    const lines = changes.slice(start, end);
    const removed = lines.filter(({ kind }) => kind !== 'added').length;
    const added = lines.filter(({ kind }) => kind !== 'removed').length;
    const header = `@@ -${lineRange(beforeLine, removed)} +${lineRange(afterLine, added)} @@\n`;
    result.push(header + lines.map(diffLine).join(''));
    at = end;
    beforeLine += removed;
    afterLine += added;
  }
  return result;
}

/** An empty range names the line before it. */
function lineRange(first: number, length: number): string {
  if (length === 1) return String(first);
  return `${length === 0 ? first - 1 : first},${length}`;
}

const signs: Readonly<Record<Change['kind'], string>> = { same: ' ', removed: '-', added: '+' };

function diffLine({ kind, line }: Change): string {
  return `${signs[kind]}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`;
}
