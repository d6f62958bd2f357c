/** Lines of a text. A line ends at LF, CRLF or a lone CR; its end excludes those characters. */
import { type Span, span } from './span.ts';

/** Zero-based line and UTF-16 character, as the language server protocol counts. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

export interface LineIndex {
  readonly lineCount: number;
  /** The position of an offset; offsets outside the text are moved to its nearest edge. */
  positionAt(offset: number): LinePosition;
  /** The offset of a position; a character behind the line's end is moved to that end. */
  offsetAt(position: LinePosition): number;
  /** The line without its line break. A line that does not exist is the empty span at the text's end. */
  lineSpan(line: number): Span;
  /** The line with its line break, as deleting it needs; the last line has none. */
  fullLineSpan(line: number): Span;
}

const LF = 10;
const CR = 13;

export function lineIndex(text: string): LineIndex {
  const starts: number[] = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1);
  }

  const startOf = (line: number): number => starts[line] ?? text.length;

  function lineAt(offset: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function lineSpan(line: number): Span {
    const start = startOf(line);
    let end = startOf(line + 1);
    if (end > start && text.charCodeAt(end - 1) === LF && line + 1 < starts.length) end--;
    if (end > start && text.charCodeAt(end - 1) === CR && line + 1 < starts.length) end--;
    return span(start, end);
  }

  return {
    lineCount: starts.length,
    positionAt(offset) {
      const inside = Math.max(0, Math.min(offset, text.length));
      const line = lineAt(inside);
      return { line, character: inside - startOf(line) };
    },
    offsetAt({ line, character }) {
      if (line < 0) return 0;
      const { start, end } = lineSpan(line);
      return Math.min(start + Math.max(0, character), end);
    },
    lineSpan,
    fullLineSpan: line => span(startOf(line), startOf(line + 1)),
  };
}

/** The line that holds the offset, where only this one is asked for: it takes a tenth of the time of an index. */
export function lineNumberAt(text: string, offset: number): number {
  if (text.includes('\r')) return lineIndex(text).positionAt(offset).line;
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The line break the text uses first; LF when it has none. A fix that adds lines writes this one. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const lf = text.indexOf('\n');
  return lf > 0 && text.charCodeAt(lf - 1) === CR ? '\r\n' : '\n';
}
