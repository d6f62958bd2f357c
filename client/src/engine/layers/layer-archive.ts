// Reads an image out of the archive that an engine writes: Docker's own form (a folder with `layer.tar` for each layer) and
// the OCI layout (blobs by digest, compressed perhaps). The archive comes in any order, so every blob is looked at for what
// it is; which of them make the image is known once its manifest and configuration came.
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { extract, type Headers } from 'tar-stream';
import {
  type HistoryStep,
  type ImageLayer,
  type ImageLayers,
  ImageUnreadable,
  type LayerContent,
} from '../image-layers.ts';
import type { LayerCache } from './layer-cache.ts';
import { layerTreeBuilder } from './layer-tree.ts';
import { NoTar, tarScanner } from './tar-scanner.ts';

export interface WantedImage {
  readonly id: string;
  readonly platform: string;
  /** Digests of its layers, the lowest first. */
  readonly diffIds: readonly string[];
}

/** More than that is no manifest or configuration. Bytes. */
const longestJson = 8 * 1024 * 1024;

/**
 * Settles as soon as the image is complete, with the rest of the archive unread. Rejects with `ImageUnreadable`, and with
 * what broke the archive.
 */
export async function readImageArchive(
  archive: Readable,
  image: WantedImage,
  cache: LayerCache,
  onBytes: (bytes: number) => void,
): Promise<ImageLayers> {
  const found = findings(image, cache);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done: TransformCallback) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  const tar = extract();
  const complete = new Complete();
  tar.on('entry', (header, body, next) => {
    const goOn = (error?: unknown) => {
      if (error !== undefined) tar.destroy(error instanceof Error ? error : new Error(String(error)));
      else if (found.isComplete()) tar.destroy(complete);
      else next();
    };
    take(header, body as Readable, found).then(() => goOn(), goOn);
  });
  try {
    await pipeline(archive, counted, tar);
  } catch (error) {
    if (error !== complete)
      throw error instanceof Error && /^(?:Unexpected end of data|Invalid tar header)/.test(error.message)
        ? new ImageUnreadable(
            'The engine ended the archive of the image before it was whole. Was the image removed meanwhile?',
          )
        : error;
  }
  return found.image();
}

/** Ends the reading early. */
class Complete extends Error {}

async function take({ name, type, linkname }: Headers, body: Readable, found: Findings): Promise<void> {
  // The engine's archives name the same layer twice by a link to where it stands first.
  if (type === 'symlink' || type === 'link') found.alias(name, linkname ?? '');
  if (type !== 'file' || found.isKnown(name) || isNoLayer(name)) {
    await drained(body);
    return;
  }
  const stored = { bytes: 0 };
  const content = await contentOf(body, stored);
  if (content.kind === 'json') found.json(name, content.value);
  else if (content.kind !== 'nothing') found.layer(name, content, stored.bytes);
}

/** What Docker's own form has beside each layer. */
function isNoLayer(name: string): boolean {
  return /(?:^|\/)(?:VERSION|oci-layout|repositories)$/.test(name);
}

async function drained(body: Readable): Promise<void> {
  for await (const _chunk of body);
}

type BlobContent =
  | LayerContent
  | { readonly kind: 'json'; readonly value: unknown }
  /** Neither a layer nor anything that says which layers there are. */
  | { readonly kind: 'nothing' };

async function contentOf(body: Readable, stored: { bytes: number }): Promise<BlobContent> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  // Enough to see the mark of a tar archive.
  while (head.length < 512) {
    const { value, done } = await pieces.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    stored.bytes += head.length;
    yield head;
    for (;;) {
      const { value, done } = await pieces.next();
      if (done === true) return;
      stored.bytes += value.length;
      yield value;
    }
  }
  const passOver = async (): Promise<void> => {
    for await (const _piece of all());
  };
  const unpackedBy = async (unpacker: Transform): Promise<LayerContent> => {
    try {
      return await scanned(unpacked(all(), unpacker));
    } catch (error) {
      // The unpacker's own errors are about what is packed; any other is about the archive as a whole.
      if (!isDamage(error)) throw error;
      await drained(body);
      return { kind: 'unread', why: 'its archive is damaged' };
    }
  };
  if (head[0] === 0x7b || head[0] === 0x5b) return jsonOf(all());
  switch (packingOf(head)) {
    case 'tar':
      return scanned(all());
    case 'gzip':
      return unpackedBy(zlib.createGunzip());
    case 'zstd': {
      const zstd = zlib as unknown as { readonly createZstdDecompress?: () => Transform };
      if (zstd.createZstdDecompress) return unpackedBy(zstd.createZstdDecompress());
      await passOver();
      return { kind: 'unread', why: 'it is packed with zstd, which this version of VS Code cannot unpack' };
    }
    case 'unknown':
      await passOver();
      return stored.bytes === 0 ? { kind: 'nothing' } : { kind: 'unread', why: 'it is packed in a way unknown here' };
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z(?:STD)?_/.test(String(error.code));
}

