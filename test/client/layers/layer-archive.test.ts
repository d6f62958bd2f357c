// Images out of archives, in both forms and in any order, whole and broken.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ImageLayers } from '../../../client/src/engine/image-layers.ts';
import { readImageArchive } from '../../../client/src/engine/layers/layer-archive.ts';
import { layerCache } from '../../../client/src/engine/layers/layer-cache.ts';
import { tarOf, tarPart } from './tar-pieces.ts';

const digest = (bytes: Uint8Array | string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const blob = (bytes: Uint8Array | string) => ({ name: `blobs/${digest(bytes).replace(':', '/')}`, body: bytes });

const layers = [
  tarOf([{ name: 'bin/sh', body: 'x'.repeat(90) }]),
  tarOf([{ name: 'app/', type: '5' }, { name: 'app/a', body: 'abc' }, { name: 'bin/.wh.sh' }]),
];
const diffIds = layers.map(digest);
const configuration = JSON.stringify({
  rootfs: { diff_ids: diffIds },
  history: [{ created_by: 'COPY rootfs /' }, { created_by: 'ENV A=b', empty_layer: true }, { created_by: 'RUN make' }],
});

interface Oci {
  readonly packed?: readonly (Uint8Array | undefined)[];
  readonly mediaType?: string;
}

/** As engines with the containerd store write it: blobs by digest, the manifest anywhere among them. */
function ociArchive({
  packed = layers.map(layer => gzipSync(layer)),
  mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip',
}: Oci = {}) {
  const manifest = JSON.stringify({
    config: { digest: digest(configuration) },
    layers: packed.map((bytes, i) => ({ mediaType, digest: digest(bytes ?? `left out ${i}`) })),
  });
  const blobs = [...packed.flatMap(bytes => (bytes ? [blob(bytes)] : [])), blob(manifest), blob(configuration)];
  blobs.sort((a, b) => (a.name < b.name ? -1 : 1));
  return tarOf([{ name: 'blobs/', type: '5' }, ...blobs, { name: 'index.json', body: '{}' }]);
}

function dockerArchive() {
  const manifest = [{ Config: 'abc.json', RepoTags: ['x:1'], Layers: ['one/layer.tar', 'two/layer.tar'] }];
  return tarOf([
    { name: 'abc.json', body: configuration },
    { name: 'one/VERSION', body: '1.0' },
    { name: 'one/json', body: '{"id":"one"}' },
    { name: 'one/layer.tar', body: layers[0] ?? '' },
    { name: 'two/json', body: '{"id":"two"}' },
    { name: 'two/layer.tar', body: layers[1] ?? '' },
    { name: 'manifest.json', body: JSON.stringify(manifest) },
    { name: 'repositories', body: '{}' },
  ]);
}

function read(archive: Uint8Array, cache = layerCache(), pieceSize = 1000): Promise<ImageLayers> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < archive.length; at += pieceSize) pieces.push(archive.subarray(at, at + pieceSize));
  const image = { id: 'sha256:image', platform: 'linux/amd64', diffIds };
  return readImageArchive(Readable.from(pieces), image, cache, () => undefined);
}

/** `path size` of all entries of each layer, or why it could not be read. */
function told({ layers: read }: ImageLayers): readonly (string | readonly string[])[] {
  return read.map(({ content }) => {
    if (content.kind === 'unread') return content.why;
    const { tree } = content;
    const path = (entry: number): string => (entry <= 0 ? '' : `${path(tree.parent(entry))}/${tree.name(entry)}`);
    return Array.from({ length: tree.length - 1 }, (_, i) => `${tree.kind(i + 1)} ${path(i + 1)} ${tree.size(i + 1)}`);
  });
}

const expected = [
  ['implied-folder /bin 0', 'file /bin/sh 90'],
  ['folder /app 0', 'file /app/a 3', 'implied-folder /bin 0', 'whiteout /bin/sh 0'],
];

