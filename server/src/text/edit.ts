/** Changes of a text, as plain data, and their application. */
import { type Span, span } from './span.ts';

/** Replaces the text at `at` by `text`. An empty span inserts; an empty text deletes. */
export interface Edit {
  readonly at: Span;
  readonly text: string;
}

export function replace(at: Span, text: string): Edit {
  return { at, text };
}

export function insert(offset: number, text: string): Edit {
  return { at: span(offset, offset), text };
}

export function remove(at: Span): Edit {
  return { at, text: '' };
}

/** Order of edits by place; insertions at one offset keep the order in which they were given. */
function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
}

/** Whether any two of the edits touch the same character, or insert at the same offset. */
export function conflict(edits: readonly Edit[]): boolean {
  const sorted = inOrder(edits);
  return sorted.some((edit, i) => {
    const before = sorted[i - 1];
    if (!before) return false;
    return edit.at.start < before.at.end || edit.at.start === before.at.start;
  });
}

/**
 * The text after all edits, each of which speaks of the text as it was. Edits may stand in any order; two insertions at
 * one offset appear as given.
 * @throws RangeError when two edits overlap or one lies outside the text: that is a bug of the fix that made them.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of inOrder(edits)) {
    if (edit.at.start < at || edit.at.end < edit.at.start || edit.at.end > text.length) {
      throw new RangeError(`edit at ${edit.at.start}–${edit.at.end} overlaps another or lies outside the text`);
    }
    result += text.slice(at, edit.at.start) + edit.text;
    at = edit.at.end;
  }
  return result + text.slice(at);
}