function packingOf(head: Buffer): 'tar' | 'gzip' | 'zstd' | 'unknown' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  if (head.length < 512) return 'unknown';
  // Archives before POSIX have no mark; an empty one is all zeros.
  if (head.toString('latin1', 257, 262) === 'ustar' || head.every(byte => byte === 0)) return 'tar';
  return 'unknown';
}

async function* unpacked(packed: AsyncIterable<Buffer>, unpacker: Transform): AsyncGenerator<Buffer> {
  const feeding = pipeline(packed, unpacker);
  // Whoever reads below hears of what is wrong.
  feeding.catch(() => undefined);
  yield* unpacker as AsyncIterable<Buffer>;
  await feeding;
}

async function scanned(pieces: AsyncIterable<Buffer>): Promise<LayerContent> {
  const builder = layerTreeBuilder();
  const scanner = tarScanner(({ name, kind, size, linkName }) => builder.add(name, kind, size, linkName));
  let damage: string | undefined;
  for await (const piece of pieces) {
    if (damage !== undefined) continue;
    damage = damageOf(() => scanner.write(piece));
  }
  damage ??= damageOf(() => scanner.end());
  return damage === undefined
    ? { kind: 'files', tree: builder.build() }
    : { kind: 'unread', why: `its archive is damaged: ${damage}` };
}

function damageOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof NoTar) return error.message;
    throw error;
  }
}

async function jsonOf(pieces: AsyncIterable<Buffer>): Promise<BlobContent> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length <= longestJson) kept.push(piece);
  }
  if (length > longestJson) return { kind: 'nothing' };
  try {
    return { kind: 'json', value: JSON.parse(Buffer.concat(kept).toString()) };
  } catch {
    return { kind: 'nothing' };
  }
}

interface Findings {
  /** Its layer need not be read again. */
  isKnown(archivePath: string): boolean;
  alias(archivePath: string, target: string): void;
  json(archivePath: string, value: unknown): void;
  layer(archivePath: string, content: LayerContent, storedBytes: number): void;
  isComplete(): boolean;
  image(): ImageLayers;
}

interface Configuration {
  readonly diffIds: readonly string[];
  readonly history: readonly HistoryStep[];
}

