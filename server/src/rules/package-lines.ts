/** The packages of an install command that stand one a line, as blocks that can change places. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import type { PackageUse } from '../syntax/shell/package-uses.ts';
import { type Span, span } from '../text/span.ts';
import { lineEndOf, lineStartOf } from './dockerfile-edits.ts';

export interface PackageLine {
  readonly name: string;
  /** The comment lines right above it with their line breaks, and its indentation. */
  readonly head: string;
  readonly word: Span;
  /** From the start of the head to the end of the word. */
  readonly span: Span;
}

/**
 * Undefined unless there are two packages or more, each alone on its line, with nothing but comments between them. What
 * stands behind the last one, as `&& \`, is no part of it.
 */
export function packageLines(
  { text, escape: escapeCharacter }: Dockerfile,
  use: PackageUse,
): readonly PackageLine[] | undefined {
  const { operands, run } = use;
  if (run.instruction.exec || operands.length < 2) return undefined;
  const [first] = operands;
  if (!first || startOfLineWith(text, first.span.start) < 0) return undefined;
  const lines: PackageLine[] = [];
  for (let i = 0; i < operands.length; i++) {
    const word = operands[i];
    const at = word?.span;
    if (!at || !word.isLiteral || text.slice(at.start, at.end) !== word.raw) return undefined;
    const lineStart = startOfLineWith(text, at.start);
    if (lineStart < 0) return undefined;
    const isLast = i === operands.length - 1;
    if (!isLast && text.slice(at.end, lineEndOf(text, at.end)).trim() !== escapeCharacter) return undefined;
    const before = lines.at(-1);
    const next = before && nextLineStart(text, before.word.end);
    const start = lineStart === next ? next : commentsAbove(text, lineStart);
    // Between two packages stand only the end of the line and comments; an option or a blank line would be in the way.
    if (next !== undefined && start !== next) return undefined;
    lines.push({
      name: word.value,
      head: text.slice(start, at.start),
      word: at,
      span: span(start, at.end),
    });
  }
  return lines;
}

/** The start of the line on which nothing but blanks stands in front of the offset; -1 where something else does. */
function startOfLineWith(text: string, offset: number): number {
  let at = offset - 1;
  while (at >= 0 && (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB)) at--;
  return at < 0 || text.charCodeAt(at) === LINE_FEED ? at + 1 : -1;
}

const TAB = 9;
const LINE_FEED = 10;
const SPACE = 32;

/** The start of the first of the comment lines right above the line at `lineStart`, or `lineStart`. */
function commentsAbove(text: string, lineStart: number): number {
  let start = lineStart;
  while (start > 0) {
    const above = lineStartOf(text, start - 1);
    if (!text.slice(above, start).trimStart().startsWith('#')) break;
    start = above;
  }
  return start;
}

function nextLineStart(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}
