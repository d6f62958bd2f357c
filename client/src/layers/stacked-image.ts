// Puts the layers of an image on top of each other, as an engine does for a container: what each adds, changes and deletes,
// what can be seen in the end, and the bytes that are carried along unseen. Pure; linear in the number of entries.
import type { EntryKind, LayerTree } from '../engine/layers/layer-tree.ts';
import { type FileNodes, fileNodes, type GrowingFileNodes, type NodeKind } from './file-nodes.ts';

/** `same`: a folder that was there before and is only passed through. */
export type Change = 'added' | 'changed' | 'deleted' | 'same';

export interface StackedImage {
  readonly nodes: FileNodes;
  /** The lowest first, one for each layer that was handed in. */
  readonly layers: readonly StackedLayer[];
  /** Of the files of all layers. Always `visibleBytes` and the wasted ones together. */
  readonly bytes: number;
  /** Of the files that are there in the end. */
  readonly visibleBytes: number;
  readonly waste: Waste;
}

export interface StackedLayer {
  /** Undefined for a layer that could not be read: it counts as empty. */
  readonly tree: LayerTree | undefined;
  readonly bytes: number;
  readonly added: Tally;
  readonly changed: Tally;
  /** What lower layers have and this one hides; `bytes` are theirs. */
  readonly deleted: Tally;
  change(entry: number): Change;
  /** Where an entry stands in `nodes`; undefined for a deletion of what never was. */
  node(entry: number): number | undefined;
  /** What an opaque folder hides directly below it, as nodes. */
  hiddenIn(entry: number): readonly number[];
}

/** Files only: folders and links have no bytes. */
export interface Tally {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Files that a layer brought and a later one overwrote or deleted: they are stored and moved, and nobody sees them. A file
 * with hard links is wasted when its last name is gone.
 */
export interface Waste {
  readonly bytes: number;
  /**
   * Share of the image's bytes that can be seen in the end, from 0 to 1: 1 when nothing was ever overwritten or deleted,
   * and for an image without files.
   */
  readonly efficiency: number;
  readonly files: number;
  /** The paths that waste most, most first, at most `most`. */
  top(most: number): readonly WastedPath[];
  /** Bytes of this layer that later ones hide. */
  ofLayer(layer: number): number;
}

export interface WastedPath {
  /** A folder that is gone stands for all that was in it, with `/` at its end. */
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
  /** How many times it was stored in vain. */
  readonly times: number;
  /** Layers that stored it in vain, and those that hid it. */
  readonly storedBy: readonly number[];
  readonly hiddenBy: readonly number[];
  /** What happened to it last. */
  readonly end: 'overwritten' | 'deleted';
}

const changes: readonly Change[] = ['same', 'added', 'changed', 'deleted'];

export function stackLayers(trees: readonly (LayerTree | undefined)[]): StackedImage {
  const nodes = fileNodes();
  const waste = wasteOf(nodes);
  const links = hardLinks();
  const layers = trees.map((tree, layer) => stack(tree, layer, { nodes, waste, links }));
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  return { nodes, layers, bytes, visibleBytes: bytes - waste.bytes, waste: waste.told(bytes) };
}

interface Stack {
  readonly nodes: GrowingFileNodes;
  readonly waste: WasteRecord;
  readonly links: HardLinks;
}

function stack(tree: LayerTree | undefined, layer: number, { nodes, waste, links }: Stack): StackedLayer {
  const none = { files: 0, bytes: 0 };
  if (!tree)
    return {
      ...{ tree, bytes: 0, added: none, changed: none, deleted: none },
      ...{ change: () => 'same', node: () => undefined, hiddenIn: () => [] },
    };
  const nodeOf = new Int32Array(tree.length).fill(-1);
  nodeOf[0] = 0;
  const codes = new Uint8Array(tree.length);
  const mark = (entry: number, change: Change) => {
    codes[entry] = changes.indexOf(change);
  };
  /** Files of lower layers that are gone so far. */
  const deleted = { files: 0, bytes: 0 };

  const hide = (top: number): void => {
    const open = [top];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (!nodes.isThere(node)) continue;
      if (nodes.kind(node) === 'folder') for (const child of nodes.children(node)) open.push(child);
      else {
        const lost = links.lose(node) ?? nodes.size(node);
        if (nodes.kind(node) === 'file') {
          deleted.files++;
          deleted.bytes += nodes.size(node);
        }
        waste.add(node, lost, nodes.layer(node), layer);
      }
      nodes.hide(node, layer);
    }
  };