function findings({ id, platform, diffIds }: WantedImage, cache: LayerCache): Findings {
  const layers = new Map<string, { readonly content: LayerContent; readonly storedBytes: number }>();
  const aliases = new Map<string, string>();
  const mediaTypes = new Map<string, string>();
  const configurations = new Map<string, Configuration>();
  /** Where the layers of each configuration stand, by its path. */
  const manifests = new Map<string, readonly string[]>();

  /** The configuration of this image and the paths of its layers, once both have come. */
  const wanted = (): { readonly configuration: Configuration; readonly paths: readonly string[] } | undefined => {
    for (const [path, configuration] of configurations) {
      const paths = manifests.get(path);
      if (paths && paths.length === diffIds.length && sameList(configuration.diffIds, diffIds))
        return { configuration, paths };
    }
    return undefined;
  };
  const settled = (path: string): string => {
    let at = path;
    for (let hops = 0; hops < 200; hops++) {
      const target = aliases.get(at);
      if (target === undefined) return at;
      at = target;
    }
    return at;
  };
  const layerOf = (diffId: string, path: string): ImageLayer | undefined => {
    // One that is known may stand under another name here: of two that are the same, the older is kept.
    const known = cache.layer(diffId);
    const read = layers.get(settled(path));
    return known ?? (read && { diffId, ...read });
  };

  return {
    isKnown(path) {
      const diffId = cache.diffIdOf(path);
      return diffId !== undefined && cache.layer(diffId) !== undefined;
    },
    alias(path, target) {
      aliases.set(path, resolved(path, target));
    },
    json(path, value) {
      const configuration = configurationOf(value);
      if (configuration) configurations.set(path, configuration);
      for (const manifest of manifestsOf(value)) {
        manifests.set(
          manifest.config,
          manifest.layers.map(layer => layer.path),
        );
        for (const layer of manifest.layers) if (layer.mediaType) mediaTypes.set(layer.path, layer.mediaType);
      }
    },
    layer: (path, content, storedBytes) => layers.set(path, { content, storedBytes }),
    isComplete() {
      const image = wanted();
      return image?.paths.every((path, i) => layerOf(diffIds[i] ?? '', path) !== undefined) ?? false;
    },
    image() {
      const image = wanted();
      if (!image)
        throw new ImageUnreadable(
          'The archive that the engine wrote does not say which layers the image has. Was it removed meanwhile?',
        );
      const made: ImageLayers = {
        id,
        platform,
        history: image.configuration.history,
        layers: diffIds.map((diffId, i) => {
          const path = image.paths[i] ?? '';
          return (
            layerOf(diffId, path) ?? {
              diffId,
              storedBytes: 0,
              content: { kind: 'unread', why: absence(mediaTypes.get(path)) },
            }
          );
        }),
      };
      cache.keep(made, new Map(image.paths.map((path, i) => [settled(path), diffIds[i] ?? ''])));
      return made;
    },
  };
}

function absence(mediaType: string | undefined): string {
  return mediaType !== undefined && /foreign|nondistributable/.test(mediaType)
    ? `it may not be distributed and stands in no archive (${mediaType})`
    : 'the engine has left it out of the archive';
}

/** Of Docker images and OCI images alike. */
function configurationOf(value: unknown): Configuration | undefined {
  const { rootfs, history } = (value ?? {}) as RawConfiguration;
  if (!Array.isArray(rootfs?.diff_ids)) return undefined;
  return {
    diffIds: rootfs.diff_ids.map(String),
    history: (Array.isArray(history) ? history : []).map(step => ({
      createdBy: String(step.created_by ?? ''),
      comment: String(step.comment ?? ''),
      isEmpty: step.empty_layer === true,
    })),
  };
}

interface RawConfiguration {
  readonly rootfs?: { readonly diff_ids?: readonly unknown[] };
  readonly history?: readonly {
    readonly created_by?: unknown;
    readonly comment?: unknown;
    readonly empty_layer?: unknown;
  }[];
}

interface Manifest {
  /** Path in the archive. */
  readonly config: string;
  readonly layers: readonly { readonly path: string; readonly mediaType?: string }[];
}

/** Docker's `manifest.json`, which names paths, and OCI manifests, which name digests. */
function manifestsOf(value: unknown): readonly Manifest[] {
  if (Array.isArray(value))
    return (value as readonly RawDockerManifest[]).flatMap(({ Config, Layers }) =>
      typeof Config === 'string' && Array.isArray(Layers)
        ? [{ config: Config, layers: Layers.map(path => ({ path: String(path) })) }]
        : [],
    );
  const { config, layers } = (value ?? {}) as RawManifest;
  if (typeof config?.digest !== 'string' || !Array.isArray(layers)) return [];
  return [
    {
      config: blobPath(config.digest),
      layers: layers.map(({ digest, mediaType }) => ({
        path: blobPath(String(digest)),
        mediaType: String(mediaType ?? ''),
      })),
    },
  ];
}

interface RawDockerManifest {
  readonly Config?: unknown;
  readonly Layers?: readonly unknown[];
}

interface RawManifest {
  readonly config?: { readonly digest?: unknown };
  readonly layers?: readonly { readonly digest?: unknown; readonly mediaType?: unknown }[];
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** `../<id>/layer.tar`, as seen from where the link stands. */
function resolved(path: string, target: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((it, i) => it === b[i]);
}
