/**
 * A text put together from pieces of a file, in which every character knows where it came from. What stands between the
 * pieces (continuation characters, comments, carriage returns) is in the file and not in the text.
 */
import { type Span, span } from '../text/span.ts';

/** A piece; `toFile` leads from a zero-based offset in it to one in the file, undefined for text that is in no file. */
export interface Piece {
  readonly text: string;
  readonly toFile: ((offset: number) => number) | undefined;
}

export interface MappedText {
  readonly text: string;
  /** The offset in the file of the character at `offset`; undefined for one that is in no file, and behind the end. */
  toFile(offset: number): number | undefined;
  /**
   * The place in the file of a span of the text that is not empty: from its first character to behind its last one, with
   * whatever stands in between. Undefined when either is in no file.
   */
  spanInFile(at: Span): Span | undefined;
}

export function mappedText(pieces: readonly Piece[]): MappedText {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of pieces) {
    starts.push(length);
    length += text.length;
  }

  function toFile(offset: number): number | undefined {
    if (offset < 0 || offset >= length) return undefined;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return pieces[low]?.toFile?.(offset - (starts[low] ?? 0));
  }

  return {
    text: pieces.map(piece => piece.text).join(''),
    toFile,
    spanInFile(at) {
      const start = toFile(at.start);
      const last = toFile(at.end - 1);
      return start === undefined || last === undefined || last < start ? undefined : span(start, last + 1);
    },
  };
}

/**
 * The lines of `text`, which stands at `start` in the file, as a shell on Linux gets them from the builder.
 *
 *     →→echo a␍␊      `<<-` drops the tabs; the carriage return would be an invisible part of the last word
 */
export function linePieces(
  text: string,
  start: number,
  tabs: 'with leading tabs' | 'without leading tabs',
): readonly Piece[] {
  if (tabs === 'with leading tabs' && !text.includes('\r')) return [{ text, toFile: offset => start + offset }];
  const pieces: Piece[] = [];
  const add = (from: number, to: number): void => {
    if (to > from) pieces.push({ text: text.slice(from, to), toFile: offset => start + from + offset });
  };
  for (let at = 0; at < text.length; ) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    let end = lineFeed < 0 ? text.length : lineFeed;
    let first = at;
    if (tabs === 'without leading tabs') while (text.charCodeAt(first) === TAB) first++;
    while (end > first && text.charCodeAt(end - 1) === CR) end--;
    add(first, end);
    if (lineFeed >= 0) add(lineFeed, next);
    at = next;
  }
  return pieces;
}

const TAB = 9;
const CR = 13;
