// The store's connection, when something else changes: the engine, the machine's clock, the listeners.
import { describe, expect, it, vi } from 'vitest';
import type { ConnectionFailure } from '../../../client/src/engine/engine-state.ts';
import { containerOf, imageOf } from '../../support/fake-engine.ts';
import {
  changes,
  connect,
  connections,
  fake,
  forget,
  idsOf,
  logged,
  other,
  pass,
  selection,
  settle,
  store,
  useStore,
} from './store-under-test.ts';

const lists = ['containers', 'images', 'volumes', 'networks'];
const down: ConnectionFailure = { reason: 'not-running', message: 'Nothing listens at the socket' };

useStore('fake clock');

describe('The current state', () => {
  it('is asked for, and let go again', async () => {
    fake.has.containers.set('c', containerOf('c'));
    const state = store.current();
    await settle();
    expect(idsOf((await state).containers)).toEqual(['c']);
    await pass(5_000);
    expect(fake.streams).toBe(0);
    expect(store.state.connection.kind).toBe('idle');
  });

  it('is at hand while it is demanded', async () => {
    await connect();
    expect(await store.current()).toBe(store.state);
    expect(fake.asked).toEqual([]);
  });

  it('rejects with the failure, after an attempt of now', async () => {
    fake.failure = down;
    store.demand();
    await pass(60_000);
    forget();
    const state = store.current();
    state.catch(() => undefined);
    await settle();
    expect(fake.asked).toEqual(['connect']);
    await expect(state).rejects.toMatchObject({ name: 'EngineUnreachable', failure: down });
  });

  it('rejects when the store ends meanwhile', async () => {
    fake.hold('containers');
    const state = store.current();
    state.catch(() => undefined);
    await settle();
    store.dispose();
    await expect(state).rejects.toThrow(/stopped/);
    await expect(store.current()).rejects.toThrow(/stopped/);
    expect(fake.streams).toBe(0);
  });
});

describe('Another engine', () => {
  it('takes over at once, with rows of its own only', async () => {
    fake.has.containers.set('a', containerOf('a'));
    other.has.containers.set('b', containerOf('b'));
    await connect();
    selection.use(other);
    await settle();
    expect(store.state.connection).toMatchObject({ kind: 'connected', engine: { name: 'other' } });
    expect(idsOf(store.state.containers)).toEqual(['b']);
    expect(fake.streams).toBe(0);
    expect(connections).toEqual(['idle', 'connecting', 'connected', 'connecting', 'connected']);
  });

  it('gets no answer of the one before', async () => {
    await connect();
    fake.has.containers.set('late', containerOf('late'));
    const row = fake.hold('container late');
    fake.tell('container', 'start', 'late');
    await settle();
    selection.use(other);
    await settle();
    row.release();
    await settle();
    expect(idsOf(store.state.containers)).toEqual([]);
    expect(store.state.connection).toMatchObject({ kind: 'connected', engine: { name: 'other' } });
  });

  it('gets no list of the one before, also when that never answered', async () => {
    fake.has.images.set('old', imageOf('old'));
    const list = fake.hold('images');
    store.demand();
    await settle();
    selection.use(other);
    await settle();
    list.release();
    await settle();
    expect(idsOf(store.state.images)).toEqual([]);
    expect(store.state.connection).toMatchObject({ kind: 'connected', engine: { name: 'other' } });
  });

  it('is tried at once when the one before was out of reach', async () => {
    fake.failure = down;
    store.demand();
    await pass(100_000);
    selection.use(other);
    await settle();
    expect(store.state.connection).toMatchObject({ kind: 'connected', engine: { name: 'other' } });
    forget();
    await pass(100_000);
    expect(fake.asked).toEqual([]);
  });

  it('is not asked when nobody needs it, and the rows of the one before go', async () => {
    fake.has.containers.set('a', containerOf('a'));
    const demand = await connect();
    demand.dispose();
    await pass(5_000);
    selection.use(other);
    await settle();
    expect(idsOf(store.state.containers)).toEqual([]);
    expect([...other.asked, ...fake.asked]).toEqual([]);
  });

  it('is not connected to in the time of grace', async () => {
    const demand = await connect();
    demand.dispose();
    selection.use(other);
    await pass(60_000);
    expect(store.state.connection.kind).toBe('idle');
    expect(other.asked).toEqual([]);
    expect(fake.streams).toBe(0);
  });

  it('that is the same one keeps its rows', async () => {
    fake.has.containers.set('a', containerOf('a'));
    await connect();
    const row = store.state.containers.get('a');
    selection.use(fake);
    await settle();
    expect(store.state.containers.get('a')).toBe(row);
    expect(connections.at(-1)).toBe('connected');
    expect(changes).toEqual([]);
  });
});

describe('A machine that slept', () => {
  it('reads everything anew, without a word about the connection', async () => {
    fake.has.containers.set('a', containerOf('a'));
    await connect();
    vi.setSystemTime(Date.now() + 3_600_000);
    fake.has.containers.set('b', containerOf('b'));
    await pass(15_000);
    expect(fake.asked).toEqual(['connect', 'events', ...lists]);
    expect(fake.streams).toBe(1);
    expect(idsOf(store.state.containers)).toEqual(['a', 'b']);
    expect(connections).toEqual(['idle', 'connecting', 'connected']);
  });

  it('says so when the engine is gone since', async () => {
    await connect();
    vi.setSystemTime(Date.now() + 3_600_000);
    fake.failure = down;
    await pass(15_000);
    expect(store.state.connection).toMatchObject({ kind: 'unreachable', failure: down });
  });
});

describe('A refresh', () => {
  it('lists everything over the same connection and tells only what differs', async () => {
    fake.has.containers.set('a', containerOf('a'));
    await connect();
    fake.has.containers.set('b', containerOf('b'));
    store.refresh();
    await settle();
    expect(fake.asked).toEqual(lists);
    expect(changes).toHaveLength(1);
    expect([...(changes[0]?.containers ?? [])]).toEqual(['b']);
  });

  it('is nothing without a demand', async () => {
    store.refresh();
    await pass(60_000);
    expect(fake.asked).toEqual([]);
  });
});

describe('Listeners', () => {
  it('that fail harm nobody', async () => {
    const seen = vi.fn();
    store.onDidChange(() => {
      throw new Error('drunk');
    });
    const ending = store.onDidChange(seen);
    await connect();
    const calls = seen.mock.calls.length;
    expect(calls).toBeGreaterThan(0);
    expect(logged.join()).toContain('drunk');
    ending.dispose();
    fake.has.containers.set('a', containerOf('a'));
    fake.tell('container', 'create', 'a');
    await settle();
    expect(seen).toHaveBeenCalledTimes(calls);
    expect(idsOf(store.state.containers)).toEqual(['a']);
  });

  it('hear nothing after the end', async () => {
    await connect();
    fake.has.containers.set('a', containerOf('a'));
    fake.tell('container', 'create', 'a');
    store.dispose();
    await pass(60_000);
    expect(changes).toEqual([]);
    expect(fake.streams).toBe(0);
  });
});
