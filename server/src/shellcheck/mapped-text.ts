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
    const index = indexIn(starts, offset);
    return pieces[index]?.toFile?.(offset - (starts[index] ?? 0));
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
  // Stretches of the body that are kept: where each begins in the result, and in the file.
  const kept: string[] = [];
  const at: number[] = [];
  const from: number[] = [];
  let length = 0;
  for (let next = 0, first = 0; first < text.length; first = next) {
    const lineFeed = text.indexOf('\n', first);
    next = lineFeed < 0 ? text.length : lineFeed + 1;
    if (tabs === 'without leading tabs') while (text.charCodeAt(first) === TAB) first++;
    let end = lineFeed < 0 ? text.length : lineFeed;
    while (end > first && text.charCodeAt(end - 1) === CR) end--;
    const isWhole = end === lineFeed;
    add(first, isWhole ? next : end);
    if (!isWhole && lineFeed >= 0) add(lineFeed, next);
  }
  const toFile = (offset: number): number => {
    const index = indexIn(at, offset);
    return (from[index] ?? 0) + offset - (at[index] ?? 0);
  };
  return [{ text: kept.join(''), toFile }];

  function add(first: number, end: number): void {
    if (end <= first) return;
    kept.push(text.slice(first, end));
    at.push(length);
    from.push(start + first);
    length += end - first;
  }
}

/** The last of the rising numbers that is not above `offset`. */
function indexIn(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const TAB = 9;
const CR = 13;