  // What is hidden belongs to lower layers: it goes before anything of this one comes, wherever it stands in the archive.
  for (let entry = 0; entry < tree.length; entry++) {
    if (entry > 0) {
      const parent = nodeOf[tree.parent(entry)] ?? -1;
      nodeOf[entry] = parent < 0 ? -1 : (nodes.find(parent, tree.name(entry)) ?? -1);
    }
    const node = nodeOf[entry] ?? -1;
    if (tree.kind(entry) === 'whiteout') {
      mark(entry, 'deleted');
      if (node >= 0) hide(node);
    }
    if (tree.isOpaque(entry) && node >= 0) for (const child of nodes.children(node)) hide(child);
  }

  const added = { files: 0, bytes: 0 };
  const changed = { files: 0, bytes: 0 };
  for (let entry = 1; entry < tree.length; entry++) {
    const kind = nodeKind(tree.kind(entry));
    if (kind === undefined) continue;
    const node = nodes.make(nodeOf[tree.parent(entry)] ?? 0, tree.name(entry));
    nodeOf[entry] = node;
    const isNew = !nodes.isThere(node) && nodes.hiddenBy(node) !== layer;
    const isReplaced = !isNew && !(nodes.isThere(node) && nodes.kind(node) === 'folder' && kind === 'folder');
    if (nodes.isThere(node) && isReplaced) {
      const before = { ...deleted };
      hide(node);
      // What has another in its place is changed, not deleted; what stood in a folder that became a file is deleted.
      if (nodes.kind(node) === 'file') Object.assign(deleted, before);
    } else if (isReplaced && nodes.kind(node) === 'file') {
      deleted.files--;
      deleted.bytes -= nodes.size(node);
    }
    if (isReplaced) waste.replaced(node, layer);
    mark(entry, isNew ? 'added' : isReplaced ? 'changed' : 'same');
    const size = tree.size(entry);
    nodes.put(node, kind, size, layer);
    if (tree.kind(entry) === 'file') {
      const tally = isNew ? added : changed;
      tally.files++;
      tally.bytes += size;
    }
  }
  for (let entry = 1; entry < tree.length; entry++) {
    const target = tree.hardLinkTarget(entry);
    if (target !== undefined) links.tie(nodeOf[entry] ?? 0, nodeOf[target] ?? 0, tree.size(target));
  }
  return {
    ...{ tree, bytes: tree.bytes, added, changed, deleted },
    change: entry => changes[codes[entry] ?? 0] ?? 'same',
    node(entry) {
      const node = nodeOf[entry] ?? -1;
      return node < 0 ? undefined : node;
    },
    hiddenIn: entry => hiddenIn(entry, tree, nodeOf, codes),
  };

  function hiddenIn(entry: number, of: LayerTree, places: Int32Array, marks: Uint8Array): readonly number[] {
    if (!isBelowOpaque(entry, of) || changes[marks[entry] ?? 0] === 'deleted') return [];
    const own = new Set<number>();
    for (let other = entry + 1; other < of.length; other++)
      if (of.parent(other) === entry) own.add(places[other] ?? -1);
    return nodes.children(places[entry] ?? 0).filter(node => hiddenAt(node) && !own.has(node));
  }

  function hiddenAt(node: number): boolean {
    return waste.hidBy(node, layer) || nodes.hiddenBy(node) === layer;
  }
}

function isBelowOpaque(entry: number, tree: LayerTree): boolean {
  for (let at = entry; at >= 0; at = tree.parent(at)) if (tree.isOpaque(at)) return true;
  return false;
}

function nodeKind(kind: EntryKind): NodeKind | undefined {
  switch (kind) {
    case 'folder':
    case 'implied-folder':
      return 'folder';
    case 'file':
    case 'hard-link':
      return 'file';
    case 'link':
    case 'other':
      return kind;
    case 'whiteout':
      return undefined;
  }
}

