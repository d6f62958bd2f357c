// An image as the panel shows it, from what was read of it. Pure.

import { instructionOf } from '../engine/history-instruction.ts';
import type { HistoryStep, ImageLayers } from '../engine/image-layers.ts';
import type { ImageView, LayerView } from '../webviews/layers-messages.ts';
import type { StackedImage } from './stacked-image.ts';

/** What is known of an image beside its own archive. */
export interface ImageSurroundings {
  readonly name: string;
  /** How many of the lowest layers belong to the base image, and its name; absent where that is not known. */
  readonly base?: { readonly name?: string; readonly layers: number };
  /** Where the instruction of a step of the history stands. */
  readonly placeOf?: (step: number) => { readonly file: string; readonly line: number } | undefined;
}

const mostWasted = 200;

export function imageView(image: ImageLayers, stacked: StackedImage, surroundings: ImageSurroundings): ImageView {
  const { name, base, placeOf } = surroundings;
  const steps = stepsOfLayers(image);
  const all = stacked.bytes;
  let bytesSoFar = 0;
  const layers = image.layers.map(({ diffId, storedBytes, content }, i): LayerView => {
    const { bytes = 0, added, changed, deleted } = stacked.layers[i] ?? noLayer;
    bytesSoFar += bytes;
    const step = steps[i];
    const place = step === undefined ? undefined : placeOf?.(step);
    return {
      diffId,
      instruction: instructionAt(image.history, step),
      origin: base === undefined ? 'unknown' : i < base.layers ? 'base' : 'own',
      ...{ bytes, share: all === 0 ? 0 : bytes / all, storedBytes, bytesSoFar, added, changed, deleted },
      wastedBytes: stacked.waste.ofLayer(i),
      ...(content.kind === 'unread' ? { unread: content.why } : {}),
      ...(place === undefined ? {} : { place }),
    };
  });
  const { waste } = stacked;
  return {
    name,
    platform: image.platform,
    bytes: all,
    visibleBytes: stacked.visibleBytes,
    storedBytes: image.layers.reduce((sum, layer) => sum + layer.storedBytes, 0),
    ...(base === undefined ? {} : { base: { ...base, bytes: layers[base.layers - 1]?.bytesSoFar ?? 0 } }),
    layers,
    waste: { bytes: waste.bytes, efficiency: waste.efficiency, files: waste.files, top: waste.top(mostWasted) },
  };
}

const nothing = { files: 0, bytes: 0 };
const noLayer = { bytes: 0, added: nothing, changed: nothing, deleted: nothing };

/**
 * For each layer the step of the history that made it: the steps that made one come in the order of the layers. Where the
 * history does not tell of all layers, as of one that was imported, the uppermost are told.
 */
export function stepsOfLayers({
  layers,
  history,
}: Pick<ImageLayers, 'layers' | 'history'>): readonly (number | undefined)[] {
  const making = history.flatMap(({ isEmpty }, step) => (isEmpty ? [] : [step]));
  const missing = layers.length - making.length;
  return layers.map((_, i) => making[i - missing]);
}

function instructionAt(history: readonly HistoryStep[], step: number | undefined): string {
  const told = step === undefined ? undefined : history[step];
  // Tabs and line ends of a long RUN would tear a list apart.
  return told ? instructionOf(told).replaceAll(/\s+/g, ' ') : '(nothing told)';
}

/** How many layers the steps before `step` made. */
export function layersBefore(history: readonly HistoryStep[], step: number): number {
  return history.slice(0, step).filter(({ isEmpty }) => !isEmpty).length;
}
