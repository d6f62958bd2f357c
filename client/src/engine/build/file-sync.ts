// BuildKit's way of fetching a folder (fsutil's protocol inside moby.filesync.v1.FileSync/DiffCopy): we tell of every
// entry, it asks for the contents of those it does not have from an earlier build. Nothing is held in memory but the paths.
import { closeSync, open, read } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ContextEntry, ContextUnreadable, unreadable } from './context-entries.ts';
import type { GrpcCall } from './grpc.ts';
import { fields, message, text } from './protobuf.ts';

export interface SyncedFolder {
  entries(): AsyncIterable<ContextEntry>;
  /** The content of a file, in pieces that are used up before the next is asked for. */
  read(entry: { readonly path: string; readonly size: number }): AsyncIterable<Uint8Array>;
}

/** The kinds of packets. */
const packets = { stat: 0, request: 1, data: 2, end: 3, error: 4 } as const;

/** How many take turns in reading: each a large file, or as many small ones together as make one piece. */
const readers = 4;
const pieceLength = 64 * 1024;
/** More small files at once keep the threads that read no busier. */
const mostTogether = 32;
/** What is told of entries goes out in writes of about this many bytes: one for each entry would take most of the time. */
const batchLength = 16 * 1024;

interface WantedFile {
  readonly id: number;
  readonly path: string;
  readonly size: number;
}

/** Settles when BuildKit has all it wants. Rejects with the reason when the folder cannot be read. */
export async function syncFolder(call: GrpcCall, folder: SyncedFolder): Promise<void> {
  const files = new Map<number, { readonly path: string; readonly size: number }>();
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // It may be that nobody waits for it any more.
  failed.catch(() => undefined);
  let hasFailed = false;

  const list = async () => {
    let batch: Uint8Array[] = [];
    let length = 0;
    let id = 0;
    for await (const entry of folder.entries()) {
      if (hasFailed) return;
      if (entry.kind === 'file') files.set(id, { path: entry.path, size: entry.size });
      id++;
      const packet = message([1, packets.stat], [2, statOf(entry)]);
      batch.push(packet);
      length += packet.length;
      if (length < batchLength) continue;
      await call.send(...batch);
      batch = [];
      length = 0;
    }
    // A stat without a path: that was all.
    await call.send(...batch, message([1, packets.stat]));
  };

  let wanted: number[] = [];
  let reading = 0;
  /** One file, and others as long as they make no more than a piece together; none when no more are wanted. */
  const take = (): readonly WantedFile[] => {
    const taken: WantedFile[] = [];
    for (let left = pieceLength; left > 0 && taken.length < mostTogether; ) {
      const id = wanted.at(-1);
      if (id === undefined) break;
      const file = files.get(id);
      if (file === undefined) throw new Error(`BuildKit asked for file ${id}, which there is not`);
      if (taken.length > 0 && file.size > left) break;
      wanted.pop();
      files.delete(id);
      taken.push({ id, ...file });
      left -= file.size;
    }
    return taken;
  };
  const give = async () => {
    for (let some = take(); some.length > 0 && !hasFailed; some = take()) {
      const [first] = some;
      if (first !== undefined && first.size > pieceLength) {
        for await (const packet of contentOf(first, folder)) await call.send(packet);
        continue;
      }
      const contents = await Promise.all(some.map(file => collected(contentOf(file, folder))));
      await call.send(...contents.flat());
    }
    reading--;
  };
  const listen = async () => {
    for await (const packet of call.messages) {
      const { type, id, data } = packetOf(packet);
      if (type === packets.error) throw new Error(text(data));
      if (type === packets.end) return call.send(message([1, packets.end]));
      if (type !== packets.request) continue;
      wanted.push(id);
      if (reading >= readers) continue;
      reading++;
      give().catch(fail);
    }
  };
  try {
    await Promise.race([failed, Promise.all([listen(), list()])]);
  } catch (error) {
    hasFailed = true;
    wanted = [];
    const said = error instanceof Error ? error.message : String(error);
    // So that the build says it in its own words, too.
    await call.send(message([1, packets.error], [4, said])).catch(() => undefined);
    throw error;
  }
}

async function* contentOf({ id, path, size }: WantedFile, folder: SyncedFolder): AsyncGenerator<Uint8Array> {
  for await (const piece of folder.read({ path, size })) yield message([1, packets.data], [3, id], [4, piece]);
  // A packet without data: that was the whole file.
  yield message([1, packets.data], [3, id]);
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function packetOf(bytes: Uint8Array): { readonly type: number; readonly id: number; readonly data: Uint8Array } {
  let type = 0;
  let id = 0;
  let data = new Uint8Array();
  for (const field of fields(bytes)) {
    if (field.number === 1) type = field.value;
    else if (field.number === 3) id = field.value;
    else if (field.number === 4) data = Uint8Array.from(field.bytes);
  }
  return { type, id, data };
}

/** Bits of Go's FileMode, which are not those of Unix. */
const goMode = { folder: 0x8000_0000, link: 0x0800_0000, setUser: 0x80_0000, setGroup: 0x40_0000, sticky: 0x10_0000 };

/** Everything belongs to root, as it does for every other client. */
export function statOf(entry: ContextEntry): Uint8Array {
  const mode =
    (entry.mode & 0o777) +
    (entry.kind === 'folder' ? goMode.folder : 0) +
    (entry.kind === 'link' ? goMode.link : 0) +
    (entry.mode & 0o4000 ? goMode.setUser : 0) +
    (entry.mode & 0o2000 ? goMode.setGroup : 0) +
    (entry.mode & 0o1000 ? goMode.sticky : 0);
  return message([1, entry.path], [2, mode], [5, entry.size], [6, entry.modifiedNs], [7, entry.target]);
}

/** Reads as many bytes as the file had when it was listed; what was added since is left for the next build. */
export async function* readPieces(root: string, path: string, size: number): AsyncGenerator<Uint8Array> {
  let left = size;
  if (left === 0) return;
  try {
    const file = await opened(join(root, path), 'r');
    try {
      while (left > 0) {
        const piece = Buffer.allocUnsafe(Math.min(left, pieceLength));
        const { bytesRead } = await readFrom(file, piece, 0, piece.length, null);
        if (bytesRead === 0)
          throw new ContextUnreadable(path, 'CHANGED', `${path} of the build context changed while it was sent`);
        left -= bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      // It was only read: nothing is written back that would take time.
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

// File handles of node:fs/promises take several times longer, which many small files show.
const opened = promisify(open);
const readFrom = promisify(read);
