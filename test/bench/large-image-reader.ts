/**
 * Reads an image of 2 GB, a process of its own so that its memory is nobody else's: the archive is made on the fly, piece
 * by piece, and is nowhere as a whole.
 */
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type * as archives from '../../client/src/engine/layers/layer-archive.ts';
import type * as caches from '../../client/src/engine/layers/layer-cache.ts';
import type * as rows from '../../client/src/layers/file-rows.ts';
import type * as stacks from '../../client/src/layers/stacked-image.ts';
import { bundled } from './bundled.ts';

export const largeImage = { layers: 10, filesOfLayer: 20_000, bytesOfFile: 10_240 } as const;

export interface ReaderReport {
  /** Processor time, milliseconds. */
  readonly making: number;
  readonly reading: number;
  readonly stacking: number;
  readonly firstRows: number;
  /** Of a letter that every path has; what stands where is found out then. */
  readonly firstFilter: number;
  readonly nextFilter: number;
  /** Of the process, at its highest, beyond what it has when it has done nothing; what is kept in the end. 10^6 bytes. */
  readonly peak: number;
  readonly kept: number;
  readonly entries: number;
  readonly bytes: number;
}

const { readImageArchive } = bundled('client/src/engine/layers/layer-archive.ts') as typeof archives;
const { layerCache } = bundled('client/src/engine/layers/layer-cache.ts') as typeof caches;
const { stackLayers } = bundled('client/src/layers/stacked-image.ts') as typeof stacks;
const { rowsOfImage } = bundled('client/src/layers/file-rows.ts') as typeof rows;

const numbers = Array.from({ length: largeImage.layers }, (_, i) => i);
const diffIds = numbers.map(layer => `sha256:${layer}`);
const body = Buffer.alloc(largeImage.bytesOfFile);

async function main(): Promise<void> {
  const collect = garbageCollector();
  const before = process.memoryUsage().rss;
  const start = worked();
  for await (const _piece of Readable.from(archive()));
  const making = worked() - start;

  collect();
  const atRest = used();
  let highest = before;
  const image = { id: 'sha256:image', platform: 'linux/amd64', diffIds };
  const readingFrom = worked();
  let pieces = 0;
  const read = await readImageArchive(Readable.from(archive()), image, layerCache(), () => {
    if (++pieces % 500 === 0) highest = Math.max(highest, process.memoryUsage().rss);
  });
  const reading = worked() - readingFrom;
  const stackingFrom = worked();
  const stacked = stackLayers(read.layers.map(({ content }) => (content.kind === 'files' ? content.tree : undefined)));
  const stacking = worked() - stackingFrom;
  const rowsFrom = worked();
  const files = rowsOfImage(stacked.nodes);
  files.children('', 'size', 5000);
  const firstRows = worked() - rowsFrom;
  const filterFrom = worked();
  files.matching('e', 'size', 5000);
  const firstFilter = worked() - filterFrom;
  const nextFrom = worked();
  files.matching('module-77/', 'size', 5000);
  const nextFilter = worked() - nextFrom;
  highest = Math.max(highest, process.memoryUsage().rss);
  collect();
  const report: ReaderReport = {
    ...{ making, reading, stacking, firstRows, firstFilter, nextFilter },
    peak: (highest - before) / 1e6,
    kept: (used() - atRest) / 1e6,
    entries: stacked.nodes.length,
    bytes: stacked.bytes,
  };
  process.send?.(report);
}

function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function used(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** As Docker writes it: layer by layer, what they are called at the end. */
function* archive(): Generator<Buffer> {
  for (const layer of numbers) {
    const size = largeImage.filesOfLayer * (512 + largeImage.bytesOfFile) + 1024;
    yield header(`${layer}/layer.tar`, size);
    for (let file = 0; file < largeImage.filesOfLayer; file++) {
      // Every tenth file is one of the layer below, written anew.
      const of = file % 10 === 0 && layer > 0 ? layer - 1 : layer;
      yield header(`usr/lib/node_modules/package-${of}-${file % 700}/dist/module-${file}/index.js`, body.length);
      yield body;
    }
    yield Buffer.alloc(1024);
    yield Buffer.alloc((512 - (size % 512)) % 512);
  }
  yield* entry('config.json', JSON.stringify({ rootfs: { diff_ids: diffIds }, history: [] }));
  const layers = numbers.map(layer => `${layer}/layer.tar`);
  yield* entry('manifest.json', JSON.stringify([{ Config: 'config.json', Layers: layers }]));
  yield Buffer.alloc(1024);
}

function* entry(name: string, text: string): Generator<Buffer> {
  yield header(name, text.length);
  yield Buffer.from(text.padEnd(Math.ceil(text.length / 512) * 512, '\0'));
}

function header(name: string, size: number): Buffer {
  const made = Buffer.alloc(512);
  made.write(name, 0, 100, 'latin1');
  made.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  made.write('        0', 148, 'latin1');
  made.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (const byte of made) sum += byte;
  made.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return made;
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

if (process.send) void main();
