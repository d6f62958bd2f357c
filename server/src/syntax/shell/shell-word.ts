/** Words: while they are read, their text kept as slices of the script, quotes and escapes left out, and afterwards. */
import { type Span, span } from '../../text/span.ts';
import { codeAt, includes, indexOf, part } from '../../text/string-methods.ts';
import type { ScriptSource, ShellAssignment, ShellWord } from './shell.ts';

const PLUS = 43;

/** Marks of a word. */
const LITERAL = 1;
const QUOTED = 2;

function marksOf({ isLiteral, isQuoted }: Pick<ShellWord, 'isLiteral' | 'isQuoted'>): number {
  return (isLiteral ? LITERAL : 0) | (isQuoted ? QUOTED : 0);
}

/** A word of a script. Scripts have many, and few are asked where they stand: the span is made when it is. */
class ScriptWord implements ShellWord {
  readonly value: string;
  readonly raw: string;
  readonly isLiteral: boolean;
  readonly isQuoted: boolean;
  readonly #source: ScriptSource;
  readonly #start: number;
  readonly #end: number;

  /** `value` is given when it is another than `raw`; `marks` are bits: `LITERAL`, `QUOTED`. */
  constructor(source: ScriptSource, start: number, end: number, marks: number, raw: string, value = raw) {
    this.raw = raw;
    this.value = value;
    this.isLiteral = (marks & LITERAL) !== 0;
    this.isQuoted = (marks & QUOTED) !== 0;
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  get span(): Span {
    return this.#source.placeOf(this.#start, this.#end);
  }
}

/** Made anew for each word of a level: there is never more than one at a time. */
export interface OpenWord {
  start: number;
  /** Where the slice begins that is not yet in `value`. */
  from: number;
  value: string;
  isLiteral: boolean;
  /** A `[` outside quotes has been read, which with a `]` makes a pattern. */
  hasBracket: boolean;
  isQuoted: boolean;
}

/** A word that begins at `start`, made of one that is no longer read. */
export function openWord(start: number, old: OpenWord | undefined): OpenWord {
  if (!old) return { start, from: start, value: '', isLiteral: true, hasBracket: false, isQuoted: false };
  old.start = start;
  old.from = start;
  old.value = '';
  old.isLiteral = true;
  old.hasBracket = false;
  old.isQuoted = false;
  return old;
}

/** Leaves `length` characters at `at` out of the word's value. */
export function leaveOut(word: OpenWord, text: string, at: number, length: number): void {
  word.value += text.slice(word.from, at);
  word.from = at + length;
}

/** `text` is that of the source. */
export function closeWord(word: OpenWord, source: ScriptSource, text: string, end: number): ShellWord {
  const { start, from, isQuoted } = word;
  const raw = text.slice(start, end);
  const isLiteral = word.isLiteral && (isQuoted || !isBraceExpansion(raw));
  const value = from === start ? undefined : word.value + text.slice(from, Math.max(end, from));
  return new ScriptWord(source, start, end, marksOf({ isLiteral, isQuoted }), raw, value);
}

/** A word without quotes, escapes, expansions and patterns; `hasBrace` when there is a `{` in it. */
export function plainWord(source: ScriptSource, start: number, end: number, raw: string, hasBrace: boolean): ShellWord {
  const marks = hasBrace && isBraceExpansion(raw) ? 0 : LITERAL;
  return new ScriptWord(source, start, end, marks, raw);
}

/** What commands and words of another text than a script have in place of it: their places are known. */
export const inFile: ScriptSource = { text: '', placeOf: span };

/** A word at a place of the file that no shell sees. */
export function wordAt({ start, end }: Span, raw: string, value: string): ShellWord {
  return new ScriptWord(inFile, start, end, LITERAL | QUOTED, raw, value);
}

/** A target that is missing: an empty word at `at`. */
export function emptyWord(source: ScriptSource, at: number): ShellWord {
  return new ScriptWord(source, at, at, LITERAL, '');
}

/** bash makes several words of `{a,b}` and `{1..9}`. */
function isBraceExpansion(raw: string): boolean {
  return raw.length > 2 && raw.includes('{') && raw.includes('}') && /,|\.\./.test(raw);
}

class ScriptAssignment implements ShellAssignment {
  readonly name: string;
  readonly value: ShellWord;
  readonly #word: ShellWord;

  constructor(word: ShellWord, name: string, value: ShellWord) {
    this.name = name;
    this.value = value;
    this.#word = word;
  }

  get span(): Span {
    return this.#word.span;
  }
}

/** `NAME=value` and `NAME+=value` as an assignment; undefined for any other word. The name must not be quoted. */
export function assignmentOf(word: ShellWord): ShellAssignment | undefined {
  // Few words are one, and only then is it asked where they stand.
  return equalsIn(word.raw) < 0 ? undefined : assignmentInScript(inFile, word, word.span.start, word.span.end);
}

/** The same of the word `[start, end)` of the script that is read. */
export function assignmentInScript(
  source: ScriptSource,
  word: ShellWord,
  start: number,
  end: number,
): ShellAssignment | undefined {
  const equals = equalsIn(word.raw);
  if (equals < 0) return undefined;
  // The name and `=` hold no quotes, so that they are as long in the value as in the text.
  const raw = part(word.raw, equals + 1);
  const inner = part(word.value, equals + 1);
  const value = new ScriptWord(source, start + equals + 1, end, marksOf(word), raw, inner);
  return new ScriptAssignment(word, nameBefore(word.raw, equals), value);
}

function nameBefore(raw: string, equals: number): string {
  return raw.slice(0, raw.charCodeAt(equals - 1) === PLUS ? equals - 1 : equals);
}

/** The index of the `=` behind an assignment's name; -1 for a word that is none. */
function equalsIn(raw: string): number {
  const found = indexOf(raw, '=');
  if (found <= 0 || isDigit(codeAt(raw, 0))) return -1;
  const end = codeAt(raw, found - 1) === PLUS ? found - 1 : found;
  for (let at = 0; at < end; at++) if (!isNameCharacter(codeAt(raw, at))) return -1;
  return end === 0 ? -1 : found;
}

/** The program a first word names: without its folder. A substitution stays as written. */
export function programOf(word: ShellWord): string {
  const { value } = word;
  if (!word.isLiteral && /[`(]/.test(value)) return value;
  return includes(value, '/') ? value.slice(value.lastIndexOf('/') + 1) : value;
}

export function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
