import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContainerEngine, EngineRefused } from '../../../client/src/engine/engine.ts';
import { type EngineStore, engineStore } from '../../../client/src/engine/engine-store.ts';
import { filesOfBuild, isLocal, type LessonFeed, lessonFeed } from '../../../client/src/learn/facts/lesson-feed.ts';
import type { CheckNeeds } from '../../../server/src/lessons/check.ts';
import { containerOf, fakeEngine, fakeSelection, imageOf, volumeOf } from '../../support/fake-engine.ts';

const needs: CheckNeeds = { engine: true, repositories: ['hull'], containers: ['named'], volumes: ['hold'] };
let fake = fakeEngine();
let store: EngineStore;
let feed: LessonFeed | undefined;
/** How containers are described, by id. */
const described = new Map<string, object>();
const logged: string[] = [];

beforeEach(() => {
  fake = fakeEngine();
  store = engineStore({ selection: fakeSelection(fake), isTrusted: () => true, log: () => undefined });
  described.clear();
  logged.length = 0;
});
afterEach(() => {
  feed?.dispose();
  store.dispose();
});

function withDetails(engine: ContainerEngine): ContainerEngine {
  const inspect = async (id: string) => {
    fake.asked.push(`inspect ${id}`);
    const details = described.get(id);
    if (!details) throw new EngineRefused(`No such container: ${id}`, 404);
    return { Id: id, Name: `/${id}`, ...details };
  };
  const images = {
    inspect: async (id: string) => ({ Id: id, Size: 1, RootFS: { Layers: [`layer of ${id}`] } }),
    history: async () => [],
  };
  return { ...engine, containers: { inspect }, images } as unknown as ContainerEngine;
}

async function begin(restored?: unknown, since = 0): Promise<LessonFeed> {
  store.demand();
  await store.current();
  feed = lessonFeed({
    ...{ store, needs, since, restored, log: message => logged.push(message) },
    engine: async () => withDetails(fake.engine),
    files: async () => ({ Dockerfile: 'FROM hull', 'index.js': 'x'.repeat(50_000) }),
  });
  return feed;
}

/** Until what was told has arrived. */
const arrived = () => new Promise(resolve => setImmediate(() => setImmediate(resolve)));

