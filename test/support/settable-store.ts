// A store of an engine whose state a test sets, for what follows it: feeds, panels, views. It counts who needs it.
import type { EngineState } from '../../client/src/engine/engine-state.ts';
import type { EngineStore, StateChange } from '../../client/src/engine/engine-store.ts';
import type { EngineEvent } from '../../client/src/engine/listing.ts';

export type FollowedStore = Pick<EngineStore, 'state' | 'demand' | 'onDidChange' | 'onDidHear'>;

export interface SettableStore {
  readonly store: FollowedStore;
  /** Demands that have not ended. */
  readonly demands: number;
  /** Listeners to states and events together. */
  readonly listeners: number;
  /** Takes the state and tells of it, as a change of nothing but what is named. */
  become(next: EngineState, change?: Partial<StateChange>): void;
  hear(event: EngineEvent): void;
}

const none: ReadonlySet<string> = new Set();

export function settableStore(first: EngineState): SettableStore {
  let state = first;
  let demands = 0;
  const changed = new Set<Parameters<EngineStore['onDidChange']>[0]>();
  const hearing = new Set<(event: EngineEvent) => void>();
  return {
    store: {
      get state() {
        return state;
      },
      demand() {
        demands++;
        return { dispose: () => demands-- };
      },
      onDidChange(listener) {
        changed.add(listener);
        return { dispose: () => changed.delete(listener) };
      },
      onDidHear(listener) {
        hearing.add(listener);
        return { dispose: () => hearing.delete(listener) };
      },
    },
    get demands() {
      return demands;
    },
    get listeners() {
      return changed.size + hearing.size;
    },
    become(next, change = {}) {
      state = next;
      const whole = { isOfConnection: false, containers: none, images: none, volumes: none, networks: none, ...change };
      for (const listener of [...changed]) listener(whole, state);
    },
    hear(event) {
      for (const listener of [...hearing]) listener(event);
    },
  };
}
