/**
 * Derived answers that remember what they were made from. A cell is computed when asked for and kept; while it is
 * computed, every other cell it asks for is recorded. When an input changes, the cells that recorded it, directly or
 * through others, are in doubt; asked again, a doubtful cell first brings its own inputs up to date and is computed anew
 * only if one of them really has another value. So a keystroke in one file reaches just the answers it can change.
 */

/** Handed to a computation, so that what it asks for is recorded. */
export interface Reads {
  /** The value of the cell, computed if need be. All calls for one key must bring the same computation. */
  get<T>(key: string, compute: Compute<T>, equal?: Equal<T>): Promise<T>;
  /** Records a cell that was brought up to date elsewhere, so that its change puts this computation in doubt too. */
  note(key: string): void;
}

export type Compute<T> = (reads: Reads) => Promise<T>;
export type Equal<T> = (before: T, after: T) => boolean;

export interface Cells extends Reads {
  /** Puts inputs and all that recorded them in doubt; gives back the keys of the cells that were fresh and no longer are. */
  invalidate(keys: readonly string[]): readonly string[];
}

interface Cell {
  readonly key: string;
  readonly compute: Compute<unknown>;
  readonly equal: Equal<unknown>;
  /** `changed`: must be computed; `doubtful`: an input below may have changed. */
  state: 'changed' | 'doubtful' | 'fresh';
  value: unknown;
  /** What the last update gives; for a fresh cell its value, the same promise for whoever asks. */
  answer: Promise<unknown> | undefined;
  isUpdating: boolean;
  /** The tick at which `value` last became another one, at which it was last computed, and at which that began. */
  changedAt: number;
  computedAt: number;
  startedAt: number;
  /** What the last computation asked for, each once and in order. */
  inputs: Question[];
  /** The same by the cell that was asked for; while a computation runs, those of the one before as well. */
  readonly questions: Map<Cell, Question>;
  /**
   * Who is to be told when this cell is put in doubt. Told once: who is in doubt already looks at all its inputs before it
   * is fresh again. So files that nobody asks about any more cost nothing, however many there were.
   */
  readonly dependents: Question[];
  /** For its computations. */
  readonly reads: Reads;
  /** Put in doubt while being updated: then it is not fresh when that is done. */
  wasDisturbed: boolean;
}

/** That one cell asked for another; lives as long as it does, so that a keystroke makes none. */
interface Question {
  readonly by: Cell;
  readonly of: Cell;
  /** The tick at the start of the computation of `by` that asked last. */
  askedAt: number;
  /** The place among the dependents of `of`; -1 for who was told and is in doubt. */
  place: number;
}

