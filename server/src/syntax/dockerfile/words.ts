/**
 * The words of an instruction. BuildKit splits most instructions at blanks without looking at quotes, ENV, LABEL and ARG
 * with them; each word's value is what remains when it takes quotes and escapes away, variables left as written.
 */
import type { Span } from '../../text/span.ts';
import type { Argument } from './dockerfile.ts';
import { type LogicalLine, spanInFile } from './logical-line.ts';
import { isBlank, isSpace } from './whitespace.ts';

const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const SINGLE_QUOTE = 39;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** A stretch of a line as a word. Few are asked where they stand in the file: the span is made when they are. */
export class LineWord implements Argument {
  readonly value: string;
  /** Where it stands in the line's source. */
  readonly from: number;
  readonly to: number;
  /** Without quotes and escapes: its value is its text. */
  readonly isPlain: boolean;
  readonly #line: LogicalLine;

  /** `value` is given when it may be another than `raw`. */
  constructor(line: LogicalLine, from: number, to: number, value: string | undefined) {
    this.value = value ?? line.source.slice(from, to);
    this.from = from;
    this.to = to;
    this.isPlain = value === undefined;
    this.#line = line;
  }

  get raw(): string {
    return this.isPlain ? this.value : this.#line.source.slice(this.from, this.to);
  }

  get span(): Span {
    return spanInFile(this.#line, this.from, this.to);
  }
}

/** Collects what is wrong with words while they are read. */
export interface QuoteCheck {
  /** The first word, as a place in the line's source, in which a quote is opened and not closed. */
  unterminated: { readonly start: number; readonly end: number } | undefined;
}

/** How words are told apart: at every blank, or at spaces outside quotes and not behind the escape character. */
export type Splitting = 'at blanks' | 'outside quotes';

/** What an ASCII character can be inside a word: 0 nothing special, 1 a space, 2 worth a closer look. */
const kinds = new Uint8Array(128);
for (const code of [9, 10, 11, 12, 13, 32]) kinds[code] = 1;
for (const code of [DOUBLE_QUOTE, DOLLAR, SINGLE_QUOTE, 92, 96]) kinds[code] = 2;

/** Whether a quote or a `$` stands in `[start, end)`: without one nothing can be wrong with the words there. */
export function hasQuoteOrDollar(source: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code === DOLLAR || code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return true;
  }
  return false;
}

/** Splits `[start, end)` of the line's source. */
export function splitWords(
  line: LogicalLine,
  start: number,
  end: number,
  splitting: Splitting,
  check: QuoteCheck | undefined,
): LineWord[] {
  const { source, escapeCode } = line;
  const kindOf = kinds;
  const words: LineWord[] = [];
  const keepsQuotes = splitting === 'outside quotes';
  let at = start;
  while (at < end) {
    const first = source.charCodeAt(at);
    if (keepsQuotes ? isSpace(first) : isBlank(first)) {
      at++;
      continue;
    }
    const wordStart = at;
    /** A quote or the escape character makes its value differ from its text. */
    let isPlain = true;
    let quote = 0;
    for (; at < end; at++) {
      const code = source.charCodeAt(at);
      const kind = code < 128 ? kindOf[code] : 0;
      if (kind === 0 && (code < 128 || !keepsQuotes || quote !== 0 || !isSpace(code))) continue;
      if (kind === 2) {
        if (code === escapeCode) {
          isPlain = false;
          if (keepsQuotes && quote !== SINGLE_QUOTE) at++;
        } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
          isPlain = false;
          if (quote === 0) {
            if (keepsQuotes) quote = code;
          } else if (quote === code) quote = 0;
        }
      } else if (quote === 0 && (keepsQuotes || isBlank(code))) break;
    }
    if (at > end) at = end;
    words.push(isPlain ? new LineWord(line, wordStart, at, undefined) : wordAt(line, wordStart, at, check));
  }
  // A copy, for an array that grows has room to spare.
  return words.slice();
}

/** One word made of `[start, end)` as it stands, blanks included. */
export function wordAt(line: LogicalLine, start: number, end: number, check: QuoteCheck | undefined): LineWord {
  const { value, endsInQuote } = unquoteAt(line.source, start, end, line.escapeCode);
  if (endsInQuote && check) check.unterminated ??= { start, end };
  return new LineWord(line, start, end, value);
}

export interface Unquoted {
  readonly value: string;
  /** A quote is opened and not closed. */
  readonly endsInQuote: boolean;
  /** Some part of it stood in quotes. */
  readonly isQuoted: boolean;
}

/** `raw` without its quotes and escapes; see `unquoteAt`. */
export function unquote(raw: string, escapeCode: number): Unquoted {
  return unquoteAt(raw, 0, raw.length, escapeCode);
}

/**
 * `[start, end)` without its quotes and escapes, the way the builder takes them away: everywhere outside quotes the
 * escape character goes and what it escapes stays, within double quotes only before `"`, `$` and itself, within single
 * quotes never. `${…}` stays as written.
 */
function unquoteAt(source: string, start: number, end: number, escapeCode: number): Unquoted {
  const inner = simplyQuoted(source, start, end, escapeCode);
  if (inner !== undefined) return { value: inner, endsInQuote: false, isQuoted: true };
  let value = '';
  let quote = 0;
  let isQuoted = false;
  let braces = 0;
  /** Where the piece begins that is not yet in `value`. */
  let from = start;
  for (let at = start; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code >= 128 || kinds[code] !== 2) {
      if (braces > 0) {
        if (code === OPEN_BRACE && source.charCodeAt(at - 1) === DOLLAR) braces++;
        else if (code === CLOSE_BRACE) braces--;
      }
      continue;
    }
    if (quote === SINGLE_QUOTE) {
      if (code !== SINGLE_QUOTE) continue;
      quote = 0;
    } else if (braces > 0) {
      if (code === escapeCode) at++;
      continue;
    } else if (code === DOLLAR) {
      if (source.charCodeAt(at + 1) === OPEN_BRACE && at + 1 < end) {
        braces = 1;
        at++;
      }
      continue;
    } else if (code === escapeCode) {
      const next = source.charCodeAt(at + 1);
      const isKept = quote === DOUBLE_QUOTE && next !== DOUBLE_QUOTE && next !== DOLLAR && next !== escapeCode;
      if (isKept && at + 1 < end) continue;
      if (at > from) value += source.slice(from, at);
      from = ++at;
      continue;
    } else if (code === DOUBLE_QUOTE) {
      quote = quote === 0 ? DOUBLE_QUOTE : 0;
    } else if (code === SINGLE_QUOTE && quote === 0) {
      quote = SINGLE_QUOTE;
    } else continue;
    // A quote that opens or closes: it is left out.
    isQuoted = true;
    if (at > from) value += source.slice(from, at);
    from = at + 1;
  }
  if (from < end) value += source.slice(from, end);
  return { value, endsInQuote: quote !== 0, isQuoted };
}

/** What stands between the quotes of a word that is one quoted piece without escapes, as most quoted words are. */
function simplyQuoted(source: string, start: number, end: number, escapeCode: number): string | undefined {
  const first = source.charCodeAt(start);
  if (first !== DOUBLE_QUOTE && first !== SINGLE_QUOTE) return undefined;
  if (end - start < 2 || source.charCodeAt(end - 1) !== first) return undefined;
  for (let at = start + 1; at < end - 1; at++) {
    const code = source.charCodeAt(at);
    if (code === first || (code === escapeCode && first === DOUBLE_QUOTE)) return undefined;
  }
  return source.slice(start + 1, end - 1);
}
