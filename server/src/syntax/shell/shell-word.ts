/** A word while it is read: its text is kept as slices of the script, quotes and escapes being left out. */
import type { ShellAssignment, ShellWord } from './shell.ts';

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

export function closeWord(word: OpenWord, text: string, end: number): ShellWord {
  const raw = text.slice(word.start, end);
  return {
    span: { start: word.start, end },
    value: word.from === word.start ? raw : word.value + text.slice(word.from, Math.max(end, word.from)),
    raw,
    isLiteral: word.isLiteral && !isBraceExpansion(word, raw),
    isQuoted: word.isQuoted,
  };
}

/** bash makes several words of `{a,b}` and `{1..9}`. */
function isBraceExpansion(word: OpenWord, raw: string): boolean {
  return !word.isQuoted && raw.length > 2 && raw.includes('{') && raw.includes('}') && /,|\.\./.test(raw);
}

/** `NAME=value` and `NAME+=value` as an assignment; undefined for any other word. The name must not be quoted. */
export function assignmentOf(word: ShellWord): ShellAssignment | undefined {
  const { raw } = word;
  let nameEnd = 0;
  while (nameEnd < raw.length && isNameCharacter(raw.charCodeAt(nameEnd))) nameEnd++;
  if (nameEnd === 0 || (raw.charCodeAt(0) >= 48 && raw.charCodeAt(0) <= 57)) return undefined;
  const equals = raw.charAt(nameEnd) === '+' ? nameEnd + 1 : nameEnd;
  if (raw.charAt(equals) !== '=') return undefined;
  const start = word.span.start + equals + 1;
  return {
    span: word.span,
    name: raw.slice(0, nameEnd),
    value: {
      ...word,
      span: { start, end: word.span.end },
      // The name and `=` hold no quotes, so that they are as long in the value as in the text.
      value: word.value.slice(equals + 1),
      raw: raw.slice(equals + 1),
    },
  };
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
