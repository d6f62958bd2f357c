// What counts as a successful build, from the engine's own lines. The real engine is asked in test/engine.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readBuild } from '../../../client/src/engine/build/build-stream.ts';
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
