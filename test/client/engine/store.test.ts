// The store's connection, with a clock of its own: when there is one, and what follows when there is none.
import { describe, expect, it } from 'vitest';
import type { ConnectionFailure } from '../../../client/src/engine/engine-state.ts';
import { containerOf, imageOf, networkOf, volumeOf } from '../../support/fake-engine.ts';
import {
  begin,
  changes,
  connect,
  connections,
  fake,
  forget,
  idsOf,
  pass,
  setTrust,
  settle,
  store,
  useStore,
} from './store-under-test.ts';

const lists = ['containers', 'images', 'volumes', 'networks'];
const down: ConnectionFailure = { reason: 'not-running', message: 'Nothing listens at the socket' };

useStore('fake clock');

describe('A demand', () => {
  it('connects, listens before it lists, and asks no more', async () => {
    fake.has.containers.set('c', containerOf('c'));
    fake.has.images.set('i', imageOf('i'));
    fake.has.volumes.set('v', volumeOf('v'));
    fake.has.networks.set('n', networkOf('n'));
    expect(fake.asked).toEqual([]);
    store.demand();
    await settle();
    expect(fake.asked).toEqual(['connect', 'events', ...lists]);
    expect(connections).toEqual(['idle', 'connecting', 'connected']);
    expect(store.state).toMatchObject({
      connection: { kind: 'connected', engine: { name: 'fake' }, version: { api: '1.51' } },
      containers: new Map([['c', containerOf('c')]]),
      images: new Map([['i', imageOf('i')]]),
      volumes: new Map([['v', volumeOf('v')]]),
      networks: new Map([['n', networkOf('n')]]),
    });
    await pass(3_600_000);
    expect(fake.asked).toHaveLength(6);
  });

  it('is one connection for many', async () => {
    store.demand();
    store.demand();
    await settle();
    store.demand();
    await settle();
    expect(fake.asked).toHaveLength(6);
  });

  it('ends with a time of grace, and the connection with it', async () => {
    const first = store.demand();
    const second = await connect();
    first.dispose();
    await pass(60_000);
    expect(fake.streams).toBe(1);
    second.dispose();
    second.dispose();
    await pass(2_900);
    expect(fake.streams).toBe(1);
    await pass(200);
    expect(fake.streams).toBe(0);
    expect(store.state.connection.kind).toBe('idle');
    expect(fake.asked).toEqual([]);
  });

  it('lasts until volumes are measured, although nobody looks any more', async () => {
    fake.has.volumes.set('hold', volumeOf('hold'));
    fake.volumeSizes.set('hold', 7);
    const held = fake.hold('sizes');
    const demand = await connect();
    const measuring = store.measureVolumes();
    demand.dispose();
    await pass(60_000);
    held.release();
    await measuring;
    await settle();
    expect(store.state.volumes.get('hold')?.size).toBe(7);
    await pass(3_100);
    expect(store.state.connection.kind).toBe('idle');
  });

  it('that comes back in time finds everything as it was', async () => {
    const demand = await connect();
    demand.dispose();
    await pass(2_000);
    store.demand();
    await pass(60_000);
    expect(fake.asked).toEqual([]);
    expect(changes).toEqual([]);
  });

  it('that comes back late reads everything anew, and tells only what differs', async () => {
    for (const id of ['a', 'b', 'c']) fake.has.containers.set(id, containerOf(id));
    const demand = await connect();
    demand.dispose();
    await pass(10_000);
    const before = store.state.containers;
    expect(idsOf(before)).toEqual(['a', 'b', 'c']);
    fake.has.containers.delete('a');
    fake.has.containers.set('b', containerOf('b', { name: 'renamed' }));
    fake.has.containers.set('d', containerOf('d'));
    forget();
    store.demand();
    await settle();
    expect(new Set(changes.flatMap(({ containers }) => [...containers]))).toEqual(new Set(['a', 'b', 'd']));
    expect(store.state.containers.get('c')).toBe(before.get('c'));
    expect(idsOf(store.state.containers)).toEqual(['b', 'c', 'd']);
  });

  it('that ends before the engine answered leaves nothing behind', async () => {
    const held = fake.hold('containers');
    const demand = store.demand();
    await settle();
    expect(store.state.connection.kind).toBe('connecting');
    demand.dispose();
    await pass(5_000);
    expect(fake.streams).toBe(0);
    fake.has.containers.set('c', containerOf('c'));
    held.release();
    await settle();
    expect(store.state.connection.kind).toBe('idle');
    expect(idsOf(store.state.containers)).toEqual([]);
  });
});

