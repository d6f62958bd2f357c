// What a builder is sent of a folder, and in which words: the walk, BuildKit's protocol for it, and the query of a build.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildQuery, commonQuery } from '../../../client/src/engine/build/build-query.ts';
import { baseRegistries } from '../../../client/src/engine/build/classic-context.ts';
import { type ContextEntry, contextEntries, neededPaths } from '../../../client/src/engine/build/context-entries.ts';
import { readPieces, statOf, syncFolder } from '../../../client/src/engine/build/file-sync.ts';
import type { GrpcCall } from '../../../client/src/engine/build/grpc.ts';
import { fields, message, text } from '../../../client/src/engine/build/protobuf.ts';

describe('A build context', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'slipway-walk-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (...paths: readonly string[]) => {
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), path);
    }
  };
  const walked = async (isIgnored = (_path: string) => false, only?: readonly string[]) => {
    const entries: ContextEntry[] = [];
    for await (const entry of contextEntries({ root, isIgnored, ...(only === undefined ? {} : { only }) }))
      entries.push(entry);
    return entries;
  };
  const paths = (entries: readonly ContextEntry[]) => entries.map(it => it.path);

  it('is walked folder by folder, names in the order of their bytes', async () => {
    write('b', 'a/x', 'a.b', 'a-b', 'Z', 'ä', '\u{1F600}', '\uFF5E');
    expect(paths(await walked())).toEqual(['Z', 'a', 'a/x', 'a-b', 'a.b', 'b', 'ä', '\uFF5E', '\u{1F600}']);
  });

  it('does not enter what is ignored', async () => {
    write('keep/a', 'drop/a', 'keep/b');
    const asked: string[] = [];
    const entries = await walked(path => {
      asked.push(path);
      return path === 'drop' || path === 'keep/b';
    });
    expect(paths(entries)).toEqual(['keep', 'keep/a']);
    expect(asked).not.toContain('drop/a');
  });

  it('is cut down to what is needed, with the folders on the way', async () => {
    write('a/b/c', 'a/b/d', 'a/e', 'ab', 'f/g');
    expect(paths(await walked(undefined, ['a/b', 'ab']))).toEqual(['a', 'a/b', 'a/b/c', 'a/b/d', 'ab']);
    expect(paths(await walked(undefined, ['nowhere']))).toEqual([]);
  });

  it('tells permissions, sizes, times and targets', async () => {
    write('tool');
    chmodSync(join(root, 'tool'), 0o4751);
    utimesSync(join(root, 'tool'), 1_700_000_000, 1_700_000_000);
    symlinkSync('../else where', join(root, 'link'));
    expect(await walked()).toMatchObject([
      { path: 'link', kind: 'link', target: '../else where', size: 0 },
      { path: 'tool', kind: 'file', mode: 0o4751, size: 4, modifiedNs: 1_700_000_000_000_000_000n, target: '' },
    ]);
  });

  it('that does not exist is named as such', async () => {
    rmSync(root, { recursive: true });
    await expect(walked()).rejects.toMatchObject({
      name: 'ContextUnreadable',
      message: 'The build context does not exist',
    });
    mkdirSync(root);
  });

  it.each([
    [[], undefined],
    [['src', 'package*.json', './docs/'], undefined],
    [
      ['src', 'src/*.c', 'docs/'],
      ['src', 'src', 'docs'],
    ],
    [['/src/a'], ['src/a']],
    [['*'], undefined],
    [['.'], undefined],
    [['../up'], undefined],
    [['way/in'], undefined],
    [['src/Ã¶'], undefined],
    [['src/o'], ['src/o']],
  ])('of which BuildKit needs %j is walked in part', async (followed, expected) => {
    write('src/a', 'docs/b');
    symlinkSync('src', join(root, 'way'));
    expect(await neededPaths(root, followed)).toEqual(expected);
  });

  it('gives as much of a file as it had when it was seen', async () => {
    write('grows', 'shrinks');
    const read = async (path: string, size: number) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of readPieces(root, path, size)) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    };
    expect(await read('grows', 3)).toBe('gro');
    expect(await read('grows', 0)).toBe('');
    truncateSync(join(root, 'shrinks'), 2);
    await expect(read('shrinks', 7)).rejects.toMatchObject({
      name: 'ContextUnreadable',
      code: 'CHANGED',
      path: 'shrinks',
    });
    await expect(read('gone', 7)).rejects.toMatchObject({ code: 'ENOENT', path: 'gone' });
  });
});

