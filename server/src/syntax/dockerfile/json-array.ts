/** The exec form: a JSON array of strings, read with the place of each string. */
import type { LogicalLine } from './logical-line.ts';
import { LineWord } from './words.ts';

const TAB = 9;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPEN = 91;
const BACKSLASH = 92;
const CLOSE = 93;

/**
 * `[start, end)` as the elements of a JSON array of strings; undefined when it is anything else, by which the builder reads it as the
 * shell form (or refuses it, when it is an array of something else).
 */
export function parseJsonArray(line: LogicalLine, start: number, end: number): LineWord[] | undefined {
  const { source } = line;
  if (start >= end || source.charCodeAt(start) !== OPEN || source.charCodeAt(end - 1) !== CLOSE) return undefined;
  const elements: LineWord[] = [];
  const last = end - 1;
  let at = skipJsonSpace(source, start + 1, last);
  if (at === last) return elements;
  for (;;) {
    if (source.charCodeAt(at) !== QUOTE) return undefined;
    const stringEnd = stringEndAt(source, at, last);
    if (stringEnd < 0) return undefined;
    const raw = source.slice(at, stringEnd);
    const value = decode(raw);
    if (value === undefined) return undefined;
    elements.push(new LineWord(line, at, stringEnd, value));
    at = skipJsonSpace(source, stringEnd, last);
    if (at === last) return elements;
    if (source.charCodeAt(at) !== COMMA) return undefined;
    at = skipJsonSpace(source, at + 1, last);
  }
}

function skipJsonSpace(source: string, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code !== SPACE && code !== TAB && code !== CR) break;
  }
  return at;
}

/** The offset behind the closing quote of the string that opens at `start`, or -1. */
function stringEndAt(source: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
    else if (code < SPACE) return -1;
  }
  return -1;
}

function decode(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw.slice(1, -1);
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : undefined;
  } catch {
    // An escape that JSON does not know, as `\d`: then it is no JSON, and the builder takes the shell form.
    return undefined;
  }
}
