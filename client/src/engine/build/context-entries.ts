// Walks a build context. Entries come in the order BuildKit wants them: a folder before what is in it, names compared byte
// by byte. Sockets, pipes and devices are left out: no image can be given them.
import { type BigIntStats, lstat as lstatOf } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface ContextEntry {
  readonly kind: 'file' | 'folder' | 'link';
  /** Relative to the context, with `/`. */
  readonly path: string;
  /** The lowest twelve bits: permissions, set-user-id, set-group-id and sticky. */
  readonly mode: number;
  /** In bytes; 0 for what is no file. */
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly modifiedNs: bigint;
  /** Where a link points to, as it is written. */
  readonly target: string;
}

export interface ContextWalk {
  /** Absolute. */
  readonly root: string;
  /** For a path relative to the root, with `/`. */
  readonly isIgnored: (path: string) => boolean;
  /** Whether something in a folder that is ignored may not be: it is entered, and comes only if there is. Never if absent. */
  readonly mayHoldMore?: ((folder: string) => boolean) | undefined;
  /** Only these, what is in them and the folders they are in; everything when absent. */
  readonly only?: readonly string[];
}

/** Something of the context could not be read, or changed while it was read. The message names it. */
export class ContextUnreadable extends Error {
  override readonly name = 'ContextUnreadable';
  /** Relative to the context, with `/`; empty for the context itself. */
  readonly path: string;
  /** Node's, such as `ENOENT` or `EACCES`; `CHANGED` when the file is shorter than it was. */
  readonly code: string;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ContextUnreadable';
  }

  constructor(path: string, code: string, message: string) {
    super(message);
    this.path = path;
    this.code = code;
  }
}

export function unreadable(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined || error instanceof ContextUnreadable) return error;
  const what = path === '' || path === '.' ? 'The build context' : `${path} of the build context`;
  const why =
    code === 'ENOENT'
      ? path === ''
        ? 'does not exist'
        : 'vanished while it was sent'
      : code === 'EACCES' || code === 'EPERM'
        ? 'must not be read: change its permissions, or list it in the ignore file'
        : `cannot be read (${code})`;
  return new ContextUnreadable(path, code, `${what} ${why}`);
}

/** How many entries are looked at at once. */
const batchLength = 64;
// That of node:fs/promises takes half as long again, which many entries show.
const lstat = promisify(lstatOf);

export async function* contextEntries(walk: ContextWalk, folder = ''): AsyncGenerator<ContextEntry> {
  let names: string[];
  try {
    names = await readdir(join(walk.root, folder));
  } catch (error) {
    throw unreadable(folder, error);
  }
  names.sort(byBytes);
  const start = folder === '' ? '' : `${folder}/`;
  const half = new Set<string>();
  const paths = names
    .map(name => start + name)
    .filter(path => {
      if (!isWanted(path, walk)) return false;
      if (!walk.isIgnored(path)) return true;
      if (walk.mayHoldMore?.(path) !== true) return false;
      half.add(path);
      return true;
    });
  for (let at = 0; at < paths.length; at += batchLength) {
    const entries = await Promise.all(paths.slice(at, at + batchLength).map(path => entryAt(walk.root, path)));
    for (const entry of entries) {
      if (entry === undefined) continue;
      if (half.has(entry.path)) {
        if (entry.kind === 'folder') yield* withWhatIsInIt(walk, entry);
        continue;
      }
      yield entry;
      if (entry.kind === 'folder') yield* contextEntries(walk, entry.path);
    }
  }
}

/** Nothing at all when all that is in it is ignored. */
async function* withWhatIsInIt(walk: ContextWalk, folder: ContextEntry): AsyncGenerator<ContextEntry> {
  let isTold = false;
  for await (const entry of contextEntries(walk, folder.path)) {
    if (!isTold) yield folder;
    isTold = true;
    yield entry;
  }
}

function isWanted(path: string, { only }: ContextWalk): boolean {
  if (only === undefined) return true;
  return only.some(it => it === path || path.startsWith(`${it}/`) || it.startsWith(`${path}/`));
}

async function entryAt(root: string, path: string): Promise<ContextEntry | undefined> {
  const at = join(root, path);
  try {
    const stats = await lstat(at, { bigint: true });
    const kind = kindOf(stats);
    if (kind === undefined) return undefined;
    return {
      kind,
      path,
      // Windows knows no permissions: what is no folder could not be run in the image.
      mode: process.platform === 'win32' ? 0o755 : Number(stats.mode & 0o7777n),
      size: kind === 'file' ? Number(stats.size) : 0,
      modifiedNs: stats.mtimeNs,
      target: kind === 'link' ? slashed(await readlink(at)) : '',
    };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function slashed(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}

function kindOf(stats: BigIntStats): ContextEntry['kind'] | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : undefined;
}

/** As Go compares texts: by their UTF-8. Only surrogates make a difference to how JavaScript does. */
function byBytes(a: string, b: string): number {
  const differ = /[\ud800-\udfff]/;
  if (differ.test(a) || differ.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * What BuildKit says it will need (`followpaths`), as paths for a walk: what stands before a wildcard. Undefined for
 * everything: also where a link is on the way, because what it points to is needed, too.
 */
export async function neededPaths(root: string, followed: readonly string[]): Promise<readonly string[] | undefined> {
  if (followed.length === 0) return undefined;
  const needed: string[] = [];
  for (const path of followed) {
    const parts: string[] = [];
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      if (part === '..' || /[*?[\\]/.test(part)) break;
      parts.push(part);
      const stats = await lstat(join(root, ...parts)).catch(() => undefined);
      if (stats?.isSymbolicLink() === true) return undefined;
      // Old engines send letters beyond ASCII in ways that are not certain to arrive.
      if (stats === undefined && /[^ -~]/.test(part)) return undefined;
    }
    if (parts.length === 0) return undefined;
    needed.push(parts.join('/'));
  }
  return needed;
}
