/**
 * Reads text that was meant as a JSON array of strings and is none: other quotes, none at all, commas too many or too
 * few, backslashes that JSON does not know. Whether it was meant so is for the caller to say; this tells what it takes.
 */

/** A change of the text, in offsets of it. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type ArrayMistake =
  | 'single quotes'
  | 'typographic quotes'
  | 'missing quotes'
  | 'a backslash that JSON does not know'
  | 'a comma too many'
  | 'a missing comma';

export interface NearlyArray {
  /** The first mistake, with its place. */
  readonly mistake: ArrayMistake;
  readonly start: number;
  readonly end: number;
  readonly elementCount: number;
  /** Some element stands in quotes of some kind. */
  readonly hasQuotes: boolean;
  /** Some element stands without quotes. */
  readonly hasBare: boolean;
  readonly hasComma: boolean;
  /** What makes it a JSON array; undefined when it cannot be told. */
  readonly changes: readonly TextChange[] | undefined;
}

const typographic = '\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb';

/** `text` from `start` on; undefined when it does not begin with `[`, end with `]`, and hold elements in between. */
export function readNearlyArray(text: string, start: number): NearlyArray | undefined {
  const end = text.trimEnd().length - 1;
  if (text.charAt(start) !== '[' || text.charAt(end) !== ']' || end <= start) return undefined;
  const changes: TextChange[] = [];
  let first: Pick<NearlyArray, 'mistake' | 'start' | 'end'> | undefined;
  const report = (mistake: ArrayMistake, from: number, to: number): void => {
    first ??= { mistake, start: from, end: to };
  };
  let elementCount = 0;
  let hasQuotes = false;
  let hasBare = false;
  let hasComma = false;
  let at = skipBlanks(text, start + 1, end);
  while (at < end) {
    const element = elementAt(text, at, end);
    if (!element) return undefined;
    elementCount++;
    if (element.mistake === 'missing quotes') hasBare = true;
    else hasQuotes = true;
    if (element.mistake) report(element.mistake, at, element.end);
    changes.push(...element.changes);
    at = skipBlanks(text, element.end, end);
    if (at >= end) break;
    if (text.charAt(at) === ',') {
      const comma = at;
      at = skipBlanks(text, comma + 1, end);
      if (at < end) hasComma = true;
      else {
        report('a comma too many', comma, comma + 1);
        changes.push({ start: comma, end: comma + 1, text: '' });
      }
    } else {
      report('a missing comma', element.start, element.end);
      changes.push({ start: element.end, end: element.end, text: ',' });
    }
  }
  if (!first) return undefined;
  const canBeMended = isStringArray(applied(text, changes).slice(start));
  return { ...first, elementCount, hasQuotes, hasBare, hasComma, changes: canBeMended ? changes : undefined };
}

interface Element {
  readonly start: number;
  readonly end: number;
  readonly mistake: ArrayMistake | undefined;
  readonly changes: readonly TextChange[];
}

function elementAt(text: string, start: number, limit: number): Element | undefined {
  const opening = text.charAt(start);
  if (opening === '"') return doubleQuoted(text, start, limit);
  if (opening === "'" || typographic.includes(opening)) {
    const closing = opening === "'" ? "'" : `${typographic}"`;
    let end = start + 1;
    while (end < limit && !closing.includes(text.charAt(end))) end++;
    if (end >= limit) return undefined;
    const changes = [
      { start, end: start + 1, text: '"' },
      ...escapes(text, start + 1, end, /["\\]/),
      { start: end, end: end + 1, text: '"' },
    ];
    return { start, end: end + 1, mistake: opening === "'" ? 'single quotes' : 'typographic quotes', changes };
  }
  let end = start;
  while (end < limit && !/[\s,[\]"']/.test(text.charAt(end))) end++;
  if (end === start || (end < limit && !/[\s,]/.test(text.charAt(end)))) return undefined;
  const changes = [
    { start, end: start, text: '"' },
    ...escapes(text, start, end, /\\/),
    { start: end, end, text: '"' },
  ];
  return { start, end, mistake: 'missing quotes', changes };
}

function doubleQuoted(text: string, start: number, limit: number): Element | undefined {
  let end = start + 1;
  while (end < limit && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
  if (end >= limit) return undefined;
  end++;
  if (isString(text.slice(start, end))) return { start, end, mistake: undefined, changes: [] };
  // Where one backslash is meant as itself, all are that do not escape a quote.
  const changes: TextChange[] = [];
  for (let at = start + 1; at < end - 1; at++) {
    if (text.charAt(at) !== '\\') continue;
    const next = text.charAt(at + 1);
    if (next === '"' || next === '\\') at++;
    else changes.push({ start: at, end: at, text: '\\' });
  }
  return { start, end, mistake: 'a backslash that JSON does not know', changes };
}

/** A backslash in front of each of these characters. */
function escapes(text: string, start: number, end: number, which: RegExp): readonly TextChange[] {
  const found: TextChange[] = [];
  for (let at = start; at < end; at++) if (which.test(text.charAt(at))) found.push({ start: at, end: at, text: '\\' });
  return found;
}

function applied(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let at = 0;
  for (const change of changes) {
    result += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + text.slice(at);
}

function isString(text: string): boolean {
  return parsed(text) !== undefined;
}

function isStringArray(text: string): boolean {
  const value = parsed(text);
  return Array.isArray(value) && value.every(it => typeof it === 'string');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // That it is no JSON is the answer.
    return undefined;
  }
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && /\s/.test(text.charAt(at))) at++;
  return at;
}