/** `onCompute` is told of every computation; tests count what a change recomputes. */
export function createCells(onCompute?: (key: string) => void): Cells {
  const cells = new Map<string, Cell>();
  let tick = 0;

  function cellOf<T>(key: string, compute: Compute<T>, equal: Equal<T>): Cell {
    const known = cells.get(key);
    if (known) return known;
    const cell: Cell = {
      key,
      compute,
      equal: equal as Equal<unknown>,
      state: 'changed',
      value: undefined,
      answer: undefined,
      changedAt: 0,
      computedAt: 0,
      startedAt: 0,
      inputs: [],
      questions: new Map(),
      dependents: [],
      isUpdating: false,
      wasDisturbed: false,
      reads: { get: (key, compute, equal) => get(cell, key, compute, equal), note: key => note(cell, key) },
    };
    cells.set(key, cell);
    return cell;
  }

  function upToDate(cell: Cell): Promise<unknown> {
    const { answer } = cell;
    if (answer && cell.isUpdating) return cell.wasDisturbed ? afterwards(cell, answer) : answer;
    if (answer && cell.state === 'fresh') return answer;
    cell.answer = update(cell);
    return cell.answer;
  }

  /** For whoever asks after an input changed, and must not be given what was made of the old one. */
  async function afterwards(cell: Cell, disturbed: Promise<unknown>): Promise<unknown> {
    await disturbed.catch(() => undefined); // Told to those who wait for it.
    return upToDate(cell);
  }

  /** One asynchronous function does it all: each more that waits for another costs as much as a small answer. */
  async function update(cell: Cell): Promise<unknown> {
    try {
      cell.isUpdating = true;
      cell.wasDisturbed = false;
      if (cell.state === 'doubtful') {
        let isOld = false;
        for (const input of cell.inputs) {
          listen(input);
          const { of } = input;
          try {
            if (of.state !== 'fresh') await upToDate(of);
          } catch {
            isOld = true; // computed anew, the failure reaches whoever asked
          }
          isOld ||= of.changedAt > cell.computedAt;
          if (isOld) break;
        }
        if (!isOld) {
          if (!cell.wasDisturbed) cell.state = 'fresh';
          return cell.value;
        }
      }
      onCompute?.(cell.key);
      cell.inputs = [];
      cell.startedAt = ++tick;
      cell.state = 'changed'; // stays so if the computation fails, and is tried again when asked for
      const value = await cell.compute(cell.reads);
      if (cell.computedAt === 0 || !cell.equal(cell.value, value)) {
        cell.value = value;
        cell.changedAt = ++tick;
      }
      // An input that changes while this runs must count as newer than this result.
      cell.computedAt = cell.wasDisturbed ? cell.startedAt : ++tick;
      // What has no inputs reads the outside world, and can only be read again.
      cell.state = !cell.wasDisturbed ? 'fresh' : cell.inputs.length === 0 ? 'changed' : 'doubtful';
      return cell.value;
    } finally {
      // Most inputs stay what they were; to leave them all and come back would cost more than to look.
      if (cell.questions.size !== cell.inputs.length) forgetOld(cell);
      cell.isUpdating = false;
    }
  }

  function get<T>(asking: Cell | undefined, key: string, compute: Compute<T>, equal: Equal<T> = Object.is): Promise<T> {
    const cell = cellOf(key, compute, equal);
    if (asking) record(asking, cell);
    return upToDate(cell) as Promise<T>;
  }

  function note(asking: Cell | undefined, key: string): void {
    const cell = cells.get(key);
    if (!cell || !asking) return;
    record(asking, cell);
    // Put in doubt since it was loaded: what the asking cell makes of it is already old.
    if (cell.state !== 'fresh') asking.wasDisturbed = true;
  }

  return {
    get: (key, compute, equal) => get(undefined, key, compute, equal),
    note: key => note(undefined, key),
    invalidate(keys) {
      const reached: string[] = [];
      const waiting: Cell[] = [];
      for (const key of keys) {
        const cell = cells.get(key);
        if (cell) waiting.push(cell);
      }
      const inputs = waiting.slice();
      for (let cell = waiting.pop(); cell; cell = waiting.pop()) {
        cell.wasDisturbed = true;
        if (cell.state === 'fresh') {
          cell.state = 'doubtful';
          reached.push(cell.key);
        }
        // Also through cells that are being computed: who waits for one gets a value that is already old.
        for (let told = cell.dependents.pop(); told; told = cell.dependents.pop()) {
          told.place = -1;
          waiting.push(told.by);
        }
      }
      for (const input of inputs) input.state = 'changed';
      return reached;
    },
  };
}

function record(asking: Cell, asked: Cell): void {
  let question = asking.questions.get(asked);
  if (!question) {
    question = { by: asking, of: asked, askedAt: 0, place: -1 };
    asking.questions.set(asked, question);
  }
  if (question.askedAt !== asking.startedAt) {
    question.askedAt = asking.startedAt;
    asking.inputs.push(question);
  }
  listen(question);
}

function listen(question: Question): void {
  if (question.place >= 0) return;
  question.place = question.of.dependents.length;
  question.of.dependents.push(question);
}

/** Leaves what only computations before the last one asked for. */
function forgetOld(cell: Cell): void {
  for (const question of cell.questions.values()) {
    if (question.askedAt === cell.startedAt) continue;
    cell.questions.delete(question.of);
    if (question.place < 0) continue;
    const { dependents } = question.of;
    const last = dependents.pop();
    if (!last || last === question) continue;
    dependents[question.place] = last;
    last.place = question.place;
  }
}
