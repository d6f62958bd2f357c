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
function inOrder<E extends Edit>(edits: readonly E[]): E[] {
  return [...edits].sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
}

/**
 * Whether two fixes cannot be applied together: an edit of one touches a character of the other's, both edit at the same
 * offset, where their order would be chance, or one inserts directly behind a text that the other replaces: it is meant
 * for what stood there. Edits of one fix may stand side by side.
 */
export function conflict(one: readonly Edit[], other: readonly Edit[]): boolean {
  const none = { start: -1, end: -1, isReplacement: false };
  const last = { one: none, other: none };
  const marked = [
    ...one.map(edit => ({ ...edit, of: 'one' as const, against: 'other' as const })),
    ...other.map(edit => ({ ...edit, of: 'other' as const, against: 'one' as const })),
  ];
  for (const { at, text, of, against } of inOrder(marked)) {
    const before = last[against];
    if (at.start < before.end || at.start === before.start) return true;
    if (at.start === before.end && at.end === at.start && before.isReplacement) return true;
    const isReplacement = at.end > at.start && text !== '';
    last[of] = at.end > last[of].end ? { ...at, isReplacement } : { ...last[of], start: at.start };
  }
  return false;
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
