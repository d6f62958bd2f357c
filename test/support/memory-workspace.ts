/** A workspace of strings for tests: files are scripted, and what was read of them is on record. */
import type { DirectoryEntry, EntryKind, FileRead, Workspace } from '../../server/src/project/workspace.ts';
import { isWithin, join } from '../../server/src/text/path.ts';

export interface MemoryWorkspace extends Workspace {
  /** Creates or replaces a file; the path may be relative to the root. Gives its absolute path, as `changed` wants it. */
  write(path: string, text: string): string;
  /** Makes a path that exists and cannot be read. */
  writeUnreadable(path: string, reason: 'denied' | 'folder' | 'too-large' | 'failed'): string;
  remove(path: string): string;
  /** The text of a file, for tests that apply edits; undefined when there is none. */
  textAt(path: string): string | undefined;
  /** Every path in it, absolute, in the order of their creation. */
  readonly paths: readonly string[];
  /** The files whose text was asked for since the last call, absolute and each once. */
  takeReads(): readonly string[];
}

/** Where the files of fixtures and examples stand. */
export const root = '/p';

export function memoryWorkspace(files: Readonly<Record<string, string>> = {}): MemoryWorkspace {
  const contents = new Map<string, Exclude<FileRead, { kind: 'missing' }>>();
  const reads = new Set<string>();

  function kindAt(path: string): EntryKind {
    const content = contents.get(path);
    if (content) return content.kind === 'unreadable' && content.reason === 'folder' ? 'folder' : 'file';
    return path === root || [...contents.keys()].some(other => isWithin(path, other)) ? 'folder' : 'missing';
  }

  const workspace: MemoryWorkspace = {
    async readFile(path) {
      reads.add(path);
      const content = contents.get(path);
      if (content) return content;
      if (kindAt(path) === 'missing') return { kind: 'missing' };
      return { kind: 'unreadable', reason: 'folder', message: 'This is a folder' };
    },
    async stat(path) {
      return kindAt(path);
    },
    async readDirectory(path) {
      const entries = new Map<string, DirectoryEntry>();
      const prefix = path.endsWith('/') ? path : `${path}/`;
      for (const other of contents.keys()) {
        if (!other.startsWith(prefix)) continue;
        const name = other.slice(prefix.length).split('/')[0] ?? '';
        const kind = kindAt(prefix + name);
        if (kind !== 'missing') entries.set(name, { name, kind });
      }
      return [...entries.values()];
    },
    write(path, text) {
      const at = join(root, path);
      contents.set(at, { kind: 'text', text });
      return at;
    },
    writeUnreadable(path, reason) {
      const at = join(root, path);
      contents.set(at, { kind: 'unreadable', reason, message: `The file cannot be read (${reason})` });
      return at;
    },
    remove(path) {
      const at = join(root, path);
      for (const other of [...contents.keys()]) if (isWithin(at, other)) contents.delete(other);
      return at;
    },
    textAt(path) {
      const content = contents.get(join(root, path));
      return content?.kind === 'text' ? content.text : undefined;
    },
    get paths() {
      return [...contents.keys()];
    },
    takeReads() {
      const taken = [...reads];
      reads.clear();
      return taken;
    },
  };
  for (const [path, text] of Object.entries(files)) workspace.write(path, text);
  return workspace;
}
