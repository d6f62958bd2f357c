/** Answers that are asked for again and again in a row. */

/**
 * `make`, with its answer kept for the argument it was asked about last. All rules look at one file before they look at
 * the next, so that one answer is enough; a WeakMap of them would cost more than most answers do, in the collector above all.
 */
export function rememberLast<K extends object, T>(make: (about: K) => T): (about: K) => T {
  let last: { readonly about: K; readonly answer: T } | undefined;
  return about => {
    if (last?.about === about) return last.answer;
    const answer = make(about);
    last = { about, answer };
    return answer;
  };
}

/** The same for what is asked about two things at once. */
export function rememberLastPair<A extends object, B extends object, T>(
  make: (first: A, second: B) => T,
): (first: A, second: B) => T {
  let last: { readonly first: A; readonly second: B; readonly answer: T } | undefined;
  return (first, second) => {
    if (last?.first === first && last.second === second) return last.answer;
    const answer = make(first, second);
    last = { first, second, answer };
    return answer;
  };
}
