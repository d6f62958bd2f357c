// The files of a layer, or of the whole image, folder by folder: what is in a folder is told when somebody opens it, for an
// image has more files than a panel should hold.
import type { LayerTree } from '../engine/layers/layer-tree.ts';
import type { FileRow, RowOrder } from '../webviews/layers-messages.ts';
import type { FileNodes } from './file-nodes.ts';
import type { StackedLayer } from './stacked-image.ts';

export interface FileRows {
  /** `folder`: the id of a row, `''` for the root. At most `most` rows, and how many more there are. */
  children(folder: string, order: RowOrder, most: number): CutRows;
  /** Files and folders whose path has the text, in either case; named by their paths. */
  matching(text: string, order: RowOrder, most: number): CutRows;
}

export interface CutRows {
  readonly rows: readonly FileRow[];
  readonly leftOut: number;
}

const nothing: CutRows = { rows: [], leftOut: 0 };

/** What a layer brought, and what it hid: rows of entries (`e7`), and of what lower layers had (`n7`). */
export function rowsOfLayer(layer: StackedLayer, number: number, nodes: FileNodes): FileRows {
  const { tree } = layer;
  if (!tree) return { children: () => nothing, matching: () => nothing };
  const below = childrenOf(tree.length, entry => tree.parent(entry));
  const bytes = sumsOf(tree);
  const hidden = hiddenSums(nodes, number);
  const isHidden = (node: number): boolean => nodes.hiddenBy(node) === number;
  const isFolder = (entry: number): boolean => ['folder', 'implied-folder'].includes(tree.kind(entry));
  const hiddenRow = (node: number): FileRow => {
    const isFolder = nodes.kind(node) === 'folder';
    return {
      id: `n${node}`,
      name: nodes.name(node),
      kind: nodes.kind(node),
      change: 'deleted',
      bytes: hidden[node] ?? 0,
      hasChildren: isFolder && nodes.children(node).some(isHidden),
    };
  };
  const rowOf = (entry: number): FileRow => {
    const kind = tree.kind(entry);
    const node = layer.node(entry);
    if (kind === 'whiteout') {
      const gone = node === undefined ? undefined : hiddenRow(node);
      return (
        gone ?? {
          id: `e${entry}`,
          name: tree.name(entry),
          kind: 'other',
          change: 'deleted',
          bytes: 0,
          hasChildren: false,
        }
      );
    }
    const hiddenBelow = isFolder(entry) && node !== undefined ? (hidden[node] ?? 0) : 0;
    return {
      ...(hiddenBelow > 0 ? { hiddenBytes: hiddenBelow } : {}),
      id: `e${entry}`,
      name: tree.name(entry),
      kind: kind === 'implied-folder' ? 'folder' : kind === 'hard-link' ? 'file' : kind,
      change: layer.change(entry),
      bytes: bytes[entry] ?? 0,
      hasChildren: isFolder(entry) && (below.first(entry) !== 0 || layer.hiddenIn(entry).length > 0),
    };
  };

  const pathOf = pathsOf(tree);
  /** The node that is shown as deleted at a place of the filter: places of entries come first, then those of nodes. */
  const goneAt = (at: number): number | undefined => {
    if (at >= tree.length) return at - tree.length;
    return tree.kind(at) === 'whiteout' ? layer.node(at) : undefined;
  };

  return {
    children(folder, order, most) {
      const at = Number(folder.slice(1));
      if (folder.startsWith('n')) return cut(nodes.children(at).filter(isHidden).map(hiddenRow), order, most);
      const gone = layer.hiddenIn(at).map(hiddenRow);
      return cut([...below.all(at).map(rowOf), ...gone], order, most);
    },
    matching: matchingIn({
      length: tree.length + nodes.length,
      children(at) {
        const gone = goneAt(at);
        const inside = gone === undefined ? layer.hiddenIn(at) : nodes.children(gone).filter(isHidden);
        return [...(gone === undefined ? below.all(at) : []), ...inside.map(node => tree.length + node)];
      },
      isFolder(at) {
        const gone = goneAt(at);
        return gone === undefined ? isFolder(at) : nodes.kind(gone) === 'folder';
      },
      name: at => (at < tree.length ? tree.name(at) : nodes.name(at - tree.length)),
      path: at => (at < tree.length ? pathOf(at) : nodes.path(at - tree.length)),
      weight(at) {
        if (at >= tree.length) return hidden[at - tree.length] ?? 0;
        const node = layer.node(at);
        const canHide = isFolder(at) || tree.kind(at) === 'whiteout';
        return (bytes[at] ?? 0) + (canHide && node !== undefined ? (hidden[node] ?? 0) : 0);
      },
      row: at => (at < tree.length ? rowOf(at) : hiddenRow(at - tree.length)),
    }),
  };
}

