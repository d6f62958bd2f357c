/** What a benchmark is: some work done in several ways on the same input, compared within one run on one machine. */

export interface Benchmark {
  readonly name: string;
  /** Why it cannot run here; undefined when it can. */
  readonly absent?: string | undefined;
  run(): Outcome | Promise<Outcome>;
}

export interface Outcome {
  readonly rows: readonly Row[];
  /** Sentences about gross regressions; none when all is well. */
  readonly failures: readonly string[];
  /** Sentences about targets that were not reached; a busy machine may miss some, so that only `--assert` minds. */
  readonly missed?: readonly string[];
  /** Ways that could not take part on this machine, each with the reason. */
  readonly passedOver?: readonly string[];
}

export interface Row {
  readonly what: string;
  /** Milliseconds, of processor time of the best round unless the benchmark's name says otherwise. */
  readonly ms: number;
  /** How many times slower than the first row; 1 for itself. */
  readonly ratio: number;
}

/**
 * A string whose characters lie in one piece of memory of its own: what comes out of concatenation or slicing is a rope
 * or a window until somebody reads it, and would be measured with the reader. As from a file: one byte a character where
 * all of them are ASCII.
 */
export function flat(text: string): string {
  return Buffer.from(text).toString();
}

/** One way of doing the work; a quick one needs more `rounds` in each turn until its best shows. */
export interface Contender {
  readonly what: string;
  readonly rounds: number;
  readonly work: (text: string) => number | Promise<number>;
}

/**
 * Processor time of the best round of each, in milliseconds. The contenders take turns, so that a busy machine slows all
 * of them down, and each round gets texts of its own from `fresh`.
 */
export async function compare(
  contenders: readonly Contender[],
  turns: number,
  fresh: () => readonly string[],
): Promise<number[]> {
  const best = contenders.map(() => Number.POSITIVE_INFINITY);
  let checksum = 0;
  for (let turn = 0; turn < turns; turn++) {
    for (const [i, { rounds, work }] of contenders.entries()) {
      for (let round = 0; round < rounds; round++) {
        const texts = fresh();
        const start = process.cpuUsage();
        for (const text of texts) {
          const done = work(text);
          checksum += typeof done === 'number' ? done : await done;
        }
        best[i] = Math.min(best[i] ?? 0, process.cpuUsage(start).user / 1000);
      }
    }
  }
  // Keeps the work from being optimised away.
  if (checksum === 0) throw new Error('the benchmark did nothing');
  return best;
}

/** The value below which the given part of them lies, such as 0.5 for the median; 0 of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
