// The store that a test works on, over a scripted engine. `useStore` gives each test of a file a new one; the bindings below
// are always those of the running test.
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { type EngineStore, engineStore, type StateChange } from '../../../client/src/engine/engine-store.ts';
import { fakeEngine, fakeSelection } from '../../support/fake-engine.ts';

export let fake = fakeEngine();
/** What `selection.select` switches to. */
export let other = fakeEngine('other');
export let selection = fakeSelection(fake, other);
export let store: EngineStore = engineStore({ selection, isTrusted: () => true, log: () => undefined });
/** Since the last `forget`. */
export const changes: StateChange[] = [];
/** The kinds of connection that were gone through. */
export const connections: string[] = [];
export const logged: string[] = [];
let trust: 'trusted' | 'restricted' = 'trusted';

/** With a fake clock time stands still between calls of `pass`, and chance is the mean. */
export function useStore(clock: 'real clock' | 'fake clock'): void {
  beforeEach(() => {
    if (clock === 'fake clock') {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
      vi.spyOn(Math, 'random').mockReturnValue(0.5);
    }
    fake = fakeEngine();
    other = fakeEngine('other');
    selection = fakeSelection(fake, other);
    trust = 'trusted';
    begin();
  });
  afterEach(() => {
    store.dispose();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** A new store over the same engines, which nobody needs yet. */
export function begin(): void {
  store.dispose();
  store = engineStore({ selection, isTrusted: () => trust === 'trusted', log: message => logged.push(message) });
  changes.length = 0;
  logged.length = 0;
  connections.splice(0, connections.length, store.state.connection.kind);
  store.onDidChange((change, { connection }) => {
    changes.push(change);
    if (change.isOfConnection) connections.push(connection.kind);
  });
}

export function setTrust(next: typeof trust): void {
  trust = next;
}

export async function connect(): Promise<{ dispose(): void }> {
  const demand = store.demand();
  await settle();
  expect(store.state.connection.kind).toBe('connected');
  forget();
  return demand;
}

/** What was asked and what changed until now. */
export function forget(): void {
  fake.asked.length = 0;
  other.asked.length = 0;
  changes.length = 0;
}

/** Lets time pass on the fake clock. */
export async function pass(ms: number): Promise<void> {
  await settle();
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
}

export function idsOf(rows: ReadonlyMap<string, unknown>): readonly string[] {
  return [...rows.keys()].toSorted();
}
