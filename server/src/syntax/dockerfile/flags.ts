/** `--name` and `--name=value` between an instruction's keyword and its arguments. */
import type { Span } from '../../text/span.ts';
import type { Flag } from './dockerfile.ts';
import { type LogicalLine, spanInFile } from './logical-line.ts';
import { isSpace, skipSpaces } from './whitespace.ts';
import { LineWord } from './words.ts';

const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const DASH = 45;
const EQUALS = 61;

export interface Flags {
  readonly flags: readonly Flag[];
  /** Where the arguments begin in the line's source; its end when there are none. */
  readonly next: number;
}

/** Whether the first flag, or `--`, stands at `start`. */
export function beginsWithFlag(source: string, start: number, end: number): boolean {
  return source.charCodeAt(start) === DASH && source.charCodeAt(start + 1) === DASH && start + 1 < end;
}

/** Reads flags from `start` on, where the first begins, up to the first word without dashes or behind a word `--`. */
export function parseFlags(line: LogicalLine, start: number, end: number): Flags {
  const { source, escapeCode } = line;
  let at = start;
  const flags: Flag[] = [];
  while (at + 1 < end && source.charCodeAt(at) === DASH && source.charCodeAt(at + 1) === DASH) {
    const flagEnd = flagEndAt(source, at, end, escapeCode);
    const isSeparator = flagEnd === at + 2;
    if (!isSeparator) flags.push(flagAt(line, at, flagEnd, escapeCode));
    at = skipSpaces(source, flagEnd, end);
    if (isSeparator) break;
  }
  return { flags, next: at };
}

/** The end of the word at `start`: the next space outside quotes. The escape character works in both kinds of quotes. */
function flagEndAt(source: string, start: number, end: number, escapeCode: number): number {
  let quote = 0;
  let at = start;
  for (; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code === escapeCode) at++;
    else if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) quote = code;
    else if (isSpace(code)) return at;
  }
  return end;
}

class LineFlag implements Flag {
  readonly name: LineWord;
  readonly value: LineWord | undefined;
  readonly #line: LogicalLine;
  readonly #from: number;
  readonly #to: number;

  constructor(line: LogicalLine, from: number, to: number, name: LineWord, value: LineWord | undefined) {
    this.name = name;
    this.value = value;
    this.#line = line;
    this.#from = from;
    this.#to = to;
  }

  get span(): Span {
    return spanInFile(this.#line, this.#from, this.#to);
  }
}

/**
 *     --mount=type=cache,target="/a b"
 *       ^name ^value, without quotes and escapes
 */
function flagAt(line: LogicalLine, start: number, end: number, escapeCode: number): Flag {
  const { source } = line;
  const text = unquoteFlag(source.slice(start + 2, end), escapeCode);
  let equals = start + 2;
  while (equals < end && source.charCodeAt(equals) !== EQUALS) equals++;
  if (equals === end) return new LineFlag(line, start, end, new LineWord(line, start + 2, end, text), undefined);
  // The builder takes the quotes away first and then cuts at the first `=`, which is the same one.
  const cut = text.indexOf('=');
  const name = new LineWord(line, start + 2, equals, text.slice(0, cut));
  const value = new LineWord(line, equals + 1, end, text.slice(cut + 1));
  return new LineFlag(line, start, end, name, value);
}

/** Takes quotes and escapes away; other than in arguments, the escape character goes wherever it stands. */
function unquoteFlag(raw: string, escapeCode: number): string {
  if (!/["'\\`]/.test(raw)) return raw;
  let value = '';
  let quote = 0;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === escapeCode) value += raw.charAt(++at);
    else if (code === quote) quote = 0;
    else if (quote === 0 && (code === DOUBLE_QUOTE || code === SINGLE_QUOTE)) quote = code;
    else value += raw.charAt(at);
  }
  return value;
}
