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
  /** The tick at which `value` last became another one, and at which it was last computed. */
  changedAt: number;
  computedAt: number;
  inputs: Set<Cell>;
  /**
   * Who is to be told when this cell is put in doubt. Told once: who is in doubt already looks at all its inputs before it
   * is fresh again. So files that nobody asks about any more cost nothing, however many there were.
   */
  dependents: Set<Cell>;
  /** Put in doubt while being updated: then it is not fresh when that is done. */
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
      isUpdating: false,
      wasDisturbed: false,
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
    const before = cell.inputs;
    try {
      cell.isUpdating = true;
      cell.wasDisturbed = false;
      if (cell.state === 'doubtful') {
        let isOld = false;
        for (const input of cell.inputs) {
          input.dependents.add(cell);
          try {
            if (input.state !== 'fresh') await upToDate(input);
          } catch {
            isOld = true; // computed anew, the failure reaches whoever asked
          }
          isOld ||= input.changedAt > cell.computedAt;
          if (isOld) break;
        }
        if (!isOld) {
          if (!cell.wasDisturbed) cell.state = 'fresh';
          return cell.value;
        }
      }
      onCompute?.(cell.key);
      cell.inputs = new Set();
      const startedAt = ++tick;
      cell.state = 'changed'; // stays so if the computation fails, and is tried again when asked for
      const value = await cell.compute(readsOf(cell));
      if (cell.computedAt === 0 || !cell.equal(cell.value, value)) {
        cell.value = value;
        cell.changedAt = ++tick;
      }
      // An input that changes while this runs must count as newer than this result.
      cell.computedAt = cell.wasDisturbed ? startedAt : ++tick;
      // What has no inputs reads the outside world, and can only be read again.
      cell.state = !cell.wasDisturbed ? 'fresh' : cell.inputs.size === 0 ? 'changed' : 'doubtful';
      return cell.value;
    } finally {
      // Most inputs stay what they were; to leave them all and come back would cost more than to look.
      if (cell.inputs !== before) for (const it of before) if (!cell.inputs.has(it)) it.dependents.delete(cell);
      cell.isUpdating = false;
    }
  }

  function record(asking: Cell | undefined, asked: Cell): void {
    if (!asking) return;
    asking.inputs.add(asked);
    asked.dependents.add(asking);
  }

  function readsOf(asking: Cell | undefined): Reads {
    return {
      get<T>(key: string, compute: Compute<T>, equal: Equal<T> = Object.is): Promise<T> {
        const cell = cellOf(key, compute, equal);
        record(asking, cell);
        return upToDate(cell) as Promise<T>;
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
        if (cell.dependents.size === 0) continue;
        // Also through cells that are being computed: who waits for one gets a value that is already old.
        for (const dependent of cell.dependents) waiting.push(dependent);
        cell.dependents.clear();
      }
      for (const input of inputs) input.state = 'changed';
      return reached;
    },
  };
}
