/**
 * Offsets of the core's text against the positions an editor counts. They differ in one thing: the core keeps a byte
 * order mark, editors hide it.
 */
import type { Position, Range } from 'vscode-languageserver';
import { type LineIndex, lineIndex } from '../text/line-index.ts';
import { type Span, span } from '../text/span.ts';

export interface EditorText {
  range(at: Span): Range;
  offset(position: Position): number;
  span(range: Range): Span;
}

export function editorText(text: string): EditorText {
  let built: LineIndex | undefined;
  const lines = () => {
    built ??= lineIndex(text);
    return built;
  };
  const hidden = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  function position(offset: number): Position {
    const { line, character } = lines().positionAt(offset);
    return { line, character: line === 0 ? Math.max(0, character - hidden) : character };
  }
  function offset({ line, character }: Position): number {
    return lines().offsetAt({ line, character: line === 0 ? character + hidden : character });
  }
  return {
    range: at => ({ start: position(at.start), end: position(at.end) }),
    offset,
    span: ({ start, end }) => {
      const from = offset(start);
      return span(from, Math.max(from, offset(end)));
    },
  };
}
