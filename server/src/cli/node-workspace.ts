/**
 * The disk as a `Workspace`. Whatever stands there (links that lead nowhere or in circles, pipes, folders with a file's
 * name, files too large or closed to us), the answer is a value: nothing here rejects, blocks, or reads without a bound.
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, opendir, stat } from 'node:fs/promises';
import type { DirectoryEntry, EntryKind, FileRead, Workspace } from '../project/workspace.ts';
import { maxDirectoryEntries, maxFileLength, maxParallelReads } from '../text/limits.ts';
import { join } from '../text/path.ts';
import { toNativePath } from './native-path.ts';
import { errorCode, errorText } from './system-error.ts';

/** A UTF-16 unit takes at most three bytes in UTF-8, so a longer file cannot be within `maxFileLength`. */
const maxFileBytes = 3 * maxFileLength;

export function nodeWorkspace(): Workspace {
  const inTurn = limiter(maxParallelReads);
  return {
    readFile: path => inTurn(() => readFile(path)),
    stat: path => inTurn(() => kindAt(path)),
    readDirectory: path => inTurn(() => readDirectory(path)),
  };
}

async function readFile(path: string): Promise<FileRead> {
  const native = toNativePath(path);
  let handle: FileHandle | undefined;
  try {
    const before = await stat(native);
    const refusal = refuse(before);
    if (refusal) return refusal;
    // Not blocking: the file may have become a pipe since, and opening a pipe waits for its other end.
    handle = await open(native, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const opened = refuse(await handle.stat());
    if (opened) return opened;
    const bytes = await readUpTo(handle, maxFileBytes + 1);
    // Keeps a byte order mark and replaces broken UTF-8.
    const text = bytes.toString('utf8');
    return bytes.length > maxFileBytes || text.length > maxFileLength ? tooLarge(bytes.length) : { kind: 'text', text };
  } catch (error) {
    return failure(error);
  } finally {
    await handle?.close().catch(() => undefined); // It was only read: nothing can be lost.
  }
}

function refuse(stats: Stats): FileRead | undefined {
  if (stats.isDirectory()) return { kind: 'unreadable', reason: 'folder', message: 'This is a folder, not a file' };
  if (!stats.isFile()) return { kind: 'unreadable', reason: 'failed', message: 'This is not a regular file' };
  return stats.size > maxFileBytes ? tooLarge(stats.size) : undefined;
}

function tooLarge(bytes: number): FileRead {
  const megabytes = (bytes / 1_000_000).toFixed(1);
  const limit = (maxFileLength / 1_000_000).toFixed(0);
  return {
    kind: 'unreadable',
    reason: 'too-large',
    message: `The file is larger than ${limit} million characters (${megabytes} MB), so it is not linted`,
  };
}

async function readUpTo(handle: FileHandle, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < limit) {
    const chunk = Buffer.allocUnsafe(Math.min(256 * 1024, limit - length));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(chunks, length);
}

function failure(error: unknown): FileRead {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  const reason = code === 'EACCES' || code === 'EPERM' ? 'denied' : code === 'EISDIR' ? 'folder' : 'failed';
  return { kind: 'unreadable', reason, message: `The file cannot be read: ${errorText(error)}` };
}

async function kindAt(path: string): Promise<EntryKind> {
  try {
    return (await stat(toNativePath(path))).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    // A file in a folder that is closed to us is there for all we know; only other errors say that it is not.
    const code = errorCode(error);
    return code === 'EACCES' || code === 'EPERM' ? 'file' : 'missing';
  }
}

async function readDirectory(path: string): Promise<readonly DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  try {
    for await (const entry of await opendir(toNativePath(path))) {
      if (entries.length >= maxDirectoryEntries) break;
      if (entry.isSymbolicLink()) {
        const kind = await kindAt(join(path, entry.name));
        if (kind !== 'missing') entries.push({ name: entry.name, kind });
      } else {
        entries.push({ name: entry.name, kind: entry.isDirectory() ? 'folder' : 'file' });
      }
    }
  } catch {
    // No folder, or one we may not read: the interface promises what could be read of it.
  }
  return entries;
}

/** Runs at most `limit` of the tasks it is given at once, the others in the order they came. */
function limiter(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async task => {
    if (running >= limit) await new Promise<void>(resolve => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
