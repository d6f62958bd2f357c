// What is asked for apart, because no list tells it: platforms of images and sizes of volumes.
import { describe, expect, it } from 'vitest';
import { EngineRefused } from '../../../client/src/engine/engine.ts';
import { imageOf, volumeOf } from '../../support/fake-engine.ts';
import { connect, fake, settle, store, useStore } from './store-under-test.ts';

useStore('real clock');

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
