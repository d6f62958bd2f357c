/**
 * Lines as the builder reads them: an instruction with its continuation lines joined. A line that is not continued is
 * read where it stands; a continued one is copied together once, and every offset in the copy leads back to the file.
 */
import { type Span, span } from '../../text/span.ts';
import type { Comment } from './dockerfile.ts';
import { skipSpaces, trimSpaces } from './whitespace.ts';

/** What an instruction is read from: the joined lines when `joints` is there, and else the file itself. */
export interface LogicalLine {
  readonly source: string;
  readonly escapeCode: number;
  /** `<<` stands somewhere in the source. */
  readonly mayHaveHeredocs: boolean;
  readonly joints: Joints | undefined;
  /** How far its place in the file has moved since it was read: see `parseDockerfile`. */
  moved: number;
}

/** Where the pieces of a joined line come from. */
interface Joints {
  /** For each piece the offset in the joined text where it begins, and the offset in the file of the same place. */
  readonly places: readonly number[];
  /** The piece that was asked for last: questions come in reading order. */
  cursor: number;
}

export function logicalLine(
  source: string,
  escapeCode: number,
  mayHaveHeredocs: boolean,
  joints: Joints | undefined,
): LogicalLine {
  return { source, escapeCode, mayHaveHeredocs, joints, moved: 0 };
}

const CR = 13;
const HASH = 35;

/** Offset in the file of the character at `offset` of the line's source. */
export function toFile({ joints, moved }: LogicalLine, offset: number): number {
  if (!joints) return offset + moved;
  const { places } = joints;
  let piece = joints.cursor;
  const next = places[2 * piece + 2];
  if (offset < (places[2 * piece] ?? 0) || (next !== undefined && next <= offset)) {
    let low = 0;
    let high = (places.length >> 1) - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((places[2 * middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    piece = low;
    joints.cursor = piece;
  }
  return (places[2 * piece + 1] ?? 0) + offset - (places[2 * piece] ?? 0) + moved;
}

/**
 * The place in the file of `[start, end)` of the line's source. An end, and an empty span, stand behind the character
 * before them: an empty value at the end of a line does not move to the next one.
 */
export function spanInFile(line: LogicalLine, start: number, end: number): Span {
  if (!line.joints) return { start: start + line.moved, end: end + line.moved };
  if (end > start) return { start: toFile(line, start), end: toFile(line, end - 1) + 1 };
  const at = start > 0 ? toFile(line, start - 1) + 1 : toFile(line, start);
  return span(at, at);
}

/** Continued lines as one, and where reading goes on. */
export interface JoinedLines {
  readonly line: LogicalLine;
  /** Offset in the file of the end of the last physical line, before the line break. */
  readonly contentEnd: number;
  /** Offset in the file of the next line; the file's length at the end. */
  readonly next: number;
  /** Blank lines passed over inside, each with its line break. */
  readonly emptyLines: readonly Span[];
}

/** What `joinLines` collects, kept from line to line: arrays that grow anew each time cost as much as all the rest. */
const pieces: string[] = [];
const places: number[] = [];

/**
 * Joins the line whose first character that is no space stands at `start` with those that continue it; undefined when
 * none does. Comment lines inside go to `comments`.
 *
 *     RUN a \        ← the escape character as last character, blanks behind it allowed, not doubled
 *       # comment    ← left out, as is a blank line
 *       b            ← joined with its leading blanks
 */
export function joinLines(
  text: string,
  start: number,
  lineEnd: number,
  escapeCode: number,
  comments: Comment[],
): JoinedLines | undefined {
  let next = lineEnd;
  let end = contentEndOf(text, start, next);
  let cut = continuationAt(text, start, end, escapeCode);
  if (cut < 0) return undefined;
  let count = 0;
  let emptyLines: Span[] | undefined;
  let length = 0;
  let lineStart = start;
  for (;;) {
    const pieceEnd = cut < 0 ? end : cut;
    if (pieceEnd > lineStart) {
      pieces[count] = text.slice(lineStart, pieceEnd);
      places[2 * count] = length;
      places[2 * count + 1] = lineStart;
      count++;
      length += pieceEnd - lineStart;
    }
    if (cut < 0) break;
    // The next line that is neither blank nor a comment goes on with the instruction.
    for (lineStart = next + 1; lineStart < text.length; lineStart = next + 1) {
      next = lineEndOf(text, lineStart);
      end = contentEndOf(text, lineStart, next);
      const first = skipSpaces(text, lineStart, end);
      if (first === end) {
        emptyLines ??= [];
        emptyLines.push(span(lineStart, Math.min(next + 1, text.length)));
      } else if (text.charCodeAt(first) === HASH) comments.push(commentAt(text, first, end));
      else break;
    }
    if (lineStart >= text.length) {
      // Continued to the end of the file: what is typed there next belongs to the instruction.
      end = text.length;
      break;
    }
    cut = continuationAt(text, lineStart, end, escapeCode);
  }
  const joints: Joints = { places: places.slice(0, 2 * count), cursor: 0 };
  const source = pieces.slice(0, count).join('');
  // A piece would keep the text of its file in memory. For these few a loop takes less than `fill`.
  for (let i = 0; i < count; i++) pieces[i] = '';
  return {
    line: logicalLine(source, escapeCode, source.includes('<<'), joints),
    contentEnd: end,
    next: next + 1,
    emptyLines: emptyLines ?? none,
  };
}

const none: readonly never[] = [];

/** The offset of the line feed that ends the line, or the text's length. */
export function lineEndOf(text: string, start: number): number {
  const at = text.indexOf('\n', start);
  return at < 0 ? text.length : at;
}

/** The line's end without the carriage returns before the line feed; BuildKit drops all of them. */
export function contentEndOf(text: string, start: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > start && text.charCodeAt(end - 1) === CR) end--;
  return end;
}

/** `first` is the `#`, `end` the line's end. */
export function commentAt(text: string, first: number, end: number): Comment {
  return new LineComment(text, span(first, end));
}

/** Few are asked what they say. */
class LineComment implements Comment {
  readonly span: Span;
  readonly #file: string;

  constructor(file: string, at: Span) {
    this.span = at;
    this.#file = file;
  }

  get text(): string {
    const from = skipSpaces(this.#file, this.span.start + 1, this.span.end);
    return this.#file.slice(from, trimSpaces(this.#file, from, this.span.end));
  }
}

/** The offset of the escape character that continues the line, or -1. A doubled one does not continue. */
function continuationAt(text: string, start: number, end: number, escapeCode: number): number {
  let at = end - 1;
  while (at >= start && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at--;
  if (at < start || text.charCodeAt(at) !== escapeCode) return -1;
  return at > start && text.charCodeAt(at - 1) === escapeCode ? -1 : at;
}
