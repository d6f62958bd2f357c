/** Whether a word may be one of a set, by its first two letters: of most words that tells sooner than to look them up. */
import { codeAt } from '../../text/string-methods.ts';

/** A test that is false only for words none of `words` begins like. */
export function beginsLikeOneOf(words: Iterable<string>): (word: string) => boolean {
  /** By the first letter the second ones, as bits; several share one. */
  const seconds = new Int32Array(128);
  for (const word of words) {
    const first = codeAt(word, 0);
    seconds[first] = (seconds[first] ?? 0) | (1 << codeAt(word, 1));
  }
  return word => {
    const first = codeAt(word, 0);
    return first < 128 && ((seconds[first] ?? 0) & (1 << codeAt(word, 1))) !== 0;
  };
}
