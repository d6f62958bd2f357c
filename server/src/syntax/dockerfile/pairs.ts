/** `NAME=value` of ENV, LABEL and ARG, and the old `ENV name value`. */
import type { Argument, Pair } from './dockerfile.ts';
import { type LogicalLine, spanInFile } from './logical-line.ts';
import { isBlank } from './whitespace.ts';
import { type QuoteCheck, type Words, wordAt } from './words.ts';

export interface Pairs extends QuoteCheck {
  readonly pairs: readonly Pair[];
  /** The words as the builder takes them: for the old form the name and all the rest. */
  readonly arguments: readonly Argument[];
}

/** Pairs of `words`, the words of `[start, end)` with quotes kept. The old form exists for ENV and LABEL only. */
export function parsePairs(
  line: LogicalLine,
  start: number,
  end: number,
  words: Words,
  escapeCode: number,
  form: 'ARG' | 'ENV or LABEL',
): Pairs {
  const first = words.words[0];
  if (form === 'ENV or LABEL' && first && !first.raw.includes('=')) {
    const old = parseOldForm(line, start, end, escapeCode);
    if (old) return old;
  }
  const check: QuoteCheck = { unterminated: undefined };
  const pairs = words.words.map((word, i) => pairOf(line, word, words.places[2 * i] ?? start, escapeCode, check));
  return { pairs, arguments: words.words, unterminated: check.unterminated };
}

/**
 *     ENV name   all the rest, quotes and = included
 *         ^key   ^value
 */
function parseOldForm(line: LogicalLine, start: number, end: number, escapeCode: number): Pairs | undefined {
  let keyEnd = start;
  while (keyEnd < end && !isBlank(line.source.charCodeAt(keyEnd))) keyEnd++;
  let valueStart = keyEnd;
  while (valueStart < end && isBlank(line.source.charCodeAt(valueStart))) valueStart++;
  if (valueStart === end) return undefined;
  const check: QuoteCheck = { unterminated: undefined };
  const key = wordAt(line, start, keyEnd, escapeCode, check);
  const value = wordAt(line, valueStart, end, escapeCode, check);
  const pair: Pair = { span: spanInFile(line, start, end), key, value, legacy: true };
  return { pairs: [pair], arguments: [key, value], unterminated: check.unterminated };
}

/** The builder cuts at the first `=`, whether or not a quote is open there. */
function pairOf(line: LogicalLine, word: Argument, start: number, escapeCode: number, check: QuoteCheck): Pair {
  const { raw, span } = word;
  const equals = raw.indexOf('=');
  if (equals < 0) return { span, key: word, value: undefined, legacy: false };
  const key = wordAt(line, start, start + equals, escapeCode, check);
  const value = wordAt(line, start + equals + 1, start + raw.length, escapeCode, check);
  return { span, key, value, legacy: false };
}
