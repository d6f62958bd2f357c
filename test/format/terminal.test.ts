// What is printed for people: excerpts, widths, colours, the progress bar, differences.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressBar } from '../../server/src/cli/progress-bar.ts';
import { excerpt } from '../../server/src/cli/source-excerpt.ts';
import { ansiPaint, noPaint, paintFor, plain, widthOf, wrap } from '../../server/src/cli/terminal-text.ts';
import { unifiedDiff } from '../../server/src/cli/unified-diff.ts';

const range = (line: number, from: number, to: number, toLine = line) => ({
  start: { line, character: from },
  end: { line: toLine, character: to },
});

describe('An excerpt', () => {
  const shown = (text: string, at: ReturnType<typeof range>, width = 80) => {
    const it = excerpt(text, at, width);
    return it && [it.line, it.carets, it.moreLines];
  };
  it('marks the place', () => expect(shown('FROM sea', range(0, 5, 8))).toEqual(['FROM sea', '     ^^^', 0]));
  it('marks an empty place by one caret', () => expect(shown('FROM', range(0, 4, 4))).toEqual(['FROM', '    ^', 0]));
  it('widens tabs to the next stop', () => {
    expect(shown('a\tb\tc', range(0, 2, 3))).toEqual(['a   b   c', '    ^', 0]);
  });
  it('counts wide characters as two cells, marks as none', () => {
    expect(shown('日本 cafe\u0301!', range(0, 8, 9))).toEqual(['日本 cafe\u0301!', '         ^', 0]);
  });
  it('marks the first line of several and counts the others', () => {
    expect(shown('RUN a \\  \n b\n c\nX', range(0, 0, 2, 2))).toEqual(['RUN a \\', '^^^^^^^', 2]);
    expect(shown('a\nb\n', range(0, 0, 0, 1))).toEqual(['a', '^', 0]);
  });
  it('shows nothing of an empty line', () => expect(shown('a\n\nb', range(1, 0, 0))).toBeUndefined());
  it('cuts a long line round the place', () => {
    const [line, carets] = shown(`${'a'.repeat(500)}HERE${'b'.repeat(500)}`, range(0, 500, 504), 40) ?? [];
    expect(line).toBe(`…${'a'.repeat(20)}HERE${'b'.repeat(14)}…`);
    expect(carets).toBe(`${' '.repeat(21)}^^^^`);
  });
  it('never exceeds its width, and its carets lie below the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(200), fc.nat(200), (text, a, b) => {
        const line = text.replaceAll(/[\r\n]/g, '');
        const [from, to] = [Math.min(a, b, line.length), Math.min(Math.max(a, b), line.length)];
        const it = excerpt(line, range(0, from, to), 40);
        if (!it) return;
        expect(widthOf(it.line)).toBeLessThanOrEqual(40);
        expect(it.carets.length).toBeLessThanOrEqual(Math.max(widthOf(it.line), 1) + 1);
      }),
    );
  });
});

describe('Text for a terminal', () => {
  it('shows controls instead of obeying them', () =>
    expect(plain('a\u001B[0m\u009B\u202Eb')).toBe('a␛[0m\uFFFD\uFFFDb'));
  it('is as wide as its cells', () => {
    expect(widthOf('aé日👍')).toBe(6);
    expect(widthOf('e\u0301\u200D')).toBe(1);
  });
  it('breaks at spaces and leaves a long word whole', () => {
    expect(wrap('one two  three-and-four five', 9)).toEqual(['one two', 'three-and-four', 'five']);
    expect(wrap('日本 日本', 7)).toEqual(['日本', '日本']);
  });
});

describe('Colours', () => {
  const paint = (noColor: boolean, isTerminal: boolean, environment: Record<string, string>) =>
    paintFor({ noColor, isTerminal, environment });
  it.each([
    [false, true, {}, ansiPaint],
    [false, false, {}, noPaint],
    [true, true, { FORCE_COLOR: '1' }, noPaint],
    [false, false, { FORCE_COLOR: '1' }, ansiPaint],
    [false, true, { FORCE_COLOR: '0' }, noPaint],
    [false, true, { NO_COLOR: '1' }, noPaint],
    [false, true, { NO_COLOR: '' }, ansiPaint],
    [false, false, { NO_COLOR: '1', FORCE_COLOR: '1' }, ansiPaint],
    [false, true, { TERM: 'dumb' }, noPaint],
  ])('--no-color %s, terminal %s, %o', (noColor, isTerminal, environment, expected) => {
    expect(paint(noColor, isTerminal, environment)).toBe(expected);
  });
});

describe('The progress bar', () => {
  function drawn(times: readonly number[]): readonly string[] {
    const written: string[] = [];
    let time = 0;
    const bar = progressBar({
      total: times.length,
      write: text => void written.push(text),
      width: 60,
      now: () => time,
    });
    for (const next of times) {
      time = next;
      bar.advance('compose.yaml');
    }
    bar.done();
    return written;
  }
  it('stays away when all is done within a second', () => expect(drawn([1, 500, 999])).toEqual([]));
  it('is drawn after a second, not too often, and wiped away at the end', () => {
    expect(drawn([100, 1_000, 1_001, 2_000])).toEqual([
      `\r\u001B[K${'█'.repeat(12)}${'░'.repeat(12)} 2/4 compose.yaml`,
      `\r\u001B[K${'█'.repeat(24)} 4/4 compose.yaml`,
      '\r\u001B[K',
    ]);
  });
});

describe('A unified diff', () => {
  it('is empty for equal texts', () => expect(unifiedDiff('f', 'a', 'a')).toBe(''));
  it('shows three lines around a change', () => {
    expect(unifiedDiff('a/f', '1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\nx\n6\n7\n8\n9\n')).toBe(
      '--- a/a/f\n+++ b/a/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n',
    );
  });
  it('makes two hunks of changes that are far apart', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `${i}\n`);
    const changed = lines.map((line, i) => (i === 1 || i === 18 ? '' : line));
    expect(unifiedDiff('f', lines.join(''), changed.join('')).match(/^@@.*/gm)).toEqual([
      '@@ -1,5 +1,4 @@',
      '@@ -16,5 +15,4 @@',
    ]);
  });
  it('tells of a missing line break at the end, and of a new file', () => {
    expect(unifiedDiff('f', 'a', 'a\n')).toBe('--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n');
    expect(unifiedDiff('f', undefined, 'a\n')).toBe('--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n');
  });
  it('keeps the carriage returns', () => {
    expect(unifiedDiff('f', 'a\r\nb\r\n', 'a\r\nc\r\n')).toContain('-b\r\n+c\r\n');
  });
  it('leads from the old text to the new one', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n')).map(lines => lines.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, unifiedDiff('f', before, after))).toBe(after);
      }),
    );
  });
});

/** Applies a diff as strictly as `patch` without fuzz. */
function patched(before: string, diff: string): string {
  if (diff === '') return before;
  const old = before.split(/(?<=\n)/).filter(line => line !== '');
  const result: string[] = [];
  let at = 0;
  for (const line of diff.split(/(?<=\n)/).slice(2)) {
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (header) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      while (at < start) result.push(old[at++] ?? '');
      continue;
    }
    const text = line.slice(1);
    if (line.startsWith('+')) result.push(text);
    else {
      if (old[at] !== text) throw new Error(`the diff expects ${JSON.stringify(text)} in line ${at + 1}`);
      at++;
      if (line.startsWith(' ')) result.push(text);
    }
  }
  return [...result, ...old.slice(at)].join('');
}
