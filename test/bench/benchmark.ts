/** What a benchmark is: some work done in several ways on the same input, compared within one run on one machine. */

export interface Benchmark {
  readonly name: string;
  /** Why it cannot run here; undefined when it can. */
  readonly absent?: string | undefined;
  run(): Outcome;
}

export interface Outcome {
  readonly rows: readonly Row[];
  /** Sentences about gross regressions; none when all is well. */
  readonly failures: readonly string[];
}

export interface Row {
  readonly what: string;
  /** Milliseconds of the best round. */
  readonly ms: number;
  /** How many times slower than the first row; 1 for itself. */
  readonly ratio: number;
}

/**
 * A string whose characters lie in one piece of memory of its own: what comes out of concatenation or slicing is a rope
 * or a window until somebody reads it, and would be measured with the reader.
 */
export function flat(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** Milliseconds of the fastest of `rounds`; `work` is told its round, so that no two get the same input. */
export function bestOf(
  rounds: number,
  prepare: (round: number) => readonly string[],
  work: (text: string) => number,
): number {
  let best = Number.POSITIVE_INFINITY;
  let checksum = 0;
  for (let round = 0; round < rounds; round++) {
    const texts = prepare(round);
    const start = performance.now();
    for (const text of texts) checksum += work(text);
    best = Math.min(best, performance.now() - start);
  }
  // Keeps the work from being optimised away.
  if (checksum === 0) throw new Error('the benchmark did nothing');
  return best;
}
