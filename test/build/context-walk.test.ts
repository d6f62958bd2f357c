/** What of a folder the builder is sent: ignore files, limits, cancelling. Real disks are in `test/cli`. */
import { describe, expect, test } from 'vitest';
import { type ContextLister, maxContextEntries, walkContext } from '../../server/src/build/context-walk.ts';
import { parseIgnoreFile } from '../../server/src/syntax/ignore-file.ts';
import { listerOf } from './memory-lister.ts';
import { planOf } from './planned.ts';

type Sizes = Readonly<Record<string, number | 'link'>>;

const walk = (files: Sizes, ignore?: string, builder: 'docker' | 'balena' = 'docker') =>
  walkContext({
    ...{ folder: '/c', base: '/c', without: [], lister: listerOf('/c', files) },
    ignore: ignore === undefined ? undefined : parseIgnoreFile(ignore, { builder }),
  });

describe('files', () => {
  test('are counted and weighed, the largest named', async () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`d/${i}`, i + 1]));
    const { files, bytes, largest, links, ignored } = await walk({ ...many, 'a/b/c': 100, 'a/up': 'link' });
    expect({ files, bytes, links, ignored }).toEqual({ files: 13, bytes: 178, links: 1, ignored: 0 });
    expect(largest.map(it => it.bytes)).toEqual([100, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    expect(largest[0]?.path).toBe('a/b/c');
  });

  test('that are ignored count not, a folder of them once; exceptions are found in it', async () => {
    const files = {
      'a.js': 1,
      'node_modules/x/a.js': 2,
      'node_modules/y.js': 4,
      'logs/a': 8,
      'logs/keep/b': 16,
    };
    expect(await walk(files, 'node_modules\nlogs')).toMatchObject({ files: 1, bytes: 1, ignored: 2 });
    expect(await walk(files, 'node_modules\nlogs\n!logs/keep')).toMatchObject({ files: 2, bytes: 17, ignored: 2 });
    expect(await walk(files, '**\n!**/*.js')).toMatchObject({ files: 3, bytes: 7 });
  });

  test('of balena are those its rules bring back', async () => {
    const files = { Dockerfile: 1, 'x/Dockerfile.template': 2, 'x/a': 4, '.git/config': 8, '.balena/b': 16 };
    expect(await walk(files, '*', 'balena')).toMatchObject({ files: 3, bytes: 19 });
    expect(await walk(files, '', 'balena')).toMatchObject({ files: 4, bytes: 23 });
  });
});

test('what cannot be read is said', async () => {
  const lister: ContextLister = { list: async () => undefined, sizes: async () => [] };
  const answer = await walkContext({ folder: '/c', base: '/c', without: [], ignore: undefined, lister });
  expect(answer).toMatchObject({ files: 0, incomplete: '. cannot be read' });
});

describe('a walk', () => {
  const endless: ContextLister = {
    list: async () => Array.from({ length: 1000 }, (_, i) => ({ name: `n${i}`, kind: i < 2 ? 'folder' : 'file' })),
    sizes: async (_, names) => names.map(() => undefined),
  };
  const options = { folder: '/x', base: '/x', without: [], ignore: undefined, lister: endless };

  test('ends at its limit and says so', async () => {
    const { files, bytes, incomplete } = await walkContext(options);
    expect(files).toBeGreaterThan(maxContextEntries * 0.99);
    expect(files).toBeLessThan(maxContextEntries * 1.1);
    expect(bytes).toBeUndefined();
    expect(incomplete).toBe('there are more than 500,000 entries, and the rest was not counted');
  });

  test('stops when it is cancelled', async () => {
    const abort = new AbortController();
    const lister: ContextLister = {
      ...endless,
      async list(folder) {
        if (folder.split('/').length > 5) abort.abort(new Error('enough'));
        return endless.list(folder);
      },
    };
    await expect(walkContext({ ...options, lister, signal: abort.signal })).rejects.toThrow('enough');
  });
});

describe('the context of a plan', () => {
  const contextOf = async (files: Readonly<Record<string, string>>, asked: Parameters<typeof planOf>[1] = {}) => {
    const { contexts } = await planOf(files, { contexts: 'walk', ...asked });
    return contexts.map(({ id, ignoreFile, contents }) => [id, ignoreFile?.path, contents?.files]);
  };

  test('knows Docker’s ignore file beside the Dockerfile before the one in the context', async () => {
    const files = {
      Dockerfile: 'FROM scratch',
      '.dockerignore': 'a',
      'Dockerfile.dockerignore': 'b',
      a: '',
      b: '',
      c: '',
    };
    expect(await contextOf(files)).toEqual([['.', '/p/Dockerfile.dockerignore', 5]]);
  });

  test('is counted once for services that share it, and apart where their ignore files differ', async () => {
    const files = {
      'compose.yaml':
        'services:\n  a: { build: . }\n  b: { build: . }\n  c: { build: { context: ., dockerfile: other } }\n',
      ...{ Dockerfile: 'FROM scratch', other: 'FROM scratch', 'other.dockerignore': '*\n' },
    };
    expect(await contextOf(files)).toEqual([
      ['.', undefined, 4],
      ['. (other.dockerignore)', '/p/other.dockerignore', 0],
    ]);
  });

  test('knows balena’s: the root’s for all, or each its own', async () => {
    const files = {
      'docker-compose.yml': 'services:\n  a: { build: a }\n  r: { build: . }\n',
      'a/Dockerfile': 'FROM scratch',
      ...{ Dockerfile: 'FROM scratch', '.dockerignore': 'a/x\n', 'a/.dockerignore': 'y\n', 'a/x': '', 'a/y': '' },
      ...{ '.balena/balena.yml': '', '.git/a': '' },
    };
    const asked = { dialect: 'balena', platforms: ['raspberrypi3'] } as const;
    expect(await contextOf(files, asked)).toEqual([
      ['a', '/p/.dockerignore', 3],
      ['.', '/p/.dockerignore', 6],
    ]);
    expect(await contextOf(files, { ...asked, multiDockerignore: true })).toEqual([
      ['a', '/p/a/.dockerignore', 3],
      ['.', '/p/.dockerignore', 6],
    ]);
  });
});
