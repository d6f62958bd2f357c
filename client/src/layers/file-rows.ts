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
    const isFolder = kind === 'folder' || kind === 'implied-folder';
    const hiddenBelow = isFolder && node !== undefined ? (hidden[node] ?? 0) : 0;
    return {
      ...(hiddenBelow > 0 ? { hiddenBytes: hiddenBelow } : {}),
      id: `e${entry}`,
      name: tree.name(entry),
      kind: kind === 'implied-folder' ? 'folder' : kind === 'hard-link' ? 'file' : kind,
      change: layer.change(entry),
      bytes: bytes[entry] ?? 0,
      hasChildren: isFolder && (below.first(entry) !== 0 || layer.hiddenIn(entry).length > 0),
    };
  };

  return {
    children(folder, order, most) {
      const at = Number(folder.slice(1));
      if (folder.startsWith('n')) return cut(nodes.children(at).filter(isHidden).map(hiddenRow), order, most);
      const gone = layer.hiddenIn(at).map(hiddenRow);
      return cut([...below.all(at).map(rowOf), ...gone], order, most);
    },
    matching(text, order, most) {
      const path = pathsOf(tree);
      const wanted = text.toLowerCase();
      const found: number[] = [];
      for (let entry = 1; entry < tree.length; entry++)
        if (path(entry).toLowerCase().includes(wanted)) found.push(entry);
      // Sorted by what is cheap: a row is made for those only that are shown.
      if (order === 'size') found.sort((a, b) => (bytes[b] ?? 0) - (bytes[a] ?? 0));
      const rows = found.slice(0, most).map(entry => ({ ...rowOf(entry), name: path(entry), hasChildren: false }));
      return { rows, leftOut: Math.max(0, found.length - most) };
    },
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
    matching(text, order, most) {
      const wanted = text.toLowerCase();
      const found: number[] = [];
      for (let node = 1; node < nodes.length; node++)
        if (nodes.isThere(node) && nodes.path(node).toLowerCase().includes(wanted)) found.push(node);
      if (order === 'size') found.sort((a, b) => (bytes[b] ?? 0) - (bytes[a] ?? 0));
      const rows = found.slice(0, most).map(node => ({ ...rowOf(node), name: nodes.path(node), hasChildren: false }));
      return { rows, leftOut: Math.max(0, found.length - most) };
    },
  };
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
  const rank = (row: FileRow) => (row.kind === 'folder' ? 0 : 1);
  return rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
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
