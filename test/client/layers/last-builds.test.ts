// Which image came of the last build of a Dockerfile, remembered from one window to the next.
import { expect, it } from 'vitest';
import type { BuildRun } from '../../../client/src/builds/build-run.ts';
import { lastBuilds } from '../../../client/src/layers/last-builds.ts';

function memory() {
  const kept = new Map<string, unknown>();
  return { get: (key: string) => kept.get(key), update: (key: string, value: unknown) => void kept.set(key, value) };
}

function run(id: string, imageId: string | undefined): BuildRun {
  const build = {
    id: 'main@default',
    dockerfile: { path: '/shop/Dockerfile' },
    target: { name: 'app', because: 'compose' },
  };
  const result = imageId === undefined ? {} : { result: { imageId, tags: ['shop:1'], bytes: 9, notes: [] } };
  return { id, plan: { builds: [build] }, jobs: [{ id: 'main@default', ...result }] } as unknown as BuildRun;
}

it('The last build of a file is known, also after a reload', async () => {
  const kept = memory();
  let runs: readonly BuildRun[] = [];
  let tell: () => void = () => undefined;
  const builds = {
    get runs() {
      return runs;
    },
    onDidChange(listener: () => void) {
      tell = listener;
      return { dispose: () => undefined };
    },
  };
  const known = lastBuilds({ builds, memory: kept, readText: async () => 'FROM box\n' });
  const changed = () => new Promise<void>(resolve => known.onDidChange(resolve));
  runs = [run('1', undefined)];
  tell();
  expect(known.of('/shop/Dockerfile')).toBeUndefined();
  for (const [id, imageId] of [
    ['1', 'sha256:a'],
    ['2', 'sha256:b'],
  ] as const) {
    const change = changed();
    runs = [run(id, imageId), ...runs.filter(it => it.id !== id)];
    tell();
    await change;
  }
  const expected = { imageId: 'sha256:b', name: 'shop:1', target: 'app', text: 'FROM box\n', bytes: 9 };
  expect(known.of('/shop/Dockerfile')).toMatchObject(expected);
  expect(known.ofImage('sha256:a')).toBeUndefined();
  const later = lastBuilds({ builds, memory: kept, readText: async () => undefined });
  expect(later.ofImage('sha256:b')).toMatchObject(expected);
});

it('What another version remembered is forgotten', () => {
  const builds = { runs: [], onDidChange: () => ({ dispose: () => undefined }) };
  for (const value of ['x', [1, null, { dockerfile: 3 }]]) {
    const known = lastBuilds({
      builds,
      memory: { get: () => value, update: () => undefined },
      readText: async () => '',
    });
    expect(known.of('/shop/Dockerfile')).toBeUndefined();
  }
});
