// What two images have in common and what not: layers, instructions, files. Pure.
import type {
  ComparisonView,
  FileDifferences,
  ImageView,
  InstructionDifference,
  LayerView,
} from '../webviews/layers-messages.ts';
import type { FileNodes } from './file-nodes.ts';

export interface ComparedImage {
  readonly view: ImageView;
  readonly nodes: FileNodes;
}

const mostFiles = 100;

export function compareImages(before: ComparedImage, after: ComparedImage): ComparisonView {
  const [a, b] = [before.view.layers, after.view.layers];
  let sharedLayers = 0;
  while (sharedLayers < Math.min(a.length, b.length) && a[sharedLayers]?.diffId === b[sharedLayers]?.diffId)
    sharedLayers++;
  return {
    before: before.view,
    after: after.view,
    sharedLayers,
    sharedBytes: a[sharedLayers - 1]?.bytesSoFar ?? 0,
    instructions: instructionDifferences(a, b),
    ...fileDifferences(before.nodes, after.nodes),
  };
}

/** In the order of the new image, what is gone where it stood: the longest common sequence stays in line. */
function instructionDifferences(a: readonly LayerView[], b: readonly LayerView[]): readonly InstructionDifference[] {
  const isSame = (i: number, j: number) => a[i]?.diffId === b[j]?.diffId || a[i]?.instruction === b[j]?.instruction;
  // lengths[i][j]: of what the layers from i and from j on have in common.
  const lengths = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [here, next] = [lengths[i], lengths[i + 1]];
      if (here) here[j] = isSame(i, j) ? (next?.[j + 1] ?? 0) + 1 : Math.max(next?.[j] ?? 0, here[j + 1] ?? 0);
    }
  }
  const found: InstructionDifference[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [mine, theirs] = [a[i], b[j]];
    if (mine && theirs && isSame(i, j)) {
      const isShared = mine.diffId === theirs.diffId;
      found.push({ instruction: theirs.instruction, before: mine.bytes, after: theirs.bytes, isShared });
      i++;
      j++;
    } else if (mine && (!theirs || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      found.push({ instruction: mine.instruction, before: mine.bytes, isShared: false });
      i++;
    } else if (theirs) {
      found.push({ instruction: theirs.instruction, after: theirs.bytes, isShared: false });
      j++;
    }
  }
  return found;
}

interface Lists {
  readonly gone: FileDifferences;
  readonly come: FileDifferences;
  readonly grown: FileDifferences;
}

interface Difference {
  readonly path: string;
  readonly before: number;
  readonly after: number;
  readonly isFolder?: true;
}

/** A folder that only one of the two has is told as one, and so is a file; a file that both have when its size is another. */
function fileDifferences(before: FileNodes, after: FileNodes): Lists {
  const gone = differences();
  const come = differences();
  const grown = differences();
  const onlyIn = (nodes: FileNodes, node: number, list: GrowingDifferences, side: 'before' | 'after'): void => {
    const { files, bytes } = tally(nodes, node);
    const sizes = side === 'before' ? { before: bytes, after: 0 } : { before: 0, after: bytes };
    if (files > 0)
      list.add(
        { path: nodes.path(node), ...sizes, ...(nodes.kind(node) === 'folder' ? { isFolder: true } : {}) },
        files,
      );
  };
  const open: (readonly [number, number])[] = [[0, 0]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [left, right] = pair;
    const others = new Map(there(after, right).map(node => [after.name(node), node]));
    for (const node of there(before, left)) {
      const other = others.get(before.name(node));
      if (other === undefined) {
        onlyIn(before, node, gone, 'before');
        continue;
      }
      others.delete(before.name(node));
      const [kind, otherKind] = [before.kind(node), after.kind(other)];
      if (kind === 'folder' && otherKind === 'folder') open.push([node, other]);
      else if (kind !== otherKind) {
        onlyIn(before, node, gone, 'before');
        onlyIn(after, other, come, 'after');
      } else if (kind === 'file' && before.size(node) !== after.size(other))
        grown.add({ path: before.path(node), before: before.size(node), after: after.size(other) }, 1);
    }
    for (const other of others.values()) onlyIn(after, other, come, 'after');
  }
  return { gone: gone.told(), come: come.told(), grown: grown.told() };
}

function there(nodes: FileNodes, folder: number): readonly number[] {
  return nodes.children(folder).filter(node => nodes.isThere(node));
}

function tally(nodes: FileNodes, top: number): { readonly files: number; readonly bytes: number } {
  let files = 0;
  let bytes = 0;
  const open = [top];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (nodes.kind(node) === 'folder') for (const child of there(nodes, node)) open.push(child);
    else {
      files++;
      bytes += nodes.kind(node) === 'file' ? nodes.size(node) : 0;
    }
  }
  return { files, bytes };
}

interface GrowingDifferences {
  add(difference: Difference, files: number): void;
  told(): FileDifferences;
}

function differences(): GrowingDifferences {
  const all: Difference[] = [];
  let files = 0;
  let bytes = 0;
  const weight = ({ before, after }: Difference) => Math.abs(after - before);
  return {
    add(difference, count) {
      all.push(difference);
      files += count;
      bytes += difference.after - difference.before;
    },
    told: () => ({
      files,
      bytes,
      top: all.sort((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1)).slice(0, mostFiles),
    }),
  };
}
