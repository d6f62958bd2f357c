import { describe, expect, it } from 'vitest';
import { editorText } from '../../server/src/lsp/editor-text.ts';
import { span } from '../../server/src/text/span.ts';

describe('editorText', () => {
  it('hides a byte order mark, which editors do not count, on the first line only', () => {
    const text = editorText('\uFEFFFROM a\nRUN b');
    expect(text.range(span(1, 5))).toEqual({ start: { line: 0, character: 0 }, end: { line: 0, character: 4 } });
    expect(text.range(span(8, 11))).toEqual({ start: { line: 1, character: 0 }, end: { line: 1, character: 3 } });
    expect(text.span({ start: { line: 0, character: 0 }, end: { line: 1, character: 3 } })).toEqual(span(1, 11));
  });

  it('counts UTF-16 units and either line break', () => {
    const text = editorText('a\r\n😀b\rc');
    expect(text.range(span(5, 6))).toEqual({ start: { line: 1, character: 2 }, end: { line: 1, character: 3 } });
    expect(text.offset({ line: 2, character: 0 })).toBe(7);
    expect(text.offset({ line: 9, character: 9 })).toBe(8);
  });
});
