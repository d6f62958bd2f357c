// For documents and the like that follow what an engine has.
import type { Ending, EngineStore, StateChange } from '../engine/engine-store.ts';

/** Calls the listener at each change that `concerns` it. The store listens to the engine until the ending. */
export function whenChanged(
  store: Pick<EngineStore, 'demand' | 'onDidChange'>,
  concerns: (change: StateChange) => boolean,
  listener: () => void,
): Ending {
  const demand = store.demand();
  const change = store.onDidChange(it => {
    if (concerns(it)) listener();
  });
  return {
    dispose() {
      change.dispose();
      demand.dispose();
    },
  };
}
