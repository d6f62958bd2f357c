// Reads the layers of an image over the Docker API: there is no other way to learn what is in them than to have the engine
// write the image as an archive, which is read as it comes and kept nowhere.
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { EngineRefused } from '../engine.ts';
import { type ImageLayers, ImageUnreadable, type ReadLayersOptions } from '../image-layers.ts';
import type { ImageDetails } from '../images.ts';
import { readImageArchive } from '../layers/layer-archive.ts';
import { layerCache } from '../layers/layer-cache.ts';
import { asked } from './answers.ts';
import { askStream, brokenOff } from './ask.ts';

/** For all engines of this window: a digest says what is in a layer, whoever has it. */
const cache = layerCache();
/** Older engines write all platforms of an image that they have. */
const firstApiWithPlatform = [1, 48] as const;

export async function readLayers(
  docker: Dockerode,
  reference: string,
  { onProgress, signal }: ReadLayersOptions,
): Promise<ImageLayers> {
  signal.throwIfAborted();
  const details = (await asked(docker.getImage(reference).inspect())) as unknown as ImageDetails & RootFileSystem;
  const { Id, Os = 'linux', Architecture = '', Variant = '', Size } = details;
  const platform = [Os, Architecture, Variant].filter(part => part !== '').join('/');
  const known = cache.image(Id, platform);
  if (known) return known;
  const query: Record<string, string> = canChoose(docker)
    ? {
        platform: JSON.stringify({
          os: Os,
          architecture: Architecture,
          ...(Variant === '' ? {} : { variant: Variant }),
        }),
      }
    : {};
  const abort = new AbortController();
  const giveUp = () => abort.abort(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const path = `/images/${encodeURIComponent(reference)}/get`;
    const archive = (await askStream(docker, path, query, abort.signal)) as Readable;
    const image = { id: Id, platform, diffIds: details.RootFS?.Layers ?? [] };
    return await readImageArchive(archive, image, cache, bytes => onProgress({ bytes, expected: Size }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineRefused || error instanceof ImageUnreadable) throw error;
    throw isBroken(error) ? brokenOff(error) : error;
  } finally {
    signal.removeEventListener('abort', giveUp);
    // The rest of an archive that is complete is not sent any more.
    abort.abort();
  }
}

interface RootFileSystem {
  readonly RootFS?: { readonly Layers?: readonly string[] };
}

function canChoose(docker: Dockerode): boolean {
  const version = (docker.modem as { readonly version?: string }).version ?? '';
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  return major > firstApiWithPlatform[0] || (major === firstApiWithPlatform[0] && minor >= firstApiWithPlatform[1]);
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