/** The image as a container sees it. */
export function rowsOfImage(nodes: FileNodes): FileRows {
  const bytes = new Float64Array(nodes.length);
  // A folder was made before what is in it.
  for (let node = nodes.length - 1; node > 0; node--) {
    if (!nodes.isThere(node)) continue;
    bytes[node] = (bytes[node] ?? 0) + (nodes.kind(node) === 'file' ? nodes.size(node) : 0);
    const parent = nodes.parent(node);
    bytes[parent] = (bytes[parent] ?? 0) + (bytes[node] ?? 0);
  }
  const rowOf = (node: number): FileRow => ({
    id: `n${node}`,
    name: nodes.name(node),
    kind: nodes.kind(node),
    bytes: bytes[node] ?? 0,
    hasChildren: nodes.kind(node) === 'folder' && nodes.children(node).some(child => nodes.isThere(child)),
  });
  return {
    children(folder, order, most) {
      const node = folder === '' ? 0 : Number(folder.slice(1));
      return cut(
        nodes
          .children(node)
          .filter(child => nodes.isThere(child))
          .map(rowOf),
        order,
        most,
      );
    },
    matching: matchingIn({
      length: nodes.length,
      children: node => nodes.children(node).filter(child => nodes.isThere(child)),
      isFolder: node => nodes.kind(node) === 'folder',
      name: node => nodes.name(node),
      path: node => nodes.path(node),
      weight: node => bytes[node] ?? 0,
      row: rowOf,
    }),
  };
}

/** What a filter looks through: rows by number, 0 is the root. What the root does not lead to is not there. */
interface Numbered {
  readonly length: number;
  children(at: number): readonly number[];
  isFolder(at: number): boolean;
  name(at: number): string;
  path(at: number): string;
  /** By which the tree puts the largest first. */
  weight(at: number): number;
  row(at: number): FileRow;
}

/** Hits stand in the order of the tree as if all of it were open. */
function matchingIn(tree: Numbered): FileRows['matching'] {
  let places: Int32Array | undefined;
  return (text, order, most) => {
    const wanted = text.toLowerCase();
    const found: number[] = [];
    places ??= placesByName(tree);
    const place = (at: number): number => places?.[at] ?? 0;
    for (let at = 1; at < tree.length; at++)
      if (place(at) > 0 && tree.path(at).toLowerCase().includes(wanted)) found.push(at);
    // Sorted by what is cheap: a row is made for those only that are shown.
    if (order === 'name') found.sort((a, b) => place(a) - place(b));
    else found.sort((a, b) => tree.weight(b) - tree.weight(a) || place(a) - place(b));
    const rows = found.slice(0, most).map(at => ({ ...tree.row(at), name: tree.path(at), hasChildren: false }));
    return { rows, leftOut: Math.max(0, found.length - most) };
  };
}

/** Where each stands when everything is open and sorted by name; 0 for the root and what is not there. */
function placesByName(tree: Numbered): Int32Array {
  const places = new Int32Array(tree.length);
  const waiting = [0];
  let next = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    places[at] = next++;
    // The first is taken from the end.
    const named = tree.children(at).map(child => ({ child, name: tree.name(child), isFolder: tree.isFolder(child) }));
    for (const { child } of named.sort((a, b) => foldersFirst(b, a))) waiting.push(child);
  }
  return places;
}

function cut(rows: readonly FileRow[], order: RowOrder, most: number): CutRows {
  const sorted = [...rows].sort(order === 'size' ? bySize : byName);
  return { rows: sorted.slice(0, most), leftOut: Math.max(0, sorted.length - most) };
}

function bySize(a: FileRow, b: FileRow): number {
  return weight(b) - weight(a) || byName(a, b);
}

function weight({ bytes, hiddenBytes = 0 }: FileRow): number {
  return bytes + hiddenBytes;
}

/** Folders first, as editors do. */
function byName(a: FileRow, b: FileRow): number {
  const of = ({ name, kind }: FileRow) => ({ name, isFolder: kind === 'folder' });
  return foldersFirst(of(a), of(b));
}

interface Named {
  readonly name: string;
  readonly isFolder: boolean;
}

function foldersFirst(a: Named, b: Named): number {
  return Number(b.isFolder) - Number(a.isFolder) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** Of each node the bytes that the layer hides of it or in it; what it has itself in their place is not hidden. */
function hiddenSums(nodes: FileNodes, layer: number): Float64Array {
  const sums = new Float64Array(nodes.length);
  for (let node = nodes.length - 1; node > 0; node--) {
    const isGone = nodes.hiddenBy(node) === layer && (!nodes.isThere(node) || nodes.layer(node) > layer);
    if (isGone && nodes.kind(node) === 'file') sums[node] = (sums[node] ?? 0) + nodes.size(node);
    const parent = nodes.parent(node);
    sums[parent] = (sums[parent] ?? 0) + (sums[node] ?? 0);
  }
  return sums;
}

/** What is in each folder, as two columns. */
function childrenOf(length: number, parent: (entry: number) => number) {
  const first = new Int32Array(length);
  const next = new Int32Array(length);
  for (let entry = length - 1; entry > 0; entry--) {
    const folder = parent(entry);
    next[entry] = first[folder] ?? 0;
    first[folder] = entry;
  }
  return {
    first: (entry: number) => first[entry] ?? 0,
    all(entry: number): readonly number[] {
      const found: number[] = [];
      for (let child = first[entry] ?? 0; child !== 0; child = next[child] ?? 0) found.push(child);
      return found;
    },
  };
}

/** Of each entry with all that is in it. */
function sumsOf(tree: LayerTree): Float64Array {
  const sums = new Float64Array(tree.length);
  for (let entry = tree.length - 1; entry > 0; entry--) {
    sums[entry] = (sums[entry] ?? 0) + tree.size(entry);
    const parent = tree.parent(entry);
    sums[parent] = (sums[parent] ?? 0) + (sums[entry] ?? 0);
  }
  return sums;
}

function pathsOf(tree: LayerTree): (entry: number) => string {
  return entry => {
    let path = '';
    for (let at = entry; at > 0; at = tree.parent(at)) path = `/${tree.name(at)}${path}`;
    return path;
  };
}
