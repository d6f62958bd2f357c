// The files of one layer, held compactly: columns instead of objects, each name once. An image of 2 GB may have hundreds of
// thousands of entries, and several images are kept at a time.

export type EntryKind =
  /** A folder that the layer does not mention, but has entries of. */
  'implied-folder' | 'folder' | 'file' | 'link' | 'hard-link' | 'other' | 'whiteout';

const kinds: readonly EntryKind[] = ['implied-folder', 'folder', 'file', 'link', 'hard-link', 'other', 'whiteout'];

/** Entries are numbers: 0 is the root, and a folder always has a lower one than what stands in it. */
export interface LayerTree {
  readonly length: number;
  /** Bytes of all files; a hard link has none of its own. */
  readonly bytes: number;
  /** In its folder; of a whiteout the name of what it hides. */
  name(entry: number): string;
  /** -1 for the root. */
  parent(entry: number): number;
  kind(entry: number): EntryKind;
  size(entry: number): number;
  /** What lower layers have in this folder is hidden. */
  isOpaque(entry: number): boolean;
  /** Of a hard link: the entry that has the bytes; undefined when it is none of this layer. */
  hardLinkTarget(entry: number): number | undefined;
}

export interface LayerTreeBuilder {
  /** `path` as in the archive; what is added again replaces what was there. */
  add(path: string, kind: Exclude<EntryKind, 'implied-folder' | 'whiteout'>, size: number, linkTarget?: string): void;
  build(): LayerTree;
}

/** How OCI and Docker layers say that something of a lower layer is gone. */
const whiteoutPrefix = '.wh.';
const opaqueMark = '.wh..wh..opq';
/** Notes of the aufs file system, which mean nothing to others. */
const aufsPrefix = '.wh..wh.';

