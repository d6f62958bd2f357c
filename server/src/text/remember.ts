/** Answers that are asked for again and again in a row. */

interface Memory {
  about: unknown;
  beside: unknown;
  answer: unknown;
}

const memories: Memory[] = [];
const forgetters: (() => void)[] = [];

/**
 * `make`, with its answer kept for the argument it was asked about last. All rules look at one file before they look at
 * the next, so that one answer is enough; a WeakMap of them would cost more than most answers do, in the collector above all.
 * To be called while a module is loaded: the answer is let go by `forgetLast`.
 */
export function rememberLast<K extends object, T>(make: (about: K) => T): (about: K) => T {
  return remembering(make, toBeForgotten());
}

/** The same for what is asked about two things at once. */
export function rememberLastPair<A extends object, B extends object, T>(
  make: (first: A, second: B) => T,
): (first: A, second: B) => T {
  return rememberingPair(make, toBeForgotten());
}

/** As `rememberLast`, for what is small and of use for long, as keys are: it is never let go. */
export function keepLast<K extends object | string, T>(make: (about: K) => T): (about: K) => T {
  return remembering(make, newMemory());
}

/** As `rememberLastPair`, never let go. */
export function keepLastPair<A extends object | string, B extends object | string, T>(
  make: (first: A, second: B) => T,
): (first: A, second: B) => T {
  return rememberingPair(make, newMemory());
}

/**
 * Lets go of all that was remembered of files. Called before the rules turn to the next one: an answer that few files need
 * would keep the last of them alive, and the collector would copy twenty trees each time instead of one.
 */
export function forgetLast(): void {
  for (const memory of memories) {
    if (memory.about === undefined) continue;
    memory.about = undefined;
    memory.beside = undefined;
    memory.answer = undefined;
  }
  for (const forget of forgetters) forget();
}

/** For modules that remember in a way of their own: called when the answers about files are let go. */
export function onForget(forget: () => void): void {
  forgetters.push(forget);
}

function newMemory(): Memory {
  return { about: undefined, beside: undefined, answer: undefined };
}

function toBeForgotten(): Memory {
  const memory = newMemory();
  memories.push(memory);
  return memory;
}

function remembering<K, T>(make: (about: K) => T, memory: Memory): (about: K) => T {
  return about => {
    if (memory.about === about) return memory.answer as T;
    const answer = make(about);
    memory.about = about;
    memory.answer = answer;
    return answer;
  };
}

function rememberingPair<A, B, T>(make: (first: A, second: B) => T, memory: Memory): (first: A, second: B) => T {
  return (first, second) => {
    if (memory.about === first && memory.beside === second) return memory.answer as T;
    const answer = make(first, second);
    memory.about = first;
    memory.beside = second;
    memory.answer = answer;
    return answer;
  };
}