describe('What the engine tells a lesson', () => {
  it('begins with the containers that concern it, and asks about no others', async () => {
    fake.has.containers.set('a', containerOf('a'));
    fake.has.containers.set('b', containerOf('b', { image: 'other:1' }));
    fake.has.containers.set('c', containerOf('c', { image: 'other:1', name: 'named' }));
    const mounts = [{ kind: 'volume', source: 'hold', target: '/x', isReadOnly: false }] as const;
    fake.has.containers.set('d', containerOf('d', { image: 'other:1', mounts }));
    for (const id of ['a', 'c', 'd']) described.set(id, { Config: { Image: 'hull:1' } });
    const share = await (await begin()).share(needs);
    expect(share.containers.map(({ id }) => id)).toEqual(['a', 'c', 'd']);
    expect(fake.asked.filter(it => it.startsWith('inspect'))).toEqual(['inspect a', 'inspect c', 'inspect d']);
    expect(share.engine).toMatchObject({ kind: 'connected', isLocal: true });
  });

  it('finds containers again whose image has lost its name, and forgets those of others', async () => {
    const lost = 'b'.repeat(12);
    fake.has.containers.set('a', containerOf('a', { image: lost }));
    fake.has.containers.set('b', containerOf('b', { image: lost }));
    described.set('a', { Config: { Image: 'hull' } });
    described.set('b', { Config: { Image: 'other' } });
    expect([...(await (await begin()).containers())]).toEqual(['a']);
  });

  it('counts containers with its volumes as its own when they were made since the opening', async () => {
    const mounts = [{ kind: 'volume', source: 'hold', target: '/x', isReadOnly: false }] as const;
    fake.has.containers.set('old', containerOf('old', { image: 'other:1', mounts }));
    for (const id of ['old', 'new'])
      described.set(id, {
        Config: { Image: 'other:1' },
        Mounts: [{ Type: 'volume', Name: 'hold', Destination: '/x' }],
      });
    const own = await begin();
    fake.tell('container', 'create', 'new', { attributes: { name: 'new', image: 'other:1' } });
    await arrived();
    expect([...(await own.containers())]).toEqual(['new']);
  });

  it('describes a container when it is made, and keeps what is known of one that is gone too soon', async () => {
    const own = await begin();
    described.set('a', { Config: { Image: 'hull:1', Cmd: ['ls'] } });
    fake.tell('container', 'create', 'a', { attributes: { name: 'a', image: 'hull:1' } });
    fake.tell('container', 'create', 'quick', { attributes: { name: 'quick', image: 'hull:1' } });
    fake.tell('container', 'die', 'quick', { attributes: { exitCode: '2' } });
    fake.tell('container', 'destroy', 'quick');
    await arrived();
    const { containers } = await own.share(needs);
    expect(containers.map(({ name, command, state }) => [name, command, state])).toEqual([
      ['a', ['ls'], 'created'],
      ['quick', [], 'gone'],
    ]);
    expect(containers[1]).toMatchObject({ exitCode: 2 });
    expect(logged).toEqual([]);
  });

  it('notes each name that an image gets, with the files of that moment and the names of all', async () => {
    const own = await begin();
    fake.tell('image', 'tag', 'sha256:1', { attributes: { name: 'hull:latest' }, at: 5 });
    fake.tell('image', 'tag', 'sha256:9', { attributes: { name: 'other:latest' }, at: 6 });
    fake.tell('image', 'tag', 'sha256:2', { attributes: { name: 'hull:latest' }, at: 7 });
    await arrived();
    const { builds, moments, images } = await own.share(needs);
    expect(builds.map(({ at, reference, imageId, layers }) => [at, reference, imageId, layers])).toEqual([
      [5, 'hull:latest', 'sha256:1', ['layer of sha256:1']],
      [7, 'hull:latest', 'sha256:2', ['layer of sha256:2']],
    ]);
    expect(builds[0]?.files).toEqual({ Dockerfile: 'FROM hull', 'index.js': expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(moments.map(({ tags }) => tags).slice(-2)).toEqual([
      { 'hull:latest': 'sha256:1' },
      { 'hull:latest': 'sha256:2' },
    ]);
    expect(images.map(({ tags }) => tags)).toEqual([['hull:latest']]);
  });

  it('asks for the list of images when the engine does not say which name it took away', async () => {
    fake.has.images.set('sha256:1', imageOf('sha256:1', { tags: ['hull:1', 'hull:2'] }));
    const own = await begin();
    await own.share(needs);
    fake.has.images.set('sha256:1', imageOf('sha256:1', { tags: ['hull:2'] }));
    fake.tell('image', 'untag', 'sha256:1', { attributes: { name: 'sha256:1' } });
    await arrived();
    const { moments } = await own.share(needs);
    expect(moments.at(-1)?.tags).toEqual({ 'hull:2': 'sha256:1' });
  });

  it('knows a build of Podman, which tells no names, by the names that the image has then', async () => {
    const own = await begin();
    fake.has.images.set('sha256:1', imageOf('sha256:1', { tags: ['hull:latest', 'hull:2', 'other:1'] }));
    fake.has.images.set('sha256:3', imageOf('sha256:3', { tags: ['hull:3'] }));
    fake.tell('image', 'build', '', { attributes: { name: 'sha256:1' }, at: 5 });
    await arrived();
    const { builds, moments } = await own.share(needs);
    expect(builds.map(({ at, how, reference, imageId }) => [at, how, reference, imageId])).toEqual([
      [5, 'build', 'hull:latest', 'sha256:1'],
      [5, 'build', 'hull:2', 'sha256:1'],
    ]);
    expect(moments.at(-1)?.tags).toMatchObject({ 'hull:latest': 'sha256:1' });
  });

  it('goes on where it was after the window was closed, and begins anew with the exercise', async () => {
    const own = await begin();
    fake.tell('image', 'tag', 'sha256:1', { attributes: { name: 'hull:latest' }, at: 100_000 });
    await arrived();
    await own.share(needs);
    const saved: unknown = JSON.parse(JSON.stringify(own.saved()));
    expect((await (await begin(saved, 90_000)).share(needs)).builds).toHaveLength(1);
    expect((await (await begin(saved, 200_000)).share(needs)).builds).toEqual([]);
    expect((await (await begin({ version: 0 }, 0)).share(needs)).builds).toEqual([]);
  });

  it('says that something happened, and falls silent when nobody learns any more', async () => {
    const own = await begin();
    await own.share(needs);
    let count = 0;
    own.onDidChange(() => count++);
    fake.has.volumes.set('hold', volumeOf('hold'));
    fake.tell('volume', 'create', 'hold');
    await arrived();
    await arrived();
    expect((await own.share(needs)).volumes).toEqual([{ name: 'hold', labels: {} }]);
    expect(count).toBeGreaterThan(0);
    own.dispose();
    const before = count;
    fake.tell('container', 'create', 'z', { attributes: { image: 'hull' } });
    await arrived();
    expect(count).toBe(before);
    expect(fake.asked).not.toContain('inspect z');
  });
});

it.each([
  ['unix:///var/run/docker.sock', true],
  ['npipe:////./pipe/docker_engine', true],
  ['tcp://127.0.0.1:2375', true],
  ['tcp://localhost:2375', true],
  ['tcp://192.168.1.4:2375', false],
  ['ssh://pi@hut', false],
])('Ports of %s are of this machine: %s', (host, wanted) => {
  expect(isLocal(host)).toBe(wanted);
});

it('The recipes of a build are kept as they were, other files as digests', () => {
  const kept = filesOfBuild({ Dockerfile: 'a', 'sub/Dockerfile.dev': 'b', '.dockerignore': 'c', 'index.js': 'd' });
  expect(kept).toMatchObject({ Dockerfile: 'a', 'sub/Dockerfile.dev': 'b', '.dockerignore': 'c' });
  expect(kept['index.js']).toMatch(/^[0-9a-f]{16}$/);
});
