// Every path that any layer of an image has had, as columns: what stands there now or stood there last. Nodes are numbers,
// 0 is the root; a node stays when what it names is gone.

export type NodeKind = 'folder' | 'file' | 'link' | 'other';

export interface FileNodes {
  readonly length: number;
  name(node: number): string;
  parent(node: number): number;
  kind(node: number): NodeKind;
  /** Bytes of a file; of one that is gone those it had last. */
  size(node: number): number;
  isThere(node: number): boolean;
  /** The layer that wrote it last. */
  layer(node: number): number;
  /** The layer that hid it last; -1 for what was never hidden. */
  hiddenBy(node: number): number;
  /** Also of those that are gone. */
  children(node: number): readonly number[];
  /** `/usr/bin/node` */
  path(node: number): string;
}

export interface GrowingFileNodes extends FileNodes {
  find(parent: number, name: string): number | undefined;
  make(parent: number, name: string): number;
  put(node: number, kind: NodeKind, size: number, layer: number): void;
  hide(node: number, layer: number): void;
}

const kinds: readonly NodeKind[] = ['folder', 'file', 'link', 'other'];

export function fileNodes(): GrowingFileNodes {
  const pool: string[] = [''];
  const idOf = new Map<string, number>();
  let capacity = 1024;
  let length = 1;
  let names = new Int32Array(capacity);
  let parents = new Int32Array(capacity);
  let firstChildren = new Int32Array(capacity);
  let nextSiblings = new Int32Array(capacity);
  let sizes = new Float64Array(capacity);
  let layers = new Int16Array(capacity);
  let hidden = new Int16Array(capacity);
  let kindCodes = new Uint8Array(capacity);
  let there = new Uint8Array(capacity);
  /** Open addressing by folder and name, at most half full; 0 is free. */
  let table = new Int32Array(capacity * 2);
  parents[0] = -1;
  there[0] = 1;
  hidden[0] = -1;

  const slotOf = (parent: number, name: number): number => {
    // Mixed well: names and folders are numbered alike, and the low digits alone choose the place.
    let slot = Math.imul(parent, 0x9e3779b1) ^ Math.imul(name ^ (name >>> 16), 0x85ebca6b);
    slot = Math.imul(slot ^ (slot >>> 15), 0xc2b2ae35);
    slot = (slot ^ (slot >>> 13)) >>> 0;
    for (slot &= table.length - 1; ; slot = (slot + 1) & (table.length - 1)) {
      const node = table[slot] ?? 0;
      if (node === 0 || (parents[node] === parent && names[node] === name)) return slot;
    }
  };
  const grow = (): void => {
    capacity *= 2;
    const larger = <T extends { set(from: T): void }>(make: new (length: number) => T, old: T): T => {
      const made = new make(capacity);
      made.set(old);
      return made;
    };
    names = larger(Int32Array, names);
    parents = larger(Int32Array, parents);
    firstChildren = larger(Int32Array, firstChildren);
    nextSiblings = larger(Int32Array, nextSiblings);
    sizes = larger(Float64Array, sizes);
    layers = larger(Int16Array, layers);
    hidden = larger(Int16Array, hidden);
    kindCodes = larger(Uint8Array, kindCodes);
    there = larger(Uint8Array, there);
    table = new Int32Array(capacity * 2);
    for (let node = 1; node < length; node++) table[slotOf(parents[node] ?? 0, names[node] ?? 0)] = node;
  };
  const name = (node: number): string => pool[names[node] ?? 0] ?? '';

  return {
    get length() {
      return length;
    },
    name,
    parent: node => parents[node] ?? -1,
    kind: node => kinds[kindCodes[node] ?? 0] ?? 'other',
    size: node => sizes[node] ?? 0,
    isThere: node => there[node] === 1,
    layer: node => layers[node] ?? 0,
    hiddenBy: node => hidden[node] ?? -1,
    children(node) {
      const found: number[] = [];
      for (let child = firstChildren[node] ?? 0; child !== 0; child = nextSiblings[child] ?? 0) found.push(child);
      return found;
    },
    path(node) {
      const parts: string[] = [];
      for (let at = node; at > 0; at = parents[at] ?? 0) parts.push(name(at));
      return `/${parts.reverse().join('/')}`;
    },
    find(parent, childName) {
      const id = idOf.get(childName);
      if (id === undefined) return undefined;
      const node = table[slotOf(parent, id)] ?? 0;
      return node === 0 ? undefined : node;
    },
    make(parent, childName) {
      let id = idOf.get(childName);
      if (id === undefined) {
        id = pool.push(childName) - 1;
        idOf.set(childName, id);
      }
      const slot = slotOf(parent, id);
      const found = table[slot] ?? 0;
      if (found !== 0) return found;
      const node = length++;
      names[node] = id;
      parents[node] = parent;
      hidden[node] = -1;
      nextSiblings[node] = firstChildren[parent] ?? 0;
      firstChildren[parent] = node;
      table[slot] = node;
      if (length === capacity) grow();
      return node;
    },
    put(node, kind, size, layer) {
      kindCodes[node] = kinds.indexOf(kind);
      sizes[node] = size;
      layers[node] = layer;
      there[node] = 1;
    },
    hide(node, layer) {
      there[node] = 0;
      hidden[node] = layer;
    },
  };
}
