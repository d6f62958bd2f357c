// What the store makes of events: which objects it asks for, in which order answers count, and how many questions a burst
// costs.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineRefused } from '../../../client/src/engine/engine.ts';
import { type EngineStore, engineStore, type StateChange } from '../../../client/src/engine/engine-store.ts';
import { containerOf, fakeEngine, fakeSelection, imageOf, networkOf, volumeOf } from '../../support/fake-engine.ts';

let fake = fakeEngine();
let store: EngineStore = engineStore({ selection: fakeSelection(fake), isTrusted: () => true, log: () => undefined });
let changes: StateChange[] = [];
let logged: string[] = [];

beforeEach(() => {
  fake = fakeEngine();
});
afterEach(() => store.dispose());

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
}
async function connect(): Promise<void> {
  logged = [];
  const selection = fakeSelection(fake);
  store = engineStore({ selection, isTrusted: () => true, log: message => logged.push(message) });
  store.demand();
  await settle();
  expect(store.state.connection.kind).toBe('connected');
  changes = [];
  store.onDidChange(change => changes.push(change));
  fake.asked.length = 0;
}
const ids = (rows: ReadonlyMap<string, unknown>) => [...rows.keys()].toSorted();

describe('One event', () => {
  it.each([
    ['container', 'start', 'c'],
    ['image', 'tag', 'i'],
    ['volume', 'create', 'v'],
    ['network', 'create', 'n'],
  ] as const)('of a %s asks for that object alone and changes its row alone', async (type, action, id) => {
    fake.has.containers.set('b', containerOf('b'));
    fake.has.images.set('b', imageOf('b'));
    fake.has.volumes.set('b', volumeOf('b'));
    fake.has.networks.set('b', networkOf('b'));
    await connect();
    const before = store.state;
    fake.has.containers.set('c', containerOf('c'));
    fake.has.images.set('i', imageOf('i'));
    fake.has.volumes.set('v', volumeOf('v'));
    fake.has.networks.set('n', networkOf('n'));
    fake.tell(type, action, id);
    await settle();
    expect(fake.asked).toEqual([`${type} ${id}`]);
    expect(changes).toHaveLength(1);
    const kind = `${type}s` as const;
    expect(changes[0]).toEqual({
      isOfConnection: false,
      containers: new Set(),
      images: new Set(),
      volumes: new Set(),
      networks: new Set(),
      [kind]: new Set([id]),
    });
    for (const same of (['containers', 'images', 'volumes', 'networks'] as const).filter(it => it !== kind))
      expect(store.state[same]).toBe(before[same]);
    expect(store.state[kind].get('b')).toBe(before[kind].get('b'));
    expect(store.state.connection).toBe(before.connection);
  });

  it.each([
    ['container', 'destroy', 'containers'],
    ['image', 'delete', 'images'],
    ['volume', 'destroy', 'volumes'],
    ['network', 'destroy', 'networks'],
  ] as const)('of a %s that is gone asks nothing (%s)', async (type, action, kind) => {
    fake.has.containers.set('x', containerOf('x'));
    fake.has.images.set('x', imageOf('x'));
    fake.has.volumes.set('x', volumeOf('x'));
    fake.has.networks.set('x', networkOf('x'));
    await connect();
    fake.tell(type, action, 'x');
    await settle();
    expect(fake.asked).toEqual([]);
    expect(ids(store.state[kind])).toEqual([]);
    expect(changes).toHaveLength(1);
  });

  it.each([
    ['pause', {}, { status: 'paused' }],
    ['rename', { name: 'mast', oldName: '/hull' }, { name: 'mast' }],
    ['health_status: unhealthy', {}, { health: 'unhealthy' }],
  ] as const)('%s says all there is to know', async (action, attributes, row) => {
    fake.has.containers.set('x', containerOf('x'));
    await connect();
    fake.tell('container', action, 'x', { attributes });
    await settle();
    expect(fake.asked).toEqual([]);
    expect(store.state.containers.get('x')).toMatchObject(row);
  });

  it('that changes nothing in the row tells nobody', async () => {
    fake.has.containers.set('x', containerOf('x', { labels: { a: '1', b: '2' } }));
    await connect();
    const before = store.state;
    fake.has.containers.set('x', containerOf('x', { labels: { b: '2', a: '1' } }));
    fake.tell('container', 'something', 'x');
    await settle();
    expect(fake.asked).toEqual(['container x']);
    expect(changes).toEqual([]);
    expect(store.state).toBe(before);
  });

  it('of a check of health by a program costs nothing', async () => {
    fake.has.containers.set('x', containerOf('x'));
    await connect();
    for (const action of ['exec_create: true', 'exec_start: true', 'exec_die']) fake.tell('container', action, 'x');
    await settle();
    expect(fake.asked).toEqual([]);
    expect(changes).toEqual([]);
  });

  it('of a network leads to the container', async () => {
    await connect();
    fake.has.containers.set('c', containerOf('c', { networks: [{ name: 'deck', networkId: 'n' }] }));
    fake.tell('network', 'connect', 'n', { attributes: { container: 'c' } });
    await settle();
    expect(fake.asked).toEqual(['container c']);
    expect(ids(store.state.containers)).toEqual(['c']);
  });

  it('die gives the exact time and code, and the mark of the kernel', async () => {
    fake.has.containers.set('c', containerOf('c'));
    await connect();
    const at = Date.now() - 321.5;
    fake.has.containers.set('c', containerOf('c', { status: 'exited', exitCode: 137, since: Date.now() }));
    fake.tell('container', 'oom', 'c');
    fake.tell('container', 'die', 'c', { at, attributes: { exitCode: '137' } });
    await settle();
    expect(store.state.containers.get('c')).toMatchObject({
      status: 'exited',
      since: at,
      exitCode: 137,
      isOutOfMemory: true,
    });
    fake.has.containers.set('c', containerOf('c', { since: Date.now() }));
    fake.tell('container', 'start', 'c');
    await settle();
    const running = store.state.containers.get('c');
    expect(running?.status).toBe('running');
    expect(running).not.toHaveProperty('isOutOfMemory');
    expect(running).not.toHaveProperty('exitCode');
  });
});

