/**
 * An instruction's arguments as the builder sees them: one text without continuation characters, line breaks, and
 * comment lines in between, together with the way back to the file. The shell parser works on it, so that a word that
 * runs over two lines is one word.
 */
import { type Span, span } from '../../text/span.ts';

export interface LogicalText {
  readonly text: string;
  /** The offset in the file of a zero-based offset in `text`; the end of `text` maps behind the last character. */
  toFile(offset: number): number;
  /** The place in the file of a span of `text`; may cover continuation characters and comments in between. */
  spanInFile(at: Span): Span;
}

/** A piece of the file that appears unbroken in the logical text. */
export interface Segment {
  /** Offset in the logical text. */
  readonly at: number;
  /** Offset in the file. */
  readonly from: number;
  readonly length: number;
}

/** `segments` in order, without gaps in the logical text. */
export function logicalText(text: string, segments: readonly Segment[]): LogicalText {
  function segmentAt(offset: number): Segment | undefined {
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((segments[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return segments[low];
  }
  function toFile(offset: number): number {
    const segment = segmentAt(offset);
    return segment ? segment.from + Math.min(offset - segment.at, segment.length) : 0;
  }
  return {
    text,
    toFile,
    // An end maps through its last character, so that it does not jump over a continuation to the next line.
    spanInFile: at => span(toFile(at.start), at.end > at.start ? toFile(at.end - 1) + 1 : toFile(at.end)),
  };
}
