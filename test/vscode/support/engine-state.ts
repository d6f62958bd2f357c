// Waits for what the engine is to become.
import type { EngineState } from '../../../client/src/engine/engine-state.ts';
import { slipwayApi } from './slipway.ts';

/** Settles with the first state that is so: the one of now, or one that comes. */
export async function stateWhen(isSo: (state: EngineState) => boolean): Promise<EngineState> {
  const { store } = await slipwayApi();
  const demand = store.demand();
  try {
    await store.current();
    return await new Promise<EngineState>(resolve => {
      const look = (state: EngineState) => {
        if (!isSo(state)) return;
        listener.dispose();
        resolve(state);
      };
      const listener = store.onDidChange((_change, state) => look(state));
      look(store.state);
    });
  } finally {
    demand.dispose();
  }
}
