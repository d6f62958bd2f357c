/** Words for platforms, names of images, and the order of builds, each by itself. */
import { describe, expect, test } from 'vitest';
import { buildOrder } from '../../server/src/build/build-order.ts';
import type { Precondition } from '../../server/src/build/build-plan.ts';
import { familiarName, projectNameOf, tagsOf } from '../../server/src/build/image-names.ts';
import { normalPlatform, platformChoice } from '../../server/src/build/platform-choice.ts';

test.each([
  ['raspberrypi2', 'raspberry-pi2', 'linux/arm/v7', 'armv7hf'],
  ['rpi', 'rpi', 'linux/arm/v6', 'rpi'],
  ['i386-nlp', 'i386-nlp', 'linux/386', 'i386-nlp'],
  ['linux/arm', 'linux-arm-v7', 'linux/arm/v7', 'armv7hf'],
  ['Linux/AARCH64/v8', 'linux-arm64', 'linux/arm64', 'aarch64'],
  ['linux/386', 'linux-386', 'linux/386', 'i386'],
  ['linux/riscv64', 'linux-riscv64', 'linux/riscv64', undefined],
  ['linux/amd64/v3', 'linux-amd64-v3', 'linux/amd64/v3', undefined],
])('%s is %s', (word, id, platform, arch) => {
  const answer = platformChoice(word);
  const choice = answer.kind === 'known' ? answer.choice : undefined;
  expect([choice?.id, choice?.platform, choice?.arch]).toEqual([id, platform, arch]);
});

test.each(['arm64', 'linux', 'linux/', '/arm64', 'linux/arm64/v8/x', ''])('%j is no platform', word => {
  expect(normalPlatform(word)).toBeUndefined();
  expect(platformChoice(word).kind).toBe('unknown');
});

describe('names', () => {
  test.each([
    ['My App', 'myapp', 'myapp'],
    ['_x.Y-z', 'xy-z', 'x.y-z'],
    ['***', 'project', 'project'],
  ])('of the folder %s', (folder, docker, balena) => {
    expect([projectNameOf(folder, 'docker'), projectNameOf(folder, 'balena')]).toEqual([docker, balena]);
  });

  test('of images follow Compose, else the project', () => {
    const naming = { prefix: '', project: 'p', dialect: 'balena', tag: 'latest', suffix: undefined } as const;
    expect(tagsOf('Api', undefined, [], naming)).toEqual(['p_api:latest']);
    expect(tagsOf('api', 'r:5000/a', ['b:1'], naming)).toEqual(['r:5000/a', 'b:1']);
    expect(tagsOf('api', 'r:5000/a', ['b:1'], { ...naming, suffix: 'x' })).toEqual(['r:5000/a:x', 'b:1-x']);
    expect(familiarName('docker.io/library/alpine:latest')).toBe('alpine');
  });
});

describe('the order', () => {
  const build = (service: string, ...after: readonly (readonly [string, Precondition['because']])[]) => ({
    ...{ id: service, service, for: 'x', after: after.map(([of, because]) => ({ service: of, because })) },
  });

  test('breaks a ring of starting, for it is no matter of building', () => {
    const builds = [
      build('a', ['b', 'depends-on']),
      build('b', ['a', 'depends-on'], ['c', 'base-image']),
      build('c', ['a', 'depends-on']),
    ];
    expect(buildOrder(builds)).toEqual({ steps: [['a'], ['c'], ['b']], warnings: [] });
  });

  test('says what cannot be ordered', () => {
    const { steps, warnings } = buildOrder([
      build('a', ['b', 'base-image']),
      build('b', ['a', 'named-context']),
      build('c'),
    ]);
    expect(steps).toEqual([['c'], ['a', 'b']]);
    expect(warnings).toEqual(['These need each other, so that none can be first: a, b']);
  });
});