describe('The protocol of the context', () => {
  const entry = (path: string, kind: ContextEntry['kind'], more: Partial<ContextEntry> = {}): ContextEntry => ({
    kind,
    path,
    mode: 0o644,
    size: 0,
    modifiedNs: 0n,
    target: '',
    ...more,
  });
  const numbers = (bytes: Uint8Array) => new Map([...fields(bytes)].map(it => [it.number, it.value]));

  it.each([
    [entry('a', 'file'), 0o644],
    [entry('a', 'folder', { mode: 0o755 }), 0x8000_0000 + 0o755],
    [entry('a', 'link', { mode: 0o777 }), 0x0800_0000 + 0o777],
    [entry('a', 'file', { mode: 0o6755 }), 0x00c0_0000 + 0o755],
    [entry('a', 'folder', { mode: 0o1777 }), 0x8010_0000 + 0o777],
  ])('has the modes of Go: %o', (item, mode) => {
    expect(numbers(statOf(item)).get(2)).toBe(mode);
  });

  const signal = () => {
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>(settle => {
      resolve = settle;
    });
    return { promise, resolve };
  };
  /** Listens to what is sent, and answers with `asks` when all entries have come. */
  const receiver = (asks: readonly number[]) => {
    const sent: Buffer[] = [];
    const listed = signal();
    const given = signal();
    let open = asks.length;
    const call: GrpcCall = {
      metadata: () => [],
      messages: (async function* () {
        await listed.promise;
        for (const id of asks) yield message([1, 1], [3, id]);
        if (open > 0) await given.promise;
        yield message([1, 3]);
      })(),
      async send(...messages) {
        for (const bytes of messages) {
          sent.push(Buffer.from(bytes));
          const numbersIn = [...fields(bytes)].map(it => it.number);
          if (numbersIn.length === 0) listed.resolve();
          else if (numbers(bytes).get(1) === 2 && !numbersIn.includes(4) && --open === 0) given.resolve();
        }
      },
    };
    const packets = () =>
      sent.map(bytes => {
        const found = new Map([...fields(bytes)].map(it => [it.number, it]));
        const path = [...fields(found.get(2)?.bytes ?? new Uint8Array())].find(it => it.number === 1);
        return [
          found.get(1)?.value ?? 0,
          path ? text(path.bytes) : (found.get(3)?.value ?? 0),
          text(found.get(4)?.bytes ?? new Uint8Array()),
        ];
      });
    return { call, packets };
  };

  it('tells all entries, gives what is asked for, and ends when it is told to', async () => {
    const { call, packets } = receiver([2, 1]);
    const read: string[] = [];
    await syncFolder(call, {
      async *entries() {
        yield entry('d', 'folder');
        yield entry('d/a', 'file', { size: 4 });
        yield entry('e', 'file');
        yield entry('f', 'file', { size: 9 });
      },
      async *read({ path, size }) {
        read.push(path);
        if (size > 0) yield* [Buffer.from('ab'), Buffer.from('cd')];
      },
    });
    expect(read.sort()).toEqual(['d/a', 'e']);
    expect(packets().slice(0, 5)).toEqual([
      [0, 'd', ''],
      [0, 'd/a', ''],
      [0, 'e', ''],
      [0, 'f', ''],
      [0, 0, ''],
    ]);
    const data = packets().slice(5);
    expect(data.filter(([, id]) => id === 1)).toEqual([
      [2, 1, 'ab'],
      [2, 1, 'cd'],
      [2, 1, ''],
    ]);
    expect(data.filter(([, id]) => id === 2)).toEqual([[2, 2, '']]);
    expect(data.at(-1)).toEqual([3, 0, '']);
  });

  it('reads small files together, a large one by itself, and never much at once', async () => {
    const ids = Array.from({ length: 100 }, (_, id) => id);
    const { call, packets } = receiver(ids);
    const sizes = ids.map(id => (id % 10 === 0 ? 100_000 : 8_000));
    const atOnce = { now: 0, files: 0, bytes: 0 };
    let bytes = 0;
    const writes: number[] = [];
    const send = async (...messages: readonly Uint8Array[]) => {
      writes.push(messages.length);
      await call.send(...messages);
    };
    await syncFolder(
      { ...call, send },
      {
        async *entries() {
          for (const id of ids) yield entry(String(id).padStart(2, '0'), 'file', { size: sizes[id] ?? 0 });
        },
        async *read({ size }) {
          atOnce.files = Math.max(atOnce.files, ++atOnce.now);
          const piece = Buffer.alloc(Math.min(size, 64 * 1024));
          bytes += piece.length;
          atOnce.bytes = Math.max(atOnce.bytes, bytes);
          await new Promise(resolve => setImmediate(resolve));
          yield piece;
          atOnce.now--;
          bytes -= piece.length;
        },
      },
    );
    expect(packets().filter(([kind, , text]) => kind === 2 && text === '')).toHaveLength(100);
    expect(Math.max(...writes.slice(1))).toBeGreaterThan(8);
    expect(atOnce.files).toBeGreaterThan(4);
    expect(atOnce.bytes).toBeLessThanOrEqual(4 * 64 * 1024);
  });

  it('tells the other side why it cannot go on', async () => {
    const { call, packets } = receiver([0]);
    const folder = {
      async *entries() {
        yield entry('a', 'file', { size: 1 });
      },
      read(): AsyncIterable<Uint8Array> {
        throw new Error('a is broken');
      },
    };
    await expect(syncFolder(call, folder)).rejects.toThrow('a is broken');
    expect(packets().at(-1)).toEqual([4, 0, 'a is broken']);
  });
});