describe('An archive of an image', () => {
  it('is read in the OCI layout and in Docker’s own form, wherever its pieces are cut', async () => {
    for (const archive of [ociArchive(), ociArchive({ packed: layers }), dockerArchive()])
      for (const size of [100, 512, 4096, 1e6]) expect(told(await read(archive, layerCache(), size))).toEqual(expected);
    const { history, layers: made } = await read(ociArchive());
    expect(history.map(({ createdBy, isEmpty }) => `${createdBy} ${isEmpty}`)).toEqual([
      'COPY rootfs / false',
      'ENV A=b true',
      'RUN make false',
    ]);
    expect(made.map(({ diffId }) => diffId)).toEqual(diffIds);
  });

  it('may name a layer by a link to where it stands first', async () => {
    const same = [diffIds[0] ?? '', diffIds[0] ?? ''];
    const twice = JSON.stringify({ rootfs: { diff_ids: same }, history: [] });
    const archive = tarOf([
      { name: 'abc.json', body: twice },
      { name: 'one/layer.tar', body: layers[0] ?? '' },
      { name: 'two/layer.tar', type: '2', linkName: '../one/layer.tar' },
      {
        name: 'manifest.json',
        body: JSON.stringify([{ Config: 'abc.json', Layers: ['one/layer.tar', 'two/layer.tar'] }]),
      },
    ]);
    const image = { id: 'sha256:image', platform: '', diffIds: same };
    const found = await readImageArchive(Readable.from([archive]), image, layerCache(), () => undefined);
    expect(told(found)).toEqual([expected[0], expected[0]]);
  });

  it('names layers that cannot be read, and reads the others', async () => {
    const [first = Buffer.alloc(0)] = layers;
    const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    const why = async (second: Uint8Array | undefined, mediaType?: string) =>
      told(await read(ociArchive({ packed: [first, second], ...(mediaType ? { mediaType } : {}) })));
    expect(await why(undefined, foreign)).toEqual([expected[0], expect.stringContaining('foreign')]);
    expect(await why(undefined)).toEqual([expected[0], expect.stringContaining('left it out')]);
    expect(await why(Buffer.from('something else entirely'.repeat(99)))).toEqual([
      expected[0],
      expect.stringContaining('unknown'),
    ]);
    const damaged = gzipSync(layers[1] ?? '');
    damaged.fill(7, 30, 60);
    expect(await why(damaged)).toEqual([expected[0], expect.stringContaining('damaged')]);
    const halved = (layers[1] ?? Buffer.alloc(0)).subarray(0, 700);
    expect(await why(halved)).toEqual([expected[0], expect.stringContaining('breaks off')]);
  });

  it('that ends too early is not taken for the image', async () => {
    const archive = dockerArchive();
    for (const share of [0.2, 0.5, 0.8])
      await expect(read(archive.subarray(0, Math.floor(archive.length * share)))).rejects.toMatchObject({
        name: 'ImageUnreadable',
      });
    await expect(read(tarOf([{ name: 'index.json', body: '{}' }]))).rejects.toThrow('does not say which layers');
    await expect(read(Buffer.from('{"message":"no such image"}'.repeat(40)))).rejects.toMatchObject({
      name: 'ImageUnreadable',
    });
  });

  it('that breaks is told of by what broke it', async () => {
    const archive = ociArchive();
    async function* breaking() {
      yield archive.subarray(0, 600);
      throw new Error('cut');
    }
    const image = { id: 'x', platform: '', diffIds };
    const reading = readImageArchive(Readable.from(breaking()), image, layerCache(), () => undefined);
    await expect(reading).rejects.toThrow('cut');
  });

  it('is read no further than needed, and layers that are known are not read again', async () => {
    const cache = layerCache();
    const whole = await read(ociArchive(), cache);
    const again = await read(ociArchive(), cache);
    expect(again.layers.map(({ content }, i) => content === whole.layers[i]?.content)).toEqual([true, true]);
    expect(cache.image('sha256:image', 'linux/amd64')).toBeDefined();
    // All that is missing at its end is what nobody needs.
    const needless = Buffer.concat([
      dockerArchive().subarray(0, -1024),
      tarPart({ name: 'rest', body: 'x'.repeat(9000) }),
    ]);
    expect(told(await read(needless.subarray(0, -5000)))).toEqual(expected);
  });

  it('is forgotten, with its layers, when there are too many others', async () => {
    const cache = layerCache(6);
    await read(ociArchive(), cache);
    expect(diffIds.map(it => cache.layer(it) !== undefined)).toEqual([false, true]);
    expect(cache.image('sha256:image', 'linux/amd64')).toBeUndefined();
  });
});
