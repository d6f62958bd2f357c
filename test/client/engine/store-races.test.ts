// Events and answers that come in a bad order.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineRefused } from '../../../client/src/engine/engine.ts';
import { containerOf, imageOf, networkOf, volumeOf } from '../../support/fake-engine.ts';
import { changes, connect, fake, idsOf, logged, settle, store, useStore } from './store-under-test.ts';

useStore('real clock');

describe('In a bad order', () => {
  it('an object that is gone before it is asked for leaves no row', async () => {
    await connect();
    fake.tell('container', 'create', 'a');
    await settle();
    fake.tell('container', 'destroy', 'a');
    await settle();
    expect(fake.asked).toEqual(['container a']);
    expect(idsOf(store.state.containers)).toEqual([]);
    expect(changes).toEqual([]);
  });

  it.each([
    ['container', 'destroy', 'containers'],
    ['volume', 'destroy', 'volumes'],
    ['network', 'destroy', 'networks'],
    ['image', 'delete', 'images'],
  ] as const)('a %s that goes while it is asked for stays gone (%s)', async (type, action, kind) => {
    await connect();
    fake.has.containers.set('a', containerOf('a'));
    fake.has.volumes.set('a', volumeOf('a'));
    fake.has.networks.set('a', networkOf('a'));
    fake.has.images.set('a', imageOf('a'));
    const held = fake.hold(`${type} a`);
    fake.tell(type, 'create', 'a');
    await settle();
    fake.tell(type, action, 'a');
    await settle();
    held.release();
    await settle();
    expect(idsOf(store.state[kind])).toEqual([]);
  });

  it('an image that goes while it is asked for by its name stays gone', async () => {
    await connect();
    fake.has.images.set('sha256:a', imageOf('sha256:a', { tags: ['hull:1'] }));
    const held = fake.hold('image hull:1');
    fake.tell('image', 'pull', 'hull:1');
    await settle();
    fake.tell('image', 'untag', 'sha256:a');
    fake.tell('image', 'delete', 'sha256:a');
    held.release();
    await settle();
    expect(idsOf(store.state.images)).toEqual([]);
  });

  it('a volume that is made again while the old one is asked for is the new one', async () => {
    await connect();
    fake.has.volumes.set('v', volumeOf('v', { createdAt: 1 }));
    const held = fake.hold('volume v');
    fake.tell('volume', 'create', 'v');
    await settle();
    fake.tell('volume', 'destroy', 'v');
    fake.has.volumes.set('v', volumeOf('v', { createdAt: 2 }));
    fake.tell('volume', 'create', 'v');
    await settle();
    held.release();
    await settle();
    expect(store.state.volumes.get('v')?.createdAt).toBe(2);
  });

  it('what happens while everything is listed counts more than the lists', async () => {
    fake.has.containers.set('gone', containerOf('gone'));
    fake.has.containers.set('old', containerOf('old', { name: 'old' }));
    fake.has.containers.set('paused', containerOf('paused'));
    await connect();
    const held = fake.hold('containers');
    store.refresh();
    await settle();
    fake.tell('container', 'destroy', 'gone');
    fake.has.containers.set('new', containerOf('new'));
    fake.tell('container', 'create', 'new');
    fake.has.containers.set('old', containerOf('old', { command: 'changed' }));
    fake.tell('container', 'start', 'old');
    fake.tell('container', 'pause', 'paused');
    await settle();
    expect(idsOf(store.state.containers)).toEqual(['old', 'paused']);
    held.release();
    await settle();
    expect(idsOf(store.state.containers)).toEqual(['new', 'old', 'paused']);
    expect(store.state.containers.get('old')?.command).toBe('changed');
    expect(store.state.containers.get('paused')?.status).toBe('paused');
  });

  it('what happens during the very first lists is not lost', async () => {
    const held = fake.hold('containers');
    store.demand();
    await settle();
    fake.has.containers.set('new', containerOf('new'));
    fake.tell('container', 'create', 'new');
    await settle();
    held.release();
    await settle();
    expect(idsOf(store.state.containers)).toEqual(['new']);
  });

  it('an answer that is older than a list does not undo it', async () => {
    fake.has.containers.set('0', containerOf('0', { command: 'first' }));
    await connect();
    const held = fake.hold('container 0');
    fake.tell('container', 'something', '0');
    await settle();
    for (let i = 0; i < 60; i++) {
      fake.has.containers.set(`${i}`, containerOf(`${i}`, { command: 'second' }));
      fake.tell('container', 'something', `${i}`);
    }
    await settle();
    held.release();
    await settle();
    expect(store.state.containers.get('0')?.command).toBe('second');
  });

  it('an engine that stumbles over one object is not lost', async () => {
    fake.has.containers.set('a', containerOf('a'));
    await connect();
    fake.refuse('container a', new EngineRefused('layer does not exist', 500));
    fake.tell('container', 'start', 'a');
    await settle();
    expect(store.state.connection.kind).toBe('connected');
    expect(idsOf(store.state.containers)).toEqual(['a']);
    expect(logged.join()).toContain('layer does not exist');
    fake.refuse('container a', undefined);
    fake.has.containers.set('a', containerOf('a', { name: 'again' }));
    fake.tell('container', 'start', 'a');
    await settle();
    expect(store.state.containers.get('a')?.name).toBe('again');
  });

  it('a question that breaks takes the connection with it', async () => {
    await connect();
    fake.refuse('container a', new Error('socket hang up'));
    fake.tell('container', 'start', 'a');
    await settle();
    expect(store.state.connection).toMatchObject({ kind: 'unreachable', failure: { message: 'socket hang up' } });
    expect(fake.streams).toBe(0);
  });
});

describe('An engine whose list is behind its events', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is asked again until it has caught up, and the row is right from the first', async () => {
    fake.has.containers.set('c', containerOf('c'));
    await connect();
    fake.tell('container', 'die', 'c', { attributes: { exitCode: '3' } });
    await settle();
    expect(store.state.containers.get('c')).toMatchObject({ status: 'exited', exitCode: 3 });
    expect(fake.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60);
    await settle();
    expect(fake.asked).toHaveLength(2);
    fake.has.containers.set('c', containerOf('c', { status: 'restarting', exitCode: 3 }));
    await vi.advanceTimersByTimeAsync(110);
    await settle();
    expect(store.state.containers.get('c')?.status).toBe('restarting');
    await vi.advanceTimersByTimeAsync(60_000);
    await settle();
    expect(fake.asked).toEqual(['container c', 'container c', 'container c']);
  });

  it('is not asked for ever', async () => {
    fake.has.containers.set('c', containerOf('c'));
    await connect();
    fake.tell('container', 'die', 'c');
    for (let i = 0; i < 100; i++) {
      await settle();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(fake.asked).toHaveLength(7);
    expect(store.state.containers.get('c')?.status).toBe('exited');
  });

  it('is left alone about what is gone, and when nobody follows it any more', async () => {
    for (const id of ['c', 'd']) fake.has.containers.set(id, containerOf(id));
    await connect();
    fake.tell('container', 'die', 'c');
    fake.tell('container', 'die', 'd');
    await settle();
    fake.tell('container', 'destroy', 'c');
    await settle();
    store.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    await settle();
    expect(fake.asked).toEqual(['container c', 'container d']);
  });
});