describe('The query of a build', () => {
  it('has what was asked for and nothing else', () => {
    expect(buildQuery(commonQuery({ context: '/c' }))).toBe('');
    const query = buildQuery(
      commonQuery({
        context: '/c',
        tags: ['a:1', 'b:2'],
        buildArguments: { A: '1&2' },
        cacheFrom: ['x'],
        extraHosts: ['h:1'],
        sharedMemoryBytes: 5,
        cache: 'none',
        pull: 'always',
      }),
    );
    expect([...new URLSearchParams(query)]).toEqual([
      ['t', 'a:1'],
      ['t', 'b:2'],
      ['buildargs', '{"A":"1&2"}'],
      ['cachefrom', '["x"]'],
      ['extrahosts', 'h:1'],
      ['shmsize', '5'],
      ['nocache', '1'],
      ['pull', '1'],
    ]);
    expect(buildQuery(commonQuery({ context: '/c', cache: 'use', pull: 'missing' }))).toBe('');
  });

  it.each([
    ['FROM a\nFROM localhost:5000/b:1 AS c\nFROM c\nFROM scratch\nFROM $D', ['docker.io', 'localhost:5000']],
    ['FROM --platform=linux/arm64 reg.example/a', ['reg.example']],
    ['', []],
  ])('asks for the registries of %j', (dockerfile, registries) => {
    expect(baseRegistries(dockerfile)).toEqual(registries);
  });
});

describe('A message', () => {
  it.each([0, 1, 127, 128, 300, 2 ** 32, 2 ** 53 - 1])('keeps the number %d', value => {
    const found = [...fields(message([7, value]))];
    expect(found.map(it => [it.number, it.value])).toEqual(value === 0 ? [] : [[7, value]]);
  });

  it.each([2n ** 49n, 2n ** 49n - 1n, 2n ** 63n + 5n, 2n ** 64n - 1n, -1n])('keeps the 64 bits of %d', value => {
    const [, ...bytes] = message([7, value]);
    expect(bytes.findIndex(it => it < 0x80)).toBe(bytes.length - 1);
    const parts = bytes.map((byte, index) => BigInt(byte & 0x7f) << BigInt(7 * index));
    expect(parts.reduce((sum, part) => sum + part)).toBe(BigInt.asUintN(64, value));
  });

  it('keeps times of nanoseconds and texts', () => {
    const bytes = message([1, 1_700_000_000_123_456_789n], [2, 'ä'], [20, new Uint8Array()]);
    const varint = [...bytes.subarray(1, 10)].map((byte, index) => BigInt(byte & 0x7f) << BigInt(7 * index));
    expect(varint.reduce((sum, part) => sum + part)).toBe(1_700_000_000_123_456_789n);
    expect([...fields(bytes)].map(it => text(it.bytes))).toEqual(['', 'ä']);
  });
});