describe('Restricted Mode', () => {
  it('asks nothing, whatever is wanted, and goes on when it is left', async () => {
    setTrust('restricted');
    begin();
    expect(store.state.connection.kind).toBe('restricted');
    store.demand();
    await expect(store.current()).rejects.toThrow(/Restricted Mode/);
    store.refresh();
    await pass(60_000);
    expect(fake.asked).toEqual([]);
    setTrust('trusted');
    store.refresh();
    await settle();
    expect(connections).toEqual(['restricted', 'connecting', 'connected']);
  });

  it('left without a demand leaves the engine alone', async () => {
    setTrust('restricted');
    begin();
    setTrust('trusted');
    store.refresh();
    await settle();
    expect(store.state.connection.kind).toBe('idle');
    expect(fake.asked).toEqual([]);
  });
});

describe('An engine out of reach', () => {
  it('is tried for ever, ever more slowly, and found by itself', async () => {
    fake.failure = down;
    store.demand();
    await settle();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      expect(store.state.connection).toEqual({
        kind: 'unreachable',
        engine: { name: 'fake', host: fake.choice.host },
        failure: down,
        attempt,
      });
      forget();
      let waited = 0;
      for (; fake.asked.length === 0; waited += 250) await pass(250);
      waits.push(waited);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    fake.failure = undefined;
    await pass(30_000);
    expect(store.state.connection.kind).toBe('connected');
    expect([...new Set(connections)]).toEqual(['idle', 'unreachable', 'connected']);
  });

  it('is tried at once on a refresh', async () => {
    fake.failure = down;
    store.demand();
    await pass(100_000);
    fake.failure = undefined;
    store.refresh();
    await settle();
    expect(store.state.connection.kind).toBe('connected');
  });

  it('is left alone when nobody needs it any more', async () => {
    fake.failure = down;
    const demand = store.demand();
    await pass(1_000);
    demand.dispose();
    await pass(5_000);
    forget();
    await pass(600_000);
    expect(fake.asked).toEqual([]);
    expect(store.state.connection.kind).toBe('idle');
  });

  it.each([
    ['the stream ends', undefined],
    ['the stream breaks', new Error('read ECONNRESET')],
  ])('is found again when %s, with the rows that are left', async (_, error) => {
    for (const id of ['a', 'b']) fake.has.containers.set(id, containerOf(id));
    await connect();
    const kept = store.state.containers.get('a');
    fake.failure = down;
    fake.endStreams(error);
    await settle();
    expect(store.state.connection).toMatchObject({ kind: 'unreachable', attempt: 1 });
    expect(idsOf(store.state.containers)).toEqual(['a', 'b']);
    await pass(3_000);
    fake.failure = undefined;
    fake.has.containers.delete('b');
    forget();
    await pass(30_000);
    expect(store.state.connection.kind).toBe('connected');
    expect(fake.asked).toEqual(['connect', 'events', ...lists]);
    expect(store.state.containers.get('a')).toBe(kept);
    expect(idsOf(store.state.containers)).toEqual(['a']);
  });

  it('that is lost again at once is not stormed', async () => {
    store.demand();
    for (let i = 0; i < 200; i++) {
      await pass(500);
      fake.endStreams();
    }
    expect(fake.asked.filter(it => it === 'connect').length).toBeLessThan(12);
  });

  it('after a long good time is tried quickly again', async () => {
    fake.failure = down;
    store.demand();
    await pass(60_000);
    fake.failure = undefined;
    await pass(30_000);
    await pass(60_000);
    fake.endStreams();
    await settle();
    expect(store.state.connection).toMatchObject({ kind: 'unreachable', attempt: 1 });
    await pass(500);
    expect(store.state.connection.kind).toBe('connected');
  });

  it.each(lists)('is one that refuses its %s', async list => {
    fake.refuse(list, new Error('the store is broken'));
    store.demand();
    await settle();
    expect(store.state.connection).toMatchObject({
      kind: 'unreachable',
      failure: { reason: 'other', message: 'the store is broken' },
    });
    expect(fake.streams).toBe(0);
    fake.refuse(list, undefined);
    await pass(1_000);
    expect(store.state.connection.kind).toBe('connected');
  });

  it('is one that does not answer for a minute', async () => {
    fake.hold('images');
    store.demand();
    await pass(59_900);
    expect(store.state.connection.kind).toBe('connecting');
    await pass(200);
    expect(store.state.connection).toMatchObject({ kind: 'unreachable', failure: { reason: 'timeout' } });
    expect(fake.streams).toBe(0);
  });
});
