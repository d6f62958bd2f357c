// What counts as a successful build, from the engine's own lines. The real engine is asked in test/engine.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { failingStep, readBuild } from '../../../client/src/engine/build/build-stream.ts';
import type { BuildProgress } from '../../../client/src/engine/engine.ts';

const imageId = `sha256:${'5e'.repeat(32)}`;
const image = { id: 'moby.image.id', aux: { ID: imageId } };

type Field = readonly [number, string | Buffer | number];

/** A status as BuildKit writes it: each field is its number, then bytes or text, or a number for a varint. */
function message(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.from([number * 8, value]);
      const bytes = Buffer.from(value);
      const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
      return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
    }),
  );
}
const trace = (...parts: readonly Buffer[]) => ({
  id: 'moby.buildkit.trace',
  aux: Buffer.concat(parts).toString('base64'),
});
const vertex = (...fields: readonly Field[]) => message([1, message(...fields)]);
const log = (step: string, text: string) => message([3, message([1, step], [3, 1], [4, text])]);

/** Cuts the lines into pieces of `size` bytes, as a network does. */
async function read(items: readonly unknown[], size = 1000) {
  const bytes = Buffer.from(items.map(item => (typeof item === 'string' ? item : JSON.stringify(item))).join('\r\n'));
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const progress: BuildProgress[] = [];
  const built = await readBuild(Readable.from(pieces), item => progress.push(item));
  return { built, progress };
}

describe('The answer to a build', () => {
  it('is an image when its id came', async () => {
    expect((await read([image])).built).toEqual({ imageId });
  });

  it('is an image from the classic builder too, with its output', async () => {
    const { built, progress } = await read([{ stream: 'Step 1/2 : FROM scratch\n' }, { aux: { ID: imageId } }]);
    expect(built).toEqual({ imageId });
    expect(progress.map(it => (it.kind === 'step' ? [it.step.name, it.step.state] : it.kind))).toEqual([
      ['Step 1/2 : FROM scratch', 'running'],
      ['Step 1/2 : FROM scratch', 'done'],
    ]);
  });

  it('is a failure when it ends without an id', async () => {
    await expect(read([trace(vertex([1, 'a'], [3, 'FROM x']))])).rejects.toMatchObject({ name: 'BuildFailed' });
    await expect(read([])).rejects.toMatchObject({ name: 'BuildFailed' });
  });

  it('is a failure when an error came, even beside an id', async () => {
    const error = { errorDetail: { message: 'no space left' }, error: 'no space left' };
    await expect(read([image, error])).rejects.toMatchObject({ name: 'BuildFailed', message: 'no space left' });
  });

  it('names the step that failed', async () => {
    const failing = trace(vertex([1, 'd1'], [3, '[2/2] RUN make'], [5, ''], [6, ''], [7, 'exit code: 2']));
    await expect(read([failing, { error: 'failed to solve' }])).rejects.toMatchObject({
      message: 'failed to solve',
      step: { digest: 'd1', name: '[2/2] RUN make', state: 'failed', error: 'exit code: 2' },
    });
  });

  it('tells the states of a step and its output, however the bytes are cut', async () => {
    const name = `[1/2] COPY ${'ä'.repeat(90)} /`;
    const items = [
      trace(vertex([1, 'd'], [3, name]), vertex([1, 'e'], [3, 'FROM base'], [4, 1], [5, ''], [6, ''])),
      trace(vertex([1, 'd'], [3, name], [5, ''])),
      trace(log('d', 'Größe 3\n'), vertex([1, 'd'], [3, name], [5, ''], [6, ''])),
      image,
    ];
    for (const size of [1, 7, 64, 100_000]) {
      const { progress } = await read(items, size);
      expect(progress).toEqual([
        { kind: 'step', step: { digest: 'd', name, state: 'waiting' } },
        { kind: 'step', step: { digest: 'e', name: 'FROM base', state: 'cached', startedAt: 0, endedAt: 0 } },
        { kind: 'step', step: { digest: 'd', name, state: 'running', startedAt: 0 } },
        { kind: 'step', step: { digest: 'd', name, state: 'done', startedAt: 0, endedAt: 0 } },
        { kind: 'output', step: 'd', text: 'Größe 3\n' },
      ]);
    }
  });

  it('passes over fields it does not know and a message that is cut short', async () => {
    const known = vertex([1, 'd'], [3, 'RUN true'], [15, 'later'], [14, 3]);
    const { progress } = await read([trace(known, message([9, 'new']), Buffer.from([10, 200])), image]);
    expect(progress).toEqual([{ kind: 'step', step: { digest: 'd', name: 'RUN true', state: 'waiting' } }]);
  });
});

