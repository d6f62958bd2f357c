/** The line a finding is about, with carets below the place, aligned also behind tabs and wide characters. */
import { type LineIndex, lineIndex } from '../text/line-index.ts';
import type { Range } from './report.ts';
import { plain, widthOf } from './terminal-text.ts';

export interface Excerpt {
  /** The line's number as people count, from one. */
  readonly lineNumber: string;
  /** At most `width` cells; what was cut off is shown as `…`. */
  readonly line: string;
  /** Spaces and carets, to be printed below `line`. */
  readonly carets: string;
  /** How many further lines the range covers. */
  readonly moreLines: number;
}

/** Undefined where there is nothing to show, as on an empty line. `index` must be of `text`. */
export function excerpt(
  text: string,
  { start, end }: Range,
  width: number,
  index: LineIndex = lineIndex(text),
): Excerpt | undefined {
  const at = index.lineSpan(start.line);
  const source = text.slice(at.start, at.end);
  if (source.trim() === '') return undefined;
  const markedEnd = end.line === start.line ? end.character : source.trimEnd().length;
  const before = plain(source.slice(0, start.character));
  const marked = plain(source.slice(start.character, markedEnd), widthOf(before));
  const after = plain(source.slice(Math.max(markedEnd, start.character)), widthOf(before) + widthOf(marked));
  const lastLine = end.character === 0 ? end.line - 1 : end.line;
  return {
    lineNumber: String(start.line + 1),
    ...cut(before, marked, after.trimEnd(), width),
    moreLines: Math.max(0, lastLine - start.line),
  };
}

/** How much of what stands before the marked place stays when the line is too long. */
const contextWidth = 20;

function cut(
  before: string,
  marked: string,
  after: string,
  width: number,
): { readonly line: string; readonly carets: string } {
  const whole = before + marked + after;
  if (widthOf(whole) <= width) return { line: whole, carets: carets(widthOf(before), widthOf(marked)) };
  const room = Math.max(width - 2, 10);
  const left = widthOf(before) + widthOf(marked) <= room ? before : tail(before, Math.min(contextWidth, room - 1));
  const kept = head(marked, room - widthOf(left));
  const right = kept.length < marked.length ? '' : head(after, room - widthOf(left) - widthOf(kept));
  const start = left === before ? left : `…${left}`;
  const isCutRight = kept.length < marked.length || right.length < after.length;
  return {
    line: start + kept + right + (isCutRight ? '…' : ''),
    carets: carets(widthOf(start), widthOf(kept)),
  };
}

function carets(offset: number, width: number): string {
  return ' '.repeat(offset) + '^'.repeat(Math.max(1, width));
}

/** The longest beginning of at most `width` cells. */
function head(text: string, width: number): string {
  let used = 0;
  let result = '';
  for (const character of text) {
    used += widthOf(character);
    if (used > width) break;
    result += character;
  }
  return result;
}

/** The longest end of at most `width` cells. */
function tail(text: string, width: number): string {
  const characters = [...text];
  let used = 0;
  let from = characters.length;
  while (from > 0) {
    used += widthOf(characters[from - 1] ?? '');
    if (used > width) break;
    from--;
  }
  return characters.slice(from).join('');
}