describe('Events in one turn', () => {
  it('are one change and one question for each object', async () => {
    fake.has.containers.set('gone', containerOf('gone'));
    await connect();
    for (const id of ['a', 'b']) fake.has.containers.set(id, containerOf(id));
    for (const action of ['create', 'attach', 'start']) fake.tell('container', action, 'a');
    fake.tell('container', 'start', 'b');
    fake.tell('container', 'die', 'gone');
    fake.tell('container', 'destroy', 'gone');
    await settle();
    expect(fake.asked).toEqual(['container a', 'container b']);
    expect(new Set(changes.flatMap(({ containers }) => [...containers]))).toEqual(new Set(['a', 'b', 'gone']));
    expect(changes.length).toBeLessThanOrEqual(2);
  });

  it('that come while their object is asked for cost one question more', async () => {
    fake.has.containers.set('a', containerOf('a', { status: 'created' }));
    await connect();
    const held = fake.hold('container a');
    fake.tell('container', 'start', 'a');
    await settle();
    fake.has.containers.set('a', containerOf('a', { status: 'exited', exitCode: 1 }));
    for (const action of ['something', 'something', 'die']) {
      fake.tell('container', action, 'a');
      await settle();
    }
    expect(fake.asked).toEqual(['container a']);
    held.release();
    await settle();
    expect(fake.asked).toEqual(['container a', 'container a']);
    expect(store.state.containers.get('a')).toMatchObject({ status: 'exited' });
  });

  it('ask for a few objects at a time', async () => {
    await connect();
    const held = Array.from({ length: 20 }, (_, i) => fake.hold(`container ${i}`));
    for (const i of held.keys()) {
      fake.has.containers.set(`${i}`, containerOf(`${i}`));
      fake.tell('container', 'create', `${i}`);
    }
    await settle();
    expect(fake.asked).toHaveLength(4);
    held[0]?.release();
    await settle();
    expect(fake.asked).toHaveLength(5);
    for (const it of held) it.release();
    await settle();
    expect(fake.asked).toHaveLength(20);
    expect(store.state.containers.size).toBe(20);
  });

  it('are answered by one list when there are many', async () => {
    await connect();
    for (let i = 0; i < 300; i++) {
      fake.has.containers.set(`${i}`, containerOf(`${i}`));
      fake.tell('container', 'create', `${i}`);
    }
    await settle();
    expect(fake.asked).toEqual(['containers']);
    expect(store.state.containers.size).toBe(300);
    expect(changes).toHaveLength(1);
  });
});

