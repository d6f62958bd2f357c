// What an engine tells while it pulls, pushes or loads, and what becomes of it.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { TransferProgress } from '../../../client/src/engine/images.ts';
import { sumText, transferSum } from '../../../client/src/engine/registry/transfer-progress.ts';
import { loadedImages, readTransfer } from '../../../client/src/engine/registry/transfer-stream.ts';

const read = async (lines: readonly unknown[], pieces = 1) => {
  const text = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\r\n');
  const size = Math.ceil(text.length / pieces);
  const chunks = Array.from({ length: pieces }, (_, i) => Buffer.from(text.slice(i * size, (i + 1) * size)));
  const progress: TransferProgress[] = [];
  const written = await readTransfer(Readable.from(chunks), item => progress.push(item));
  return { written, progress };
};

describe('The answer to a transfer', () => {
  it('tells each layer, wherever the pieces are cut', async () => {
    const lines = [
      { status: 'Pulling from library/nginx', id: '1.27' },
      { status: 'Pulling fs layer', progressDetail: {}, id: '0123456789ab' },
      { status: 'Downloading', progressDetail: { current: 5, total: 10 }, progress: '[==>]', id: '0123456789ab' },
      { status: 'Status: Downloaded newer image' },
    ];
    const whole = await read(lines);
    expect(whole.progress).toEqual([
      { layer: '', status: 'Pulling from library/nginx' },
      { layer: '0123456789ab', status: 'Pulling fs layer' },
      { layer: '0123456789ab', status: 'Downloading', current: 5, total: 10 },
      { layer: '', status: 'Status: Downloaded newer image' },
    ]);
    expect(await read(lines, 37)).toEqual(whole);
  });

  it('is a failure when one of its lines says so, although the status was 200', async () => {
    const lines = [{ status: 'Waiting' }, { errorDetail: { message: 'denied: no ' }, error: 'denied: no ' }];
    await expect(read(lines)).rejects.toMatchObject({ name: 'EngineRefused', message: 'denied: no' });
  });

  it('is a failure when a proxy breaks off in its own words', async () => {
    await expect(read([{ status: 'Waiting' }, 'upstream timed out'])).rejects.toThrow('upstream timed out');
  });

  it('names what was loaded', async () => {
    const { written } = await read([{ stream: 'Loaded image: a/b:1\n' }, { stream: `Loaded image ID: sha256:12\n` }]);
    expect(loadedImages(written)).toEqual(['a/b:1', 'sha256:12']);
  });
});

describe('The progress of a transfer', () => {
  const sums = (items: readonly TransferProgress[]) => {
    const add = transferSum();
    return items.map(add);
  };

  it('counts bytes over all layers, and never goes back', () => {
    const told = sums([
      { layer: '', status: 'Pulling from library/nginx' },
      { layer: 'a', status: 'Pulling fs layer' },
      { layer: 'b', status: 'Pulling fs layer' },
      { layer: 'a', status: 'Downloading', current: 50, total: 100 },
      { layer: 'b', status: 'Downloading', current: 0, total: 900 },
      { layer: 'a', status: 'Download complete' },
      { layer: 'b', status: 'Downloading', current: 900, total: 900 },
      { layer: 'a', status: 'Extracting', current: 1, total: 100 },
      { layer: 'a', status: 'Pull complete' },
      { layer: 'b', status: 'Pull complete' },
    ]);
    expect(told.map(({ percent }) => percent)).toEqual([
      undefined,
      undefined,
      undefined,
      25,
      25,
      25,
      100,
      100,
      100,
      100,
    ]);
    expect(told.at(-1)).toEqual({ percent: 100, current: 1000, total: 1000, layers: 2, layersDone: 2 });
  });

  it('is whole when every layer is there already', () => {
    const told = sums([
      { layer: 'a', status: 'Preparing' },
      { layer: 'a', status: 'Layer already exists' },
    ]);
    expect(told.at(-1)).toMatchObject({ percent: 100, total: 0, layersDone: 1 });
    expect(told.map(sumText)).toEqual(['0 of 1 layer', '1 of 1 layer']);
  });

  it('of a push may overshoot the size that was told, and stays within it', () => {
    const told = sums([{ layer: 'a', status: 'Pushing', current: 120, total: 100 }]);
    expect(told.at(-1)).toMatchObject({ percent: 100, current: 100, total: 100 });
  });
});
