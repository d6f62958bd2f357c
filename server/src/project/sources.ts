/**
 * Files as cells: what the workspace says of a path, and what the parsers make of it. Everything that reads the
 * workspace passes through here, once per path, and is therefore recorded.
 */
import type { ComposeFile } from '../syntax/compose/compose-file.ts';
import { parseCompose } from '../syntax/compose/parse-compose.ts';
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../syntax/dockerfile/parse.ts';
import { dirname } from '../text/path.ts';
import { keepLast } from '../text/remember.ts';
import { after, type Reads, type Soon } from './cells.ts';
import type { DirectoryEntry, EntryKind, FileRead, Workspace } from './workspace.ts';

export interface Sources {
  file(reads: Reads, path: string): Soon<FileRead>;
  /** The text of a file that can be read; undefined for any other. */
  text(reads: Reads, path: string): Soon<string | undefined>;
  entryAt(reads: Reads, path: string): Soon<EntryKind>;
  /** Sorted by name, so that no answer depends on the order a disk gives. */
  directory(reads: Reads, path: string): Soon<readonly DirectoryEntry[]>;
  dockerfile(reads: Reads, path: string): Soon<Dockerfile | undefined>;
  compose(reads: Reads, path: string): Soon<ComposeFile | undefined>;
}

/** The cells that a change at `path` touches; of its folder too when the change may be its presence. */
export function inputsAt(path: string, what: 'content' | 'presence'): readonly string[] {
  const own = [fileKey(path), entryKey(path)];
  return what === 'content' ? own : [...own, `directory:${path}`, `directory:${dirname(path)}`];
}

export const entryKey = keepLast((path: string) => `entry:${path}`);
const fileKey = keepLast((path: string) => `file:${path}`);
const dockerfileKey = keepLast((path: string) => `dockerfile:${path}`);

/** How often a Dockerfile is read with what was read of the text before, until it is read as a whole again. */
const maxMoves = 32;

export function createSources(workspace: Workspace): Sources {
  /** The last tree of each Dockerfile. */
  const trees = new Map<string, { readonly file: Dockerfile; readonly moves: number }>();
  const sources: Sources = {
    file: (reads, path) => reads.get(fileKey(path), () => workspace.readFile(path), sameFile),
    text: (reads, path) => after(sources.file(reads, path), read => (read.kind === 'text' ? read.text : undefined)),
    entryAt: (reads, path) => reads.get(entryKey(path), () => workspace.stat(path)),
    directory: (reads, path) =>
      reads.get(`directory:${path}`, async () => [...(await workspace.readDirectory(path))].sort(byName), sameEntries),
    dockerfile: (reads, path) =>
      reads.get(dockerfileKey(path), reads => after(sources.text(reads, path), text => parsed(path, text))),
    compose: (reads, path) =>
      reads.get(`compose:${path}`, reads =>
        after(sources.text(reads, path), text => (text === undefined ? undefined : parseCompose(text))),
      ),
  };

  function parsed(path: string, text: string | undefined): Dockerfile | undefined {
    if (text === undefined) {
      trees.delete(path);
      return undefined;
    }
    // What is moved from tree to tree keeps the text alive that it was read from.
    const last = trees.get(path);
    const before = last && last.moves < maxMoves ? last : undefined;
    const file = parseDockerfile(text, before?.file);
    trees.set(path, { file, moves: before ? before.moves + 1 : 0 });
    return file;
  }

  return sources;
}

const byName = (a: DirectoryEntry, b: DirectoryEntry): number => (a.name < b.name ? -1 : 1);

function sameFile(a: FileRead, b: FileRead): boolean {
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text;
  return a.kind === b.kind && a.kind !== 'unreadable';
}

function sameEntries(a: readonly DirectoryEntry[], b: readonly DirectoryEntry[]): boolean {
  return a.length === b.length && a.every((entry, i) => entry.name === b[i]?.name && entry.kind === b[i]?.kind);
}

/** Equality of small answers made of plain data; for cells whose value is often the same after a change. */
export function sameData<T>(a: T, b: T): boolean {
  return same(a, b);
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((it, i) => same(it, b[i]));
  }
  const others = new Map<string, unknown>(Object.entries(b));
  for (const [key, value] of Object.entries(a)) {
    if (!same(value, others.get(key))) return false;
    others.delete(key);
  }
  // What is undefined may as well be absent.
  return [...others.values()].every(it => it === undefined);
}
