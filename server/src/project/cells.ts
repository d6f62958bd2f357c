/**
 * Derived answers that remember what they were made from. A cell is computed when asked for and kept; while it is
 * computed, every other cell it asks for is recorded. When an input changes, the cells that recorded it, directly or
 * through others, are in doubt; asked again, a doubtful cell first brings its own inputs up to date and is computed anew
 * only if one of them really has another value. So a keystroke in one file reaches just the answers it can change.
 */

/** A value, or the promise of it where something has to be waited for: most of what is asked for again is known. */
export type Soon<T> = T | Promise<T>;

/** What `next` makes of it; at once where it is known. */
export function after<T, U>(soon: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return soon instanceof Promise ? soon.then(next) : next(soon);
}

/** Handed to a computation, so that what it asks for is recorded. */
export interface Reads {
  /** The value of the cell, computed if need be. All calls for one key must bring the same computation. */
  get<T>(key: string, compute: Compute<T>, equal?: Equal<T>): Soon<T>;
  /** Records a cell that was brought up to date elsewhere, so that its change puts this computation in doubt too. */
  note(key: string): void;
}

export type Compute<T> = (reads: Reads) => Soon<T>;
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
  /** What the update under way will give, the same promise for whoever asks; undefined while there is none. */
  update: Promise<unknown> | undefined;
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
      update: undefined,
      changedAt: 0,
      computedAt: 0,
      startedAt: 0,
      inputs: [],
      questions: new Map(),
      dependents: [],
      wasDisturbed: false,
      reads: { get: (key, compute, equal) => get(cell, key, compute, equal), note: key => note(cell, key) },
    };
    cells.set(key, cell);
    return cell;
  }

  function upToDate(cell: Cell): Soon<unknown> {
    if (cell.state === 'fresh') return cell.value;
    const { update } = cell;
    if (update) return cell.wasDisturbed ? afterwards(cell, update) : update;
    cell.wasDisturbed = false;
    const answer = cell.state === 'doubtful' ? lookAtInputs(cell, 0) : computed(cell);
    if (answer instanceof Promise) cell.update = answer;
    return answer;
  }

  /** For whoever asks after an input changed, and must not be given what was made of the old one. */
  async function afterwards(cell: Cell, disturbed: Promise<unknown>): Promise<unknown> {
    await disturbed.catch(() => undefined); // Told to those who wait for it.
    return upToDate(cell);
  }

  /** Brings the inputs of a doubtful cell up to date, and computes it if one of them has another value. */
  function lookAtInputs(cell: Cell, from: number): Soon<unknown> {
    const { inputs } = cell;
    for (let i = from; i < inputs.length; i++) {
      const input = inputs[i];
      if (!input) continue;
      listen(input);
      const { of } = input;
      const answer = upToDate(of);
      if (answer instanceof Promise) return lookFurther(cell, i, answer);
      if (of.changedAt > cell.computedAt) return computed(cell);
    }
    if (!cell.wasDisturbed) cell.state = 'fresh';
    cell.update = undefined;
    return cell.value;
  }

  /** Goes on once the input at the place, which has to be waited for, is up to date. */
  async function lookFurther(cell: Cell, at: number, answer: Promise<unknown>): Promise<unknown> {
    let isOld = false;
    try {
      await answer;
      const of = cell.inputs[at]?.of;
      isOld = of !== undefined && of.changedAt > cell.computedAt;
    } catch {
      isOld = true; // computed anew, the failure reaches whoever asked
    }
    return await (isOld ? computed(cell) : lookAtInputs(cell, at + 1));
  }

  function computed(cell: Cell): Soon<unknown> {
    onCompute?.(cell.key);
    cell.inputs = [];
    cell.startedAt = ++tick;
    cell.state = 'changed'; // stays so if the computation fails, and is tried again when asked for
    let value: Soon<unknown>;
    try {
      value = cell.compute(cell.reads);
    } catch (error) {
      value = Promise.reject(error);
    }
    return value instanceof Promise ? whenComputed(cell, value) : settled(cell, value);
  }

  async function whenComputed(cell: Cell, value: Promise<unknown>): Promise<unknown> {
    try {
      return settled(cell, await value);
    } catch (error) {
      forgetOld(cell);
      cell.update = undefined;
      throw error;
    }
  }

  function settled(cell: Cell, value: unknown): unknown {
    if (cell.computedAt === 0 || !cell.equal(cell.value, value)) {
      cell.value = value;
      cell.changedAt = ++tick;
    }
    // An input that changes while this runs must count as newer than this result.
    cell.computedAt = cell.wasDisturbed ? cell.startedAt : ++tick;
    // What has no inputs reads the outside world, and can only be read again.
    cell.state = !cell.wasDisturbed ? 'fresh' : cell.inputs.length === 0 ? 'changed' : 'doubtful';
    forgetOld(cell);
    cell.update = undefined;
    return cell.value;
  }

  function get<T>(asking: Cell | undefined, key: string, compute: Compute<T>, equal: Equal<T> = Object.is): Soon<T> {
    const cell = cellOf(key, compute, equal);
    if (asking) record(asking, cell);
    return upToDate(cell) as Soon<T>;
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
  // Most inputs stay what they were; to leave them all and come back would cost more than to look.
  if (cell.questions.size === cell.inputs.length) return;
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
