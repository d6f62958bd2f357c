// What an image is made of, layer by layer, as it is read from the archive that an engine writes of it.
import type { LayerTree } from './layers/layer-tree.ts';

export interface ImageLayers {
  /** `sha256:…` */
  readonly id: string;
  /** `linux/arm64/v8` */
  readonly platform: string;
  /** The lowest first. */
  readonly layers: readonly ImageLayer[];
  /** What was done to make it, the first first; each step that `isEmpty` made no layer. */
  readonly history: readonly HistoryStep[];
}

export interface ImageLayer {
  /** Of its uncompressed archive, `sha256:…`: the same files, the same digest. */
  readonly diffId: string;
  /** As the engine stores it; of a layer that was known already what it had then. */
  readonly storedBytes: number;
  readonly content: LayerContent;
}

export type LayerContent =
  | { readonly kind: 'files'; readonly tree: LayerTree }
  /** `why` is half a sentence: `it is stored elsewhere`. */
  | { readonly kind: 'unread'; readonly why: string };

export interface HistoryStep {
  /** As the builder wrote it. */
  readonly createdBy: string;
  readonly comment: string;
  readonly isEmpty: boolean;
}

export interface ReadLayersOptions {
  readonly onProgress: (progress: ReadProgress) => void;
  readonly signal: AbortSignal;
}

export interface ReadProgress {
  /** Bytes of the archive that came so far. */
  readonly bytes: number;
  /** About how many there will be. */
  readonly expected: number;
}

/** The archive came, but the image cannot be read from it; `message` is for the user. */
export class ImageUnreadable extends Error {
  override readonly name = 'ImageUnreadable';

  // dist/extension.js and dist/engine.js each have this class: it is known by its name.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ImageUnreadable';
  }
}
