// What the store makes of events: which objects it asks for, and how many questions a burst costs.
import { describe, expect, it } from 'vitest';
import { containerOf, imageOf, networkOf, volumeOf } from '../../support/fake-engine.ts';
import { changes, connect, fake, idsOf, settle, store, useStore } from './store-under-test.ts';

useStore('real clock');

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
    expect(idsOf(store.state[kind])).toEqual([]);
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
    expect(idsOf(store.state.containers)).toEqual(['c']);
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
    expect(idsOf(store.state.images)).toEqual([]);
  });
});