interface HardLinks {
  tie(node: number, target: number, bytes: number): void;
  /** Bytes that are lost with this name: none while there are others. Undefined for a file with one name. */
  lose(node: number): number | undefined;
}

function hardLinks(): HardLinks {
  interface Group {
    names: number;
    readonly bytes: number;
  }
  const groups = new Map<number, Group>();
  return {
    tie(node, target, bytes) {
      const group = groups.get(target) ?? { names: 1, bytes };
      groups.set(target, group);
      if (groups.get(node) === group) return;
      group.names++;
      groups.set(node, group);
    },
    lose(node) {
      const group = groups.get(node);
      if (!group) return undefined;
      groups.delete(node);
      group.names--;
      return group.names === 0 ? group.bytes : 0;
    },
  };
}

interface WasteRecord {
  readonly bytes: number;
  add(node: number, bytes: number, storedBy: number, hiddenBy: number): void;
  /** What was hidden by this layer has something in its place. */
  replaced(node: number, layer: number): void;
  hidBy(node: number, layer: number): boolean;
  told(all: number): Waste;
}

function wasteOf(nodes: FileNodes): WasteRecord {
  interface Loss {
    readonly bytes: number;
    readonly storedBy: number;
    readonly hiddenBy: number;
    isReplaced: boolean;
  }
  const losses = new Map<number, Loss[]>();
  const byLayer: number[] = [];
  let sum = 0;
  let files = 0;
  /** The highest folder that went together with it. */
  const goneWith = (node: number, isReplaced: boolean): number => {
    let top = node;
    if (isReplaced || nodes.isThere(node)) return top;
    for (let at = nodes.parent(node); at > 0; at = nodes.parent(at)) {
      if (nodes.isThere(at) || nodes.hiddenBy(at) !== nodes.hiddenBy(node)) break;
      top = at;
    }
    return top;
  };
  return {
    get bytes() {
      return sum;
    },
    add(node, bytes, storedBy, hiddenBy) {
      if (bytes > 0) files++;
      sum += bytes;
      byLayer[storedBy] = (byLayer[storedBy] ?? 0) + bytes;
      const loss = { bytes, storedBy, hiddenBy, isReplaced: false };
      const known = losses.get(node);
      if (known) known.push(loss);
      else losses.set(node, [loss]);
    },
    replaced(node, layer) {
      const last = losses.get(node)?.at(-1);
      if (last?.hiddenBy === layer) last.isReplaced = true;
    },
    hidBy: (node, layer) => losses.get(node)?.some(loss => loss.hiddenBy === layer && !loss.isReplaced) ?? false,
    told(all) {
      return {
        bytes: sum,
        files,
        efficiency: all === 0 ? 1 : (all - sum) / all,
        ofLayer: layer => byLayer[layer] ?? 0,
        top(most) {
          const groups = new Map<number, { bytes: number; files: number; times: number; losses: Loss[] }>();
          for (const [node, list] of losses) {
            const lost = list.filter(loss => loss.bytes > 0);
            if (lost.length === 0) continue;
            const top = goneWith(node, list.at(-1)?.isReplaced === true);
            const group = groups.get(top) ?? { bytes: 0, files: 0, times: 0, losses: [] };
            groups.set(top, group);
            group.bytes += lost.reduce((total, loss) => total + loss.bytes, 0);
            group.files++;
            group.times = Math.max(group.times, lost.length);
            group.losses.push(...list);
          }
          return [...groups]
            .sort(([a, { bytes }], [b, other]) => other.bytes - bytes || a - b)
            .slice(0, most)
            .map(([node, { bytes, files: count, times, losses: list }]) => ({
              path: `${nodes.path(node)}${nodes.kind(node) === 'folder' && !nodes.isThere(node) ? '/' : ''}`,
              ...{ bytes, files: count, times },
              storedBy: sorted(list.map(loss => loss.storedBy)),
              hiddenBy: sorted(list.map(loss => loss.hiddenBy)),
              end: list.at(-1)?.isReplaced === true ? 'overwritten' : 'deleted',
            }));
        },
      };
    },
  };
}

function sorted(layers: readonly number[]): readonly number[] {
  return [...new Set(layers)].sort((a, b) => a - b);
}