describe('The answer of the classic builder', () => {
  const lines = (...texts: readonly string[]) => texts.map(stream => ({ stream }));
  const told = async (items: readonly unknown[]) => {
    const progress: BuildProgress[] = [];
    const failure = await readBuild(
      Readable.from(items.map(item => `${JSON.stringify(item)}\n`)),
      item => progress.push(item),
      () => 5,
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    const short = progress.map(item =>
      item.kind === 'step'
        ? `${item.step.digest} ${item.step.state}`
        : item.kind === 'output'
          ? `${item.step} says ${item.text}`
          : item.kind === 'transfer'
            ? `${item.step} moves ${item.transfer.current}/${item.transfer.total} ${item.transfer.isDone}`
            : '',
    );
    return { short, failure };
  };

  it('is made into steps, one after the other', async () => {
    const { short, failure } = await told([
      ...lines('Step 1/3 : FROM a', '\n'),
      { status: 'Downloading', id: 'l1', progressDetail: { current: 3, total: 9 } },
      { status: 'Pull complete', id: 'l1', progressDetail: {} },
      ...lines(
        ' ---\u003e 0123456789ab\n',
        'Step 2/3 : COPY b /',
        '\n',
        ' ---\u003e Using cache\n',
        ' ---\u003e 0123\n',
      ),
      ...lines('Step 3/3 : RUN c', '\n', ' ---\u003e Running in 0123\n', 'out\n', '\n', '\u001b[91merr\n\u001b[0m'),
      // A program may write what looks like a step.
      ...lines('Step 9/9 : no step\n', 'Removing intermediate container 0123\n', ' ---\u003e 4567\n'),
      { aux: { ID: imageId } },
      ...lines('Successfully built 4567\n', 'Successfully tagged a:1\n'),
    ]);
    expect(failure).toBeUndefined();
    expect(short).toEqual([
      'classic:1 running',
      'classic:1 moves 3/9 false',
      'classic:1 moves 0/0 true',
      'classic:1 done',
      'classic:2 running',
      'classic:2 cached',
      'classic:3 running',
      'classic:3 says out\n',
      'classic:3 says \n',
      'classic:3 says err\n',
      'classic:3 says Step 9/9 : no step\n',
      'classic:3 done',
    ]);
  });

  it('names the step that failed, with its last lines and its code', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ stream: `line ${index}\n` }));
    const message = "The command '/bin/sh -c x' returned a non-zero code: 127";
    const { short, failure } = await told([
      ...lines('Step 1/1 : RUN x', '\n', ' ---\u003e Running in 0123\n'),
      ...many,
      { errorDetail: { code: 127, message }, error: message },
    ]);
    expect(short.at(-1)).toBe('classic:1 failed');
    expect(failure).toMatchObject({ name: 'BuildFailed', message, exitCode: 127, step: { name: 'Step 1/1 : RUN x' } });
    expect((failure as { output: readonly string[] }).output).toEqual(many.slice(-20).map(it => it.stream.trim()));
  });
});

describe('Which of several failed steps is meant', () => {
  const failed = (digest: string, error: string) => ({ digest, name: digest, state: 'failed', error }) as const;
  const [given, real, other] = [
    failed('a', 'context canceled'),
    failed('b', 'exit code: 2'),
    failed('c', 'no such file'),
  ];

  it.each([
    [[given, real, other], 'failed to solve: no such file', 'c'],
    [[given, real, other], 'failed to solve', 'b'],
    [[given], 'given up', 'a'],
    [[], 'failed', undefined],
  ])('%#', (steps, message, digest) => {
    expect(failingStep(steps, message)?.digest).toBe(digest);
  });
});
