import { describe, expect, it } from 'vitest';
import { recentBuilds, rememberBuild } from '../../../client/src/builds/build-memory.ts';
import {
  devicesWords,
  nothingToBuild,
  partialWish,
  planParams,
  titleOf,
  unbuiltWords,
} from '../../../client/src/builds/build-wish.ts';
import { aPlan } from './a-plan.ts';

const pi = {
  id: 'raspberrypi4-64',
  platform: 'linux/arm64',
  device: { slug: 'raspberrypi4-64', name: 'Raspberry Pi 4' },
};
const arm = { id: 'linux-arm64', platform: 'linux/arm64' };
const amd = { id: 'linux-amd64', platform: 'linux/amd64' };

/** A memento in memory. */
function memory(stored: Record<string, unknown> = {}) {
  return {
    get: (key: string, usual?: unknown) => stored[key] ?? usual,
    async update(key: string, value: unknown) {
      stored[key] = JSON.parse(JSON.stringify(value));
    },
    stored,
  } as { get<T>(key: string, usual?: T): T; update(key: string, value: unknown): Promise<void>; stored: typeof stored };
}

describe('What a command is handed', () => {
  it.each([
    [undefined, {}],
    ['selection', {}],
    [
      { platforms: ['linux/arm64'], services: ['api'], target: 'test', tag: 'v1' },
      { platforms: ['linux/arm64'], services: ['api'], target: 'test', tag: 'v1' },
    ],
    [{ platforms: 'linux/arm64', services: [3], target: 7, tag: '', arguments: ['a', 1] }, {}],
    [
      { platforms: [], services: [] },
      { platforms: [], services: [] },
    ],
    [
      { severalPlatforms: 'one-image', registry: 'registry.example/team' },
      { severalPlatforms: 'one-image', registry: 'registry.example/team' },
    ],
    [{ severalPlatforms: 'all', registry: 7 }, {}],
    [{ arguments: { MODE: 'fast' }, uri: 'file:///x', more: 1 }, { arguments: { MODE: 'fast' } }],
  ])('%o', (given, wish) => {
    expect(partialWish(given)).toEqual(wish);
  });

  it('becomes the planner’s question, without a platform where none is said', () => {
    expect(planParams({ uri: 'file:///x', platforms: [], services: [], ask: ['TOKEN'] })).toEqual({
      uri: 'file:///x',
      contexts: 'skip',
    });
    expect(planParams({ uri: 'file:///x', platforms: ['linux/386'], target: 'a' })).toMatchObject({
      platforms: ['linux/386'],
      target: 'a',
    });
  });
});

describe('A build is called', () => {
  const plan = aPlan([{ service: 'api' }, { service: 'web' }]);
  const [api] = plan.builds;
  it.each([
    ['by its project', { ...plan, platforms: [{ id: 'default' }] }, 'shop'],
    ['with its device', { ...plan, platforms: [pi] }, 'shop for Raspberry Pi 4'],
    ['with its platforms', { ...plan, platforms: [arm, amd] }, 'shop for linux/arm64 and linux/amd64'],
    ['with their number', { ...plan, platforms: [arm, amd, pi, pi] }, 'shop for 4 platforms'],
    [
      'by its only service',
      { ...plan, builds: plan.builds.slice(0, 1), platforms: [arm] },
      'api of shop for linux/arm64',
    ],
    [
      'by the project its Dockerfile stands at the top of',
      { ...plan, root: '/shop/api', composeFiles: [], builds: plan.builds.slice(0, 1), platforms: [arm] },
      'shop for linux/arm64',
    ],
    [
      'by a Dockerfile that stands elsewhere',
      { ...plan, composeFiles: [], builds: plan.builds.slice(0, 1), platforms: [arm] },
      'api/Dockerfile for linux/arm64',
    ],
    [
      'by its stage',
      {
        ...plan,
        platforms: [arm],
        builds: api ? [{ ...api, target: { index: 0, name: 'test', because: 'asked-for' as const } }] : [],
      },
      'api of shop, stage test, for linux/arm64',
    ],
  ])('%s', (_how, it, title) => {
    expect(titleOf(it)).toBe(title);
  });

  it('says nothing of a platform that nobody chose', () => {
    expect(devicesWords([{ id: 'default' }])).toBe('');
    expect(devicesWords([arm, amd, pi])).toBe('linux/arm64, linux/amd64 and Raspberry Pi 4');
  });

  it('tells what is left out, but not the images of others', () => {
    const unbuilt = [
      { service: 'db', kind: 'image-only' as const, because: 'It has an image' },
      { service: 'api', kind: 'no-dockerfile' as const, because: 'There is no Dockerfile' },
      { service: 'git', kind: 'remote-context' as const, because: 'URL contexts are not read' },
    ];
    expect(unbuiltWords({ unbuilt })).toBe('api: there is no Dockerfile; git: URL contexts are not read');
    expect(unbuiltWords({ unbuilt: unbuilt.slice(0, 1) })).toBeUndefined();
    expect(nothingToBuild({ unbuilt: unbuilt.slice(0, 1) })).toBe('Nothing of it can be built: db: it has an image');
    expect(nothingToBuild({ unbuilt: [] })).toBe('There is nothing to build here');
  });
});

describe('The memory of builds', () => {
  it('has each build once, the last one first, ten of them', async () => {
    const store = memory();
    for (let i = 0; i < 12; i++) await rememberBuild(store, { uri: `file:///${i}`, platforms: [] });
    await rememberBuild(store, { platforms: [], uri: 'file:///5' });
    expect(recentBuilds(store).map(it => it.uri.slice(8))).toEqual([
      '5',
      '11',
      '10',
      '9',
      '8',
      '7',
      '6',
      '4',
      '3',
      '2',
    ]);
  });

  it('keeps no value that is called secret, and asks for it the next time', async () => {
    const store = memory();
    await rememberBuild(store, { uri: 'file:///a', platforms: [], arguments: { API_TOKEN: 'hunter2', MODE: 'fast' } });
    expect(JSON.stringify(store.stored)).not.toContain('hunter2');
    const [last] = recentBuilds(store);
    expect(last).toEqual({ uri: 'file:///a', platforms: [], arguments: { MODE: 'fast' }, ask: ['API_TOKEN'] });
    await rememberBuild(store, { ...last, uri: 'file:///a', platforms: [], arguments: { MODE: 'fast' } });
    expect(recentBuilds(store)).toHaveLength(1);
  });

  it('passes over what it does not understand', () => {
    expect(
      recentBuilds(memory({ 'slipway.recentBuilds': [null, 3, { uri: 1 }, { uri: 'a', platforms: [] }] })),
    ).toHaveLength(1);
    expect(recentBuilds(memory({ 'slipway.recentBuilds': 'odd' }))).toEqual([]);
  });
});
