// A store that follows a real engine through a proxy which counts, and ways to wait for what it will know.

import type { EngineSelection } from '../../client/src/engine/engine-selection.ts';
import { type EngineState, unknownState } from '../../client/src/engine/engine-state.ts';
import { type EngineStore, engineStore, type StateChange } from '../../client/src/engine/engine-store.ts';
import { onlyEngine } from '../support/only-engine.ts';
import { type CountingProxy, countingProxy } from './counting-proxy.ts';
import { connectBundledEngine } from './engine-under-test.ts';

export interface FollowedEngine {
  readonly store: EngineStore;
  readonly proxy: CountingProxy;
  readonly changes: readonly StateChange[];
  /** What the store has logged. */
  readonly logged: readonly string[];
  /** Settles when the state is so; rejects after a while with what it is instead. */
  until(isSo: (state: EngineState) => boolean, what: string): Promise<EngineState>;
  /**
   * Settles when the engine has been asked nothing for a while. `for good`: not even again about what its lists were
   * behind of.
   */
  quiet(how?: 'for now' | 'for good'): Promise<void>;
  /** As if this machine had slept. It never does otherwise: a process that was stopped for a while would seem so. */
  sleep(): void;
  close(): Promise<void>;
}

/** Longer than what an event causes takes; and longer than the store waits before it asks a last time for one row. */
const quietMs = { 'for now': 500, 'for good': 2_500 } as const;
/** Counted in seconds in which this process ran: one that was stopped for a while has not waited. */
const patienceSeconds = 40;

/** `selectionAt`: how the socket is connected to; the engine's bundle alone when absent. */
export async function followedEngine(
  host: string,
  selectionAt: (host: string) => EngineSelection = at => onlyEngine(at, () => connectBundledEngine(at)),
): Promise<FollowedEngine> {
  const proxy = await countingProxy(host);
  const logged: string[] = [];
  let sleep: () => void = () => undefined;
  const store = engineStore({
    isTrusted: () => true,
    log: message => logged.push(message),
    selection: selectionAt(proxy.host),
    watchSleep() {
      const slept = new Promise<void>(resolve => {
        sleep = resolve;
      });
      return { slept, stop: () => undefined };
    },
  });
  const changes: StateChange[] = [];
  store.onDidChange(change => changes.push(change));
  return {
    store,
    proxy,
    changes,
    logged,
    until(isSo, what) {
      return new Promise((resolve, reject) => {
        const look = (state: EngineState) => {
          if (!isSo(state)) return;
          clearInterval(limit);
          listening.dispose();
          resolve(state);
        };
        const listening = store.onDidChange((_change, state) => look(state));
        let seconds = 0;
        const limit = setInterval(() => {
          if (++seconds < patienceSeconds) return;
          clearInterval(limit);
          listening.dispose();
          reject(new Error(`Not within ${seconds} seconds: ${what}; ${described(store.state)}`));
        }, 1000);
        look(store.state);
      });
    },
    async quiet(how = 'for now') {
      for (let asked = -1; asked !== proxy.requests.length; ) {
        asked = proxy.requests.length;
        await new Promise(resolve => setTimeout(resolve, quietMs[how]));
      }
    },
    sleep: () => sleep(),
    async close() {
      store.dispose();
      await proxy.close();
    },
  };
}

function described({ connection, containers, images }: EngineState = unknownState): string {
  const rows = [...containers.values()].map(({ name, status, health }) => `${name} ${status} ${health ?? ''}`);
  const tags = [...images.values()].flatMap(it => it.tags);
  return `it is ${JSON.stringify(connection)} with ${rows.join(', ')}; ${tags.join(', ')}`;
}