export function layerTreeBuilder(): LayerTreeBuilder {
  const pool: string[] = [''];
  const idOf = new Map<string, number>([['', 0]]);
  let nameIds = new Int32Array(256);
  let parents = new Int32Array(256);
  let sizes = new Float64Array(256);
  let kindCodes = new Uint8Array(256);
  let length = 1;
  parents[0] = -1;
  /** Entries by folder and name: a table with open addressing, at most half full; 0 is free, the root is never looked for. */
  let table = new Int32Array(1024);
  const hardLinks = new Map<number, string>();
  const opaque = new Set<number>();
  let lastFolder = { path: '', entry: 0 };

  const slotOf = (parent: number, name: number): number => {
    // Mixed well: names and folders are numbered alike, and the low digits alone choose the place.
    let slot = Math.imul(parent, 0x9e3779b1) ^ Math.imul(name ^ (name >>> 16), 0x85ebca6b);
    slot = Math.imul(slot ^ (slot >>> 15), 0xc2b2ae35);
    slot = (slot ^ (slot >>> 13)) >>> 0;
    for (slot &= table.length - 1; ; slot = (slot + 1) & (table.length - 1)) {
      const entry = table[slot] ?? 0;
      if (entry === 0 || (parents[entry] === parent && nameIds[entry] === name)) return slot;
    }
  };
  const grow = (): void => {
    const twice = <T extends Int32Array | Float64Array | Uint8Array>(old: T, fresh: T): T => {
      fresh.set(old as never);
      return fresh;
    };
    nameIds = twice(nameIds, new Int32Array(length * 2));
    parents = twice(parents, new Int32Array(length * 2));
    sizes = twice(sizes, new Float64Array(length * 2));
    kindCodes = twice(kindCodes, new Uint8Array(length * 2));
    table = new Int32Array(Math.max(table.length, 2 ** Math.ceil(Math.log2(length * 4))));
    for (let entry = 1; entry < length; entry++) table[slotOf(parents[entry] ?? 0, nameIds[entry] ?? 0)] = entry;
  };
  const nameId = (name: string): number => {
    const known = idOf.get(name);
    if (known !== undefined) return known;
    const own = unshared(name);
    idOf.set(own, pool.length);
    return pool.push(own) - 1;
  };
  const entryAt = (parent: number, name: string, make: 'make' | 'find'): number | undefined => {
    const known = idOf.get(name);
    if (known === undefined && make === 'find') return undefined;
    const id = known ?? nameId(name);
    const slot = slotOf(parent, id);
    const found = table[slot] ?? 0;
    if (found !== 0) return found;
    if (make === 'find') return undefined;
    const entry = length;
    nameIds[entry] = id;
    parents[entry] = parent;
    table[slot] = entry;
    length++;
    if (length === parents.length) grow();
    return entry;
  };
  const kindOf = (entry: number): EntryKind => kinds[kindCodes[entry] ?? 0] ?? 'other';
  const isFolder = (entry: number): boolean => ['folder', 'implied-folder'].includes(kindOf(entry));
  const set = (entry: number, kind: EntryKind, size: number): void => {
    kindCodes[entry] = kinds.indexOf(kind);
    sizes[entry] = size;
  };
  /** What has something in it is a folder, whatever else an odd archive says of it. */
  const hasEntries = new Set<number>();
  /** A folder in place of what the same layer hides shows nothing of the layers below. */
  const put = (entry: number, kind: EntryKind, size: number): void => {
    if (kind !== 'folder' && kind !== 'implied-folder' && hasEntries.has(entry)) return;
    if (kindOf(entry) === 'whiteout' && (kind === 'folder' || kind === 'implied-folder')) opaque.add(entry);
    set(entry, kind, size);
  };
  const folderAt = (path: string): number => {
    if (path === lastFolder.path) return lastFolder.entry;
    let entry = 0;
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      entry = entryAt(entry, part, 'make') ?? 0;
      if (!isFolder(entry)) put(entry, 'implied-folder', 0);
      hasEntries.add(entry);
    }
    lastFolder = { path, entry };
    return entry;
  };
  const find = (path: string): number | undefined => {
    let entry: number | undefined = 0;
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      entry = entryAt(entry, part, 'find');
      if (entry === undefined) return undefined;
    }
    return entry;
  };

  return {
    add(path, kind, size, linkTarget) {
      let end = path.length;
      while (path[end - 1] === '/') end--;
      const trimmed = path.slice(0, end);
      const cut = trimmed.lastIndexOf('/') + 1;
      const name = trimmed.slice(cut);
      const folder = folderAt(trimmed.slice(0, cut));
      if (name === opaqueMark) {
        opaque.add(folder);
        return;
      }
      if (name.startsWith(aufsPrefix)) return;
      if (name.length > whiteoutPrefix.length && name.startsWith(whiteoutPrefix)) {
        const before = length;
        const hidden = entryAt(folder, name.slice(whiteoutPrefix.length), 'make') ?? 0;
        // What the layer puts there itself has the last word, whichever of the two comes first.
        if (hidden === before) set(hidden, 'whiteout', 0);
        else if (isFolder(hidden)) opaque.add(hidden);
        return;
      }
      if (name === '' || name === '.') {
        set(folder, 'folder', 0);
        return;
      }
      const entry = entryAt(folder, name, 'make') ?? 0;
      hardLinks.delete(entry);
      put(entry, kind, kind === 'file' ? size : 0);
      if (kind === 'hard-link' && linkTarget !== undefined) hardLinks.set(entry, linkTarget);
    },
    build() {
      const targets = new Map<number, number>();
      for (const [entry, path] of hardLinks) {
        const target = find(path);
        if (target !== undefined && target !== entry) targets.set(entry, target);
      }
      return tree({
        pool,
        nameIds: nameIds.slice(0, length),
        parents: parents.slice(0, length),
        sizes: sizes.slice(0, length),
        kinds: kindCodes.slice(0, length),
        opaque,
        targets,
      });
    },
  };
}

interface Columns {
  readonly pool: readonly string[];
  readonly nameIds: Int32Array;
  readonly parents: Int32Array;
  readonly sizes: Float64Array;
  readonly kinds: Uint8Array;
  readonly opaque: ReadonlySet<number>;
  readonly targets: ReadonlyMap<number, number>;
}

function tree(columns: Columns): LayerTree {
  const { pool, nameIds, parents, sizes, opaque, targets } = columns;
  return {
    length: parents.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    name: entry => pool[nameIds[entry] ?? 0] ?? '',
    parent: entry => parents[entry] ?? -1,
    kind: entry => kinds[columns.kinds[entry] ?? 0] ?? 'other',
    size: entry => sizes[entry] ?? 0,
    isOpaque: entry => opaque.has(entry),
    hardLinkTarget: entry => targets.get(entry),
  };
}

/** A part of a string keeps all of it in memory; a copy of the part does not. */
function unshared(text: string): string {
  return decoder.decode(encoder.encode(text));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
