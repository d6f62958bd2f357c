// Layers that were read, by digest, so that a second image with the same base need not be read again. What was not asked
// for longest goes first when there is too much.
import type { ImageLayer, ImageLayers } from '../image-layers.ts';

export interface LayerCache {
  layer(diffId: string): ImageLayer | undefined;
  /** The digest of the layer that stands under this name in archives: the same name, the same layer. */
  diffIdOf(archivePath: string): string | undefined;
  image(id: string, platform: string): ImageLayers | undefined;
  keep(image: ImageLayers, archivePaths: ReadonlyMap<string, string>): void;
}

/** About 25 bytes an entry and its name once: 2 million entries are some 80 MB. */
const mostEntries = 2_000_000;
const mostImages = 50;
const mostPaths = 5_000;

export function layerCache(limit = mostEntries): LayerCache {
  // Maps keep the order in which keys came; what is asked for is put at the end again.
  const layers = new Map<string, ImageLayer>();
  const images = new Map<string, ImageLayers>();
  const paths = new Map<string, string>();
  let entries = 0;

  const add = (layer: ImageLayer): void => {
    const old = layers.get(layer.diffId);
    if (old) entries -= weight(old);
    layers.delete(layer.diffId);
    layers.set(layer.diffId, layer);
    entries += weight(layer);
  };
  const shrink = (): void => {
    for (const [diffId, layer] of layers) {
      if (entries <= limit) return;
      layers.delete(diffId);
      entries -= weight(layer);
      for (const [key, image] of images) if (image.layers.includes(layer)) images.delete(key);
    }
  };

  return {
    layer(diffId) {
      const found = layers.get(diffId);
      if (found) add(found);
      return found;
    },
    diffIdOf: path => paths.get(path),
    image(id, platform) {
      const found = images.get(`${id} ${platform}`);
      for (const layer of found?.layers ?? []) add(layer);
      return found;
    },
    keep(image, archivePaths) {
      for (const layer of image.layers) if (layer.content.kind === 'files') add(layer);
      // A layer that could not be read may be there next time.
      if (image.layers.every(layer => layer.content.kind === 'files'))
        images.set(`${image.id} ${image.platform}`, image);
      for (const [path, diffId] of archivePaths) paths.set(path, diffId);
      forgetFirst(images, mostImages);
      forgetFirst(paths, mostPaths);
      shrink();
    },
  };
}

function weight({ content }: ImageLayer): number {
  return content.kind === 'files' ? content.tree.length : 0;
}

function forgetFirst(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