describe('In a bad order', () => {
  it('an object that is gone before it is asked for leaves no row', async () => {
    await connect();
    fake.tell('container', 'create', 'a');
    await settle();
    fake.tell('container', 'destroy', 'a');
    await settle();
    expect(fake.asked).toEqual(['container a']);
    expect(ids(store.state.containers)).toEqual([]);
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
    expect(ids(store.state[kind])).toEqual([]);
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
    expect(ids(store.state.images)).toEqual([]);
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
    expect(ids(store.state.containers)).toEqual(['old', 'paused']);
    held.release();
    await settle();
    expect(ids(store.state.containers)).toEqual(['new', 'old', 'paused']);
    expect(store.state.containers.get('old')?.command).toBe('changed');
    expect(store.state.containers.get('paused')?.status).toBe('paused');
  });

  it('what happens during the very first lists is not lost', async () => {
    const selection = fakeSelection(fake);
    const held = fake.hold('containers');
    store = engineStore({ selection, isTrusted: () => true, log: () => undefined });
    store.demand();
    await settle();
    fake.has.containers.set('new', containerOf('new'));
    fake.tell('container', 'create', 'new');
    await settle();
    held.release();
    await settle();
    expect(ids(store.state.containers)).toEqual(['new']);
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
    expect(ids(store.state.containers)).toEqual(['a']);
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

describe('The names of images', () => {
  it('are taken from the image that had them, of which no event tells', async () => {
    fake.has.images.set('old', imageOf('old', { tags: ['hull:1', 'hull:2'] }));
    fake.has.images.set('same', imageOf('same', { tags: ['mast:1'] }));
    await connect();
    fake.has.images.set('old', imageOf('old', { tags: ['hull:2'] }));
    fake.has.images.set('new', imageOf('new', { tags: ['hull:1'] }));
    fake.tell('image', 'tag', 'new', { attributes: { name: 'hull:1' } });
    await settle();
    expect(fake.asked).toEqual(['image new', 'image old']);
    expect(store.state.images.get('old')?.tags).toEqual(['hull:2']);
  });

  it('are removed with the image', async () => {
    fake.has.images.set('i', imageOf('i'));
    await connect();
    fake.has.images.delete('i');
    fake.tell('image', 'untag', 'i');
    await settle();
    expect(ids(store.state.images)).toEqual([]);
  });
});

describe('Platforms', () => {
  it('are asked for once each, a few at a time', async () => {
    const all = Array.from({ length: 12 }, (_, i) => `i${i}`);
    for (const id of all) {
      fake.has.images.set(id, imageOf(id));
      fake.platforms.set(id, `linux/${id}`);
    }
    await connect();
    const held = all.map(id => fake.hold(`platform ${id}`));
    const first = store.learnPlatforms([...all, 'i0']);
    const second = store.learnPlatforms(all.slice(0, 6));
    await settle();
    expect(fake.asked).toHaveLength(4);
    for (const it of held) it.release();
    await Promise.all([first, second]);
    await settle();
    expect(fake.asked.toSorted()).toEqual(all.map(id => `platform ${id}`).toSorted());
    expect([...store.state.images.values()].map(({ platform }) => platform)).toEqual(all.map(id => `linux/${id}`));
    await store.learnPlatforms(all);
    expect(fake.asked).toHaveLength(12);
  });

  it('stay known when the list comes anew, and when the image is away for a while', async () => {
    fake.has.images.set('i', imageOf('i'));
    fake.platforms.set('i', 'linux/arm64');
    await connect();
    await store.learnPlatforms(['i']);
    await settle();
    const row = store.state.images.get('i');
    expect(row?.platform).toBe('linux/arm64');
    store.refresh();
    await settle();
    expect(store.state.images.get('i')).toBe(row);
    fake.tell('image', 'delete', 'i');
    await settle();
    fake.tell('image', 'load', 'i');
    await settle();
    expect(store.state.images.get('i')?.platform).toBe('linux/arm64');
  });

  it('that the engine cannot tell are asked for again another time, and nobody is bothered', async () => {
    fake.has.images.set('i', imageOf('i'));
    await connect();
    fake.refuse('platform i', new Error('broken'));
    await store.learnPlatforms(['i', 'unknown']);
    fake.refuse('platform i', undefined);
    fake.platforms.set('i', 'linux/amd64');
    await store.learnPlatforms(['i']);
    await settle();
    expect(store.state.images.get('i')?.platform).toBe('linux/amd64');
  });

  it('are nobody’s question while there is no connection', async () => {
    store = engineStore({ selection: fakeSelection(fake), isTrusted: () => true, log: () => undefined });
    await store.learnPlatforms(['i']);
    expect(fake.asked).toEqual([]);
  });
});

describe('Sizes of volumes', () => {
  it('come when they are asked for, and stay until the volume goes', async () => {
    for (const name of ['a', 'b']) fake.has.volumes.set(name, volumeOf(name));
    fake.volumeSizes.set('a', 7);
    await connect();
    await store.measureVolumes();
    await settle();
    expect(fake.asked).toEqual(['sizes']);
    expect([...store.state.volumes.values()].map(({ size }) => size)).toEqual([7, undefined]);
    store.refresh();
    await settle();
    expect(store.state.volumes.get('a')?.size).toBe(7);
    fake.tell('volume', 'destroy', 'a');
    await settle();
    fake.tell('volume', 'create', 'a');
    await settle();
    expect(store.state.volumes.get('a')).not.toHaveProperty('size');
  });

  it('reject with the engine’s words', async () => {
    await connect();
    fake.refuse('sizes', new EngineRefused('busy', 409));
    await expect(store.measureVolumes()).rejects.toThrow('busy');
    expect(store.state.connection.kind).toBe('connected');
  });
});
