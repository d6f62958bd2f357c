// Adds up what an engine tells of the layers of a pull or push: one share of the whole, and the bytes so far.
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { TransferProgress } from '../images.ts';

export interface TransferSum {
  /** 0 to 100, never less than before; undefined until sizes are known. */
  readonly percent: number | undefined;
  /** Bytes moved over the network so far, and in all as far as known. */
  readonly current: number;
  readonly total: number;
  readonly layers: number;
  readonly layersDone: number;
}

interface Layer {
  readonly current: number;
  readonly total: number;
  readonly isDone: boolean;
}

const moving = /^(?:Downloading|Pushing)/;
/** Everything is here or there, though a pull still has to unpack it. */
const moved = /^(?:Download complete|Verifying Checksum|Extracting|Pull complete|Pushed|Mounted from)/;
/** Nothing has to be moved. */
const there = /^(?:Already exists|Layer already exists)/;
const complete = /^(?:Pull complete|Already exists|Layer already exists|Pushed|Mounted from)/;

export function transferSum(): (progress: TransferProgress) => TransferSum {
  const layers = new Map<string, Layer>();
  let shown: number | undefined;
  return progress => {
    if (progress.layer !== '') layers.set(progress.layer, next(layers.get(progress.layer), progress));
    const all = [...layers.values()];
    const total = all.reduce((sum, layer) => sum + layer.total, 0);
    const current = all.reduce((sum, layer) => sum + layer.current, 0);
    const done = all.filter(layer => layer.isDone).length;
    // A layer whose size is not told yet counts as large as the others are on average.
    const sized = all.filter(layer => layer.total > 0 || layer.isDone).length;
    if (total > 0 && sized > 0) {
      const percent = (100 * current * sized) / (total * all.length);
      shown = Math.max(shown ?? 0, Math.min(100, percent));
    } else if (all.length > 0 && done === all.length) shown = 100;
    return { percent: shown, current, total, layers: all.length, layersDone: done };
  };
}

function next(before: Layer | undefined, { status, current = 0, total = 0 }: TransferProgress): Layer {
  const known = before ?? { current: 0, total: 0, isDone: false };
  if (there.test(status)) return { ...known, isDone: true };
  if (moved.test(status)) return { ...known, current: known.total, isDone: known.isDone || complete.test(status) };
  if (!moving.test(status)) return known;
  const size = Math.max(total, known.total);
  return { current: Math.min(size, current), total: size, isDone: false };
}

/** `12 of 40 MB`, `3.4 MB`; empty when nothing is known. */
export function sumText({ current, total, layers, layersDone }: TransferSum): string {
  const bytes = total === 0 ? '' : `${byteSize(current)} of ${byteSize(total)}`;
  const count = layers === 0 ? '' : `${layersDone} of ${layers} ${layers === 1 ? 'layer' : 'layers'}`;
  return [bytes, count].filter(it => it !== '').join(', ');
}
