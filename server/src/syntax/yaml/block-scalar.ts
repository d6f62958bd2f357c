/** Block scalars (`|`, `>`) in their ordinary forms; see `plain-yaml.ts`. */
import { dash, lineFeed, pipe, space } from './yaml-characters.ts';

export interface BlockScalar {
  readonly style: 'literal' | 'folded';
  readonly value: string;
  /** Where its text ends, without blanks. */
  readonly end: number;
  /** The end of its last line that is not blank. */
  readonly lineEnd: number;
}

/**
 * The block scalar whose mark stands at `start`, in a collection of that indentation. Undefined for what needs a closer
 * look: indentation in numbers, blanks on empty lines, an end without line break, folded text with lines of its own.
 */
export function readBlockScalar(text: string, start: number, indent: number): BlockScalar | undefined {
  const isFolded = text.charCodeAt(start) !== pipe;
  const isStripped = text.charCodeAt(start + 1) === dash;
  const lineBreak = start + (isStripped ? 2 : 1);
  if (text.charCodeAt(lineBreak) !== lineFeed) return undefined;
  let column = -1;
  let value = '';
  let blankLines = 0;
  let lineEnd = -1;
  for (let at = lineBreak + 1; at < text.length; ) {
    let first = at;
    while (text.charCodeAt(first) === space) first++;
    const found = text.indexOf('\n', first);
    const end = found < 0 ? text.length : found;
    if (first === end) {
      // Blanks alone may be a part of the value, depending on what follows.
      if (first > at) return undefined;
      blankLines++;
      at = end + 1;
      continue;
    }
    if (column < 0) {
      if (first - at <= indent) return undefined;
      column = first - at;
    } else if (first - at < column) break;
    if (isFolded && !folds(text, first, at + column, end)) return undefined;
    if (lineEnd < 0) value = '\n'.repeat(blankLines);
    else if (isFolded) value += blankLines === 0 ? ' ' : '\n'.repeat(blankLines);
    else value += '\n'.repeat(blankLines + 1);
    if (isFolded && lineEnd < 0 && blankLines > 0) return undefined;
    value += text.slice(at + column, end);
    blankLines = 0;
    lineEnd = end;
    at = end + 1;
  }
  if (lineEnd < 0 || lineEnd === text.length) return undefined;
  if (!isStripped) value += '\n';
  let end = lineEnd;
  while (text.charCodeAt(end - 1) === space) end--;
  return { style: isFolded ? 'folded' : 'literal', value, end, lineEnd };
}

/** Whether a line joins the one above without more ado: not indented further, no blanks at its end. */
function folds(text: string, first: number, column: number, end: number): boolean {
  return first === column && text.charCodeAt(end - 1) !== space;
}
