/** Places inside a scalar's value, found again in the text of the file. */
import { type Span, span } from '../../text/span.ts';
import type { YamlScalar } from './node.ts';

/**
 * Where the characters `from`–`to` of `scalar.source` stand in the file. Exact for plain, quoted and block scalars, over
 * several lines too; where escapes make the value differ from its writing (`"\n"`, `''`), it is the whole scalar.
 */
export function spanInScalar(text: string, scalar: YamlScalar, from: number, to: number): Span {
  const content = contentOf(text, scalar);
  if (content === undefined) return scalar.span;
  if (content.end - content.start === scalar.source.length) return span(content.start + from, content.start + to);
  const map = offsetsOf(text, scalar, content);
  if (map === undefined) return scalar.span;
  const start = map[from];
  const end = to > from ? map[to - 1] : undefined;
  if (start === undefined) return span(content.end, content.end);
  return span(start, end === undefined ? start : end + 1);
}

/** The writing between the quotes, or behind the header of a block; undefined when it holds escapes. */
function contentOf(text: string, scalar: YamlScalar): Span | undefined {
  const { start, end } = scalar.span;
  switch (scalar.style) {
    case 'plain':
      return scalar.span;
    case 'single-quoted':
    case 'double-quoted': {
      const isClosed = end - start >= 2 && text.charCodeAt(end - 1) === text.charCodeAt(start);
      const inner = span(start + 1, isClosed ? end - 1 : end);
      const escapeMark = scalar.style === 'single-quoted' ? "''" : '\\';
      return text.slice(inner.start, inner.end).includes(escapeMark) ? undefined : inner;
    }
    case 'literal':
    case 'folded': {
      const header = text.indexOf('\n', start);
      return header < 0 || header >= end ? span(end, end) : span(header + 1, end);
    }
  }
}

const offsetsOfScalar = new WeakMap<YamlScalar, readonly number[]>();

/**
 * The file's offset for every character of the value. Folding and indentation change only white space, so the other
 * characters are the same in the same order; undefined when they are not.
 */
function offsetsOf(text: string, scalar: YamlScalar, content: Span): readonly number[] | undefined {
  const known = offsetsOfScalar.get(scalar);
  if (known) return known;
  const { source } = scalar;
  const offsets: number[] = [];
  // The first line's indentation is not part of the value, unless the value starts with white space itself.
  let raw = isWhite(source.charCodeAt(0)) ? content.start : endOfWhite(text, content.start, content.end);
  let at = 0;
  while (at < source.length) {
    if (!isWhite(source.charCodeAt(at))) {
      if (source.charCodeAt(at) !== text.charCodeAt(raw)) return undefined;
      offsets.push(raw++);
      at++;
      continue;
    }
    const runEnd = endOfWhite(source, at, source.length);
    const rawEnd = endOfWhite(text, raw, content.end);
    // Behind the last line break of the run, and at the very start, stands indentation that belongs to the value: it is
    // the end of the writing's longer one. All before is folded or stripped, and starts where the writing starts.
    const runStart = at;
    const lastBreak = source.lastIndexOf('\n', runEnd - 1);
    const indentationFrom = lastBreak >= runStart ? lastBreak + 1 : runStart === 0 ? 0 : runEnd;
    for (; at < runEnd; at++) {
      const isIndentation = at >= indentationFrom && runEnd < source.length;
      offsets.push(isIndentation ? Math.max(raw, rawEnd - (runEnd - at)) : Math.min(raw, rawEnd));
      if (!isIndentation && raw < rawEnd) raw++;
    }
    raw = rawEnd;
  }
  offsetsOfScalar.set(scalar, offsets);
  return offsets;
}

function endOfWhite(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isWhite(text.charCodeAt(at))) at++;
  return at;
}

function isWhite(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}
