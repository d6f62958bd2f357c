// Holds the state and makes the next one: what is set in one turn of the event loop becomes one change, and a row that
// says the same as before stays the same object.
import type { ContainerRow, EngineState, ImageRow, NetworkRow, VolumeRow } from '../engine-state.ts';
import { unknownState } from '../engine-state.ts';
import type { Ending, StateChange } from '../engine-store.ts';
import { isSameData } from './same-data.ts';

export interface Rows {
  readonly containers: ContainerRow;
  readonly images: ImageRow;
  readonly volumes: VolumeRow;
  readonly networks: NetworkRow;
}
export type RowKind = keyof Rows;
export const rowKinds: readonly RowKind[] = ['containers', 'images', 'volumes', 'networks'];

export interface StateKeeper {
  /** As it was last told to the listeners. */
  readonly state: EngineState;
  /** These as they will be told next. */
  readonly connection: EngineState['connection'];
  row<K extends RowKind>(kind: K, id: string): Rows[K] | undefined;
  rows<K extends RowKind>(kind: K): Iterable<Rows[K]>;
  set<K extends RowKind>(kind: K, id: string, row: Rows[K] | undefined): void;
  /** All rows of a kind: those that are not among them go. */
  replace<K extends RowKind>(kind: K, rows: readonly Rows[K][]): void;
  setConnection(connection: EngineState['connection']): void;
  onDidChange(listener: (change: StateChange, state: EngineState) => void): Ending;
  /** Tells at once what would be told at the end of this turn. */
  flush(): void;
  dispose(): void;
}

export function stateKeeper(log: (message: string) => void): StateKeeper {
  const listeners = new Set<(change: StateChange, state: EngineState) => void>();
  const next: { [K in RowKind]: Map<string, Rows[K]> } = {
    containers: new Map(),
    images: new Map(),
    volumes: new Map(),
    networks: new Map(),
  };
  const touched = {
    containers: new Set<string>(),
    images: new Set<string>(),
    volumes: new Set<string>(),
    networks: new Set<string>(),
  };
  let connection = unknownState.connection;
  let state: EngineState = unknownState;
  let scheduled: NodeJS.Immediate | undefined;

  const schedule = () => {
    scheduled ??= setImmediate(flush);
  };

  /** Ids of the rows that differ from those of the last state. */
  const settle = <K extends RowKind>(kind: K): ReadonlySet<string> => {
    const before = state[kind] as ReadonlyMap<string, Rows[K]>;
    const changed = new Set<string>();
    for (const id of touched[kind]) {
      const [old, now] = [before.get(id), next[kind].get(id)];
      if (old === now) continue;
      if (old !== undefined && now !== undefined && isSameData(old, now)) next[kind].set(id, old);
      else changed.add(id);
    }
    touched[kind].clear();
    return changed;
  };

  const flush = () => {
    clearImmediate(scheduled);
    scheduled = undefined;
    const change: StateChange = {
      isOfConnection: !isSameData(state.connection, connection),
      containers: settle('containers'),
      images: settle('images'),
      volumes: settle('volumes'),
      networks: settle('networks'),
    };
    if (!change.isOfConnection && rowKinds.every(kind => change[kind].size === 0)) return;
    state = {
      connection: change.isOfConnection ? connection : state.connection,
      containers: change.containers.size > 0 ? new Map(next.containers) : state.containers,
      images: change.images.size > 0 ? new Map(next.images) : state.images,
      volumes: change.volumes.size > 0 ? new Map(next.volumes) : state.volumes,
      networks: change.networks.size > 0 ? new Map(next.networks) : state.networks,
    };
    for (const listener of [...listeners]) {
      try {
        listener(change, state);
      } catch (error) {
        log(`A listener to the engine's state failed: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  };

  const set = <K extends RowKind>(kind: K, id: string, row: Rows[K] | undefined) => {
    if (row === undefined) {
      if (!next[kind].delete(id)) return;
    } else {
      next[kind].set(id, row);
    }
    touched[kind].add(id);
    schedule();
  };

  return {
    get state() {
      return state;
    },
    get connection() {
      return connection;
    },
    row: (kind, id) => next[kind].get(id),
    rows: kind => next[kind].values(),
    set,
    replace(kind, rows) {
      const gone = new Set(next[kind].keys());
      for (const row of rows) {
        const id = 'id' in row ? row.id : row.name;
        gone.delete(id);
        set(kind, id, row);
      }
      for (const id of gone) set(kind, id, undefined);
    },
    setConnection(to) {
      connection = to;
      schedule();
    },
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    flush,
    dispose() {
      clearImmediate(scheduled);
      listeners.clear();
    },
  };
}
