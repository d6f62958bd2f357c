/** A word while it is read: its text is kept as slices of the script, quotes and escapes being left out. */
import type { Span } from '../../text/span.ts';
import type { PlaceOf, ShellAssignment, ShellWord } from './shell.ts';

const PLUS = 43;
const EQUALS = 61;

export interface OpenWord {
  readonly start: number;
  /** Where the slice begins that is not yet in `value`. */
  from: number;
  value: string;
  isLiteral: boolean;
  /** A `[` outside quotes has been read, which with a `]` makes a pattern. */
  hasBracket: boolean;
  isQuoted: boolean;
}

export function openWord(start: number): OpenWord {
  return { start, from: start, value: '', isLiteral: true, hasBracket: false, isQuoted: false };
}

/** Leaves `length` characters at `at` out of the word's value. */
export function leaveOut(word: OpenWord, text: string, at: number, length: number): void {
  word.value += text.slice(word.from, at);
  word.from = at + length;
}

export function closeWord(word: OpenWord, text: string, end: number, placeOf: PlaceOf): ShellWord {
  const raw = text.slice(word.start, end);
  return {
    span: placeOf(word.start, end),
    value: word.from === word.start ? raw : word.value + text.slice(word.from, Math.max(end, word.from)),
    raw,
    isLiteral: word.isLiteral && !isBraceExpansion(word, raw),
    isQuoted: word.isQuoted,
  };
}

/** A word without quotes, escapes, expansions and patterns; `hasBrace` when there is a `{` in it. */
export function plainWord(text: string, start: number, end: number, hasBrace: boolean, placeOf: PlaceOf): ShellWord {
  const raw = text.slice(start, end);
  const isLiteral = !(hasBrace && isBraceExpansionText(raw));
  return { span: placeOf(start, end), value: raw, raw, isLiteral, isQuoted: false };
}

/** bash makes several words of `{a,b}` and `{1..9}`. */
function isBraceExpansion(word: OpenWord, raw: string): boolean {
  return !word.isQuoted && isBraceExpansionText(raw);
}

function isBraceExpansionText(raw: string): boolean {
  return raw.length > 2 && raw.includes('{') && raw.includes('}') && /,|\.\./.test(raw);
}

/** `NAME=value` and `NAME+=value` as an assignment; undefined for any other word. The name must not be quoted. */
export function assignmentOf(word: ShellWord): ShellAssignment | undefined {
  const equals = equalsIn(word);
  return equals < 0
    ? undefined
    : assignmentAt(word, equals, { start: word.span.start + equals + 1, end: word.span.end });
}

/** The same of a word that begins at `start` of the script that is read. */
export function assignmentInScript(
  word: ShellWord,
  start: number,
  end: number,
  placeOf: PlaceOf,
): ShellAssignment | undefined {
  const equals = equalsIn(word);
  return equals < 0 ? undefined : assignmentAt(word, equals, placeOf(start + equals + 1, end));
}

function assignmentAt(word: ShellWord, equals: number, span: Span): ShellAssignment {
  const { raw, value, isLiteral, isQuoted } = word;
  return {
    span: word.span,
    name: raw.slice(0, raw.charCodeAt(equals - 1) === PLUS ? equals - 1 : equals),
    // The name and `=` hold no quotes, so that they are as long in the value as in the text.
    value: { span, value: value.slice(equals + 1), raw: raw.slice(equals + 1), isLiteral, isQuoted },
  };
}

/** The index of the `=` behind an assignment's name; -1 for a word that is none. */
function equalsIn({ raw }: ShellWord): number {
  let at = 0;
  while (at < raw.length && isNameCharacter(raw.charCodeAt(at))) at++;
  if (at === 0 || (raw.charCodeAt(0) >= 48 && raw.charCodeAt(0) <= 57)) return -1;
  if (raw.charCodeAt(at) === PLUS) at++;
  return raw.charCodeAt(at) === EQUALS ? at : -1;
}

/** The program a first word names: without its folder. A substitution stays as written. */
export function programOf(word: ShellWord): string {
  const { value } = word;
  if (!word.isLiteral && /[`(]/.test(value)) return value;
  return value.slice(value.lastIndexOf('/') + 1);
}

export function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57);
}
