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
  /** `value` as a promise, so that whoever asks for a fresh cell gets the same one; undefined until somebody asks. */
  answer: Promise<unknown> | undefined;
  /** The tick at which `value` last became another one, and at which it was last computed. */
  changedAt: number;
  computedAt: number;
  inputs: Set<Cell>;
  readonly dependents: Set<Cell>;
  running: Promise<void> | undefined;
  /** Put in doubt while running: then it is not fresh when it is done. */
  wasDisturbed: boolean;
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
      inputs: new Set(),
      dependents: new Set(),
      running: undefined,
      wasDisturbed: false,
    };
    cells.set(key, cell);
    return cell;
  }

  function refresh(cell: Cell): Promise<void> {
    if (cell.state === 'fresh') return Promise.resolve();
    cell.running ??= update(cell);
    return cell.running;
  }

  async function update(cell: Cell): Promise<void> {
    try {
      cell.wasDisturbed = false;
      if (cell.state === 'doubtful' && !(await hasNewInput(cell))) {
        if (!cell.wasDisturbed) cell.state = 'fresh';
        return;
      }
      await compute(cell);
    } finally {
      // Something was awaited, so that `running` has been set before.
      cell.running = undefined;
    }
  }

  async function valueWhenFresh(cell: Cell): Promise<unknown> {
    await refresh(cell);
    return cell.value;
  }

  async function hasNewInput(cell: Cell): Promise<boolean> {
    for (const input of cell.inputs) {
      try {
        // Most inputs are fresh, and each await costs a turn of the queue.
        if (input.state !== 'fresh') await refresh(input);
      } catch {
        return true; // computed anew, the failure reaches whoever asked
      }
      if (input.changedAt > cell.computedAt) return true;
    }
    return false;
  }

  async function compute(cell: Cell): Promise<void> {
    onCompute?.(cell.key);
    for (const input of cell.inputs) input.dependents.delete(cell);
    cell.inputs = new Set();
    const startedAt = ++tick;
    cell.state = 'changed'; // stays so if the computation fails, and is tried again when asked for
    const value = await cell.compute(readsOf(cell));
    if (cell.computedAt === 0 || !cell.equal(cell.value, value)) {
      cell.value = value;
      cell.answer = undefined;
      cell.changedAt = ++tick;
    }
    // An input that changes while this runs must count as newer than this result.
    cell.computedAt = cell.wasDisturbed ? startedAt : ++tick;
    // What has no inputs reads the outside world, and can only be read again.
    cell.state = !cell.wasDisturbed ? 'fresh' : cell.inputs.size === 0 ? 'changed' : 'doubtful';
  }

  function record(asking: Cell | undefined, asked: Cell): void {
    if (!asking) return;
    asking.inputs.add(asked);
    asked.dependents.add(asking);
    // Noted after it was put in doubt again: what the asking cell makes of it is already old.
  }

  function readsOf(asking: Cell | undefined): Reads {
    return {
      get<T>(key: string, compute: Compute<T>, equal: Equal<T> = Object.is): Promise<T> {
        const cell = cellOf(key, compute, equal);
        record(asking, cell);
        if (cell.state !== 'fresh') return valueWhenFresh(cell) as Promise<T>;
        cell.answer ??= Promise.resolve(cell.value);
        return cell.answer as Promise<T>;
      },
      note(key) {
        const cell = cells.get(key);
        if (!cell) return;
        record(asking, cell);
        // Put in doubt since it was loaded: what the asking cell makes of it is already old.
        if (asking && cell.state !== 'fresh') asking.wasDisturbed = true;
      },
    };
  }

  return {
    ...readsOf(undefined),
    invalidate(keys) {
      const reached: string[] = [];
      const seen = new Set<Cell>();
      const waiting = keys.map(key => cells.get(key)).filter(cell => cell !== undefined);
      const inputs = [...waiting];
      for (let cell = waiting.pop(); cell; cell = waiting.pop()) {
        if (seen.has(cell)) continue;
        seen.add(cell);
        cell.wasDisturbed = true;
        if (cell.state === 'fresh') {
          cell.state = 'doubtful';
          reached.push(cell.key);
        }
        // Also through cells that are being computed: who waits for one gets a value that is already old.
        waiting.push(...cell.dependents);
      }
      for (const input of inputs) input.state = 'changed';
      return reached;
    },
  };
}
