import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineBreakOf, lineIndex, lineNumberAt } from '../../server/src/text/line-index.ts';
import { slice } from '../../server/src/text/span.ts';

test('LF, CRLF and a lone CR end lines', () => {
  const text = 'a\nb\r\nc\rd';
  const lines = lineIndex(text);
  expect(Array.from({ length: lines.lineCount }, (_, i) => slice(text, lines.lineSpan(i)))).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
  expect(Array.from({ length: lines.lineCount }, (_, i) => slice(text, lines.fullLineSpan(i)))).toEqual([
    'a\n',
    'b\r\n',
    'c\r',
    'd',
  ]);
});

test('characters are UTF-16 units', () => {
  expect(lineIndex('🚢x\ny').positionAt(3)).toEqual({ line: 0, character: 3 });
  expect(lineIndex('🚢x\ny').offsetAt({ line: 1, character: 0 })).toBe(4);
});

test('places outside the text are moved to its edge', () => {
  const lines = lineIndex('ab\ncd');
  expect(lines.positionAt(-1)).toEqual({ line: 0, character: 0 });
  expect(lines.positionAt(99)).toEqual({ line: 1, character: 2 });
  expect(lines.offsetAt({ line: 0, character: 99 })).toBe(2);
  expect(lines.offsetAt({ line: 9, character: 0 })).toBe(5);
  expect(lines.offsetAt({ line: -1, character: 5 })).toBe(0);
});

test('offset to position and back', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', 'é', '🚢') });
  fc.assert(
    fc.property(text, text => {
      const lines = lineIndex(text);
      for (let offset = 0; offset <= text.length; offset++) {
        // Behind CR of a CRLF there is no position of its own.
        if (text[offset - 1] === '\r' && text[offset] === '\n') continue;
        expect(lines.offsetAt(lines.positionAt(offset))).toBe(offset);
      }
    }),
  );
});

test('the first line break is the file’s', () => {
  expect(lineBreakOf('a\r\nb\n')).toBe('\r\n');
  expect(lineBreakOf('a\nb\r\n')).toBe('\n');
  expect(lineBreakOf('')).toBe('\n');
});

test('one line number without an index is that of the index', () => {
  for (const text of ['', 'a\nb\n\nc', 'a\r\nb\rc\n', '\n\n']) {
    const lines = lineIndex(text);
    for (let at = 0; at <= text.length; at++) expect(lineNumberAt(text, at)).toBe(lines.positionAt(at).line);
  }
});
