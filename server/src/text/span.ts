/**
 * Places in a text. Everything below `lsp/` and `cli/` speaks in spans; lines and characters exist only at the edges.
 */

/** A half-open range of zero-based UTF-16 offsets: `start` is inside, `end` is not. An empty span marks a position. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function span(start: number, end: number): Span {
  return { start, end };
}

/** The smallest span that holds both. */
export function cover(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** Whether `offset` lies in the span or touches its end, as a cursor behind a word does. */
export function touches(at: Span, offset: number): boolean {
  return at.start <= offset && offset <= at.end;
}

/** Whether the two share a character, or one is empty and lies in or at the edge of the other. */
export function overlaps(a: Span, b: Span): boolean {
  if (a.start === a.end || b.start === b.end) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end;
}

/** Whether `inner` lies within `outer`; equal spans do. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The text at the span. */
export function slice(text: string, at: Span): string {
  return text.slice(at.start, at.end);
}
