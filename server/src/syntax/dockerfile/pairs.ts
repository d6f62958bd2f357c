/** `NAME=value` of ENV, LABEL and ARG, and the old `ENV name value`. */
import type { Span } from '../../text/span.ts';
import type { Argument, Pair } from './dockerfile.ts';
import type { LogicalLine } from './logical-line.ts';
import { isBlank } from './whitespace.ts';
import { LineWord, type QuoteCheck, wordAt } from './words.ts';

const EQUALS = 61;

/** Its span is that of its word, and made when asked for. */
class WordPair<Value extends Argument | undefined> implements Pair {
  readonly key: LineWord;
  readonly value: Value;
  readonly legacy: boolean;
  readonly #word: LineWord;

  constructor(word: LineWord, key: LineWord, value: Value, legacy: boolean) {
    this.key = key;
    this.value = value;
    this.legacy = legacy;
    this.#word = word;
  }

  get span(): Span {
    return this.#word.span;
  }
}

/** A pair with a blank between the two. */
export interface OldPair extends Pair {
  readonly key: LineWord;
  readonly value: LineWord;
}

/** The pairs that the words of ENV, LABEL or ARG are, quotes kept in them. */
export function pairsOf(line: LogicalLine, words: readonly LineWord[], check: QuoteCheck | undefined): readonly Pair[] {
  return words.map(word => pairOf(line, word, check));
}

/**
 * The one pair of the old form, which exists for ENV and LABEL only; undefined for the new one.
 *
 *     ENV name   all the rest, quotes and = included
 *         ^key   ^value
 */
export function oldPair(
  line: LogicalLine,
  start: number,
  end: number,
  check: QuoteCheck | undefined,
): OldPair | undefined {
  let keyEnd = start;
  while (keyEnd < end && !isBlank(line.source.charCodeAt(keyEnd))) keyEnd++;
  let valueStart = keyEnd;
  while (valueStart < end && isBlank(line.source.charCodeAt(valueStart))) valueStart++;
  if (valueStart === end) return undefined;
  const key = wordAt(line, start, keyEnd, check);
  const value = wordAt(line, valueStart, end, check);
  return new WordPair(new LineWord(line, start, end, undefined), key, value, true);
}

/** The builder cuts at the first `=`, whether or not a quote is open there. */
function pairOf(line: LogicalLine, word: LineWord, check: QuoteCheck | undefined): Pair {
  const { from, to } = word;
  let equals = from;
  while (equals < to && line.source.charCodeAt(equals) !== EQUALS) equals++;
  if (equals === to) return new WordPair(word, word, undefined, false);
  const key = partAt(line, word, from, equals, check);
  return new WordPair(word, key, partAt(line, word, equals + 1, to, check), false);
}

/** Where a word is plain, so are its parts. */
function partAt(line: LogicalLine, word: LineWord, from: number, to: number, check: QuoteCheck | undefined): LineWord {
  return word.isPlain ? new LineWord(line, from, to, undefined) : wordAt(line, from, to, check);
}
