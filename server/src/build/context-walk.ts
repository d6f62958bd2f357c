/**
 * What of a folder the builder is sent: counted and weighed, never read. Links are not followed, the walk is bounded, can
 * be cancelled, and says when it did not see all.
 */
import type { IgnoreFile } from '../syntax/ignore-file.ts';
import { join, relative } from '../text/path.ts';
import type { ContextSummary } from './build-plan.ts';

export interface ListedEntry {
  readonly name: string;
  /** `other`: a device, a socket, a pipe; builders send none of them. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** The files below a context as they are, unlike a `Workspace`, which follows links. */
export interface ContextLister {
  /** The entries of a folder in no order; undefined when it cannot be read. Never rejects. */
  list(folder: string): Promise<readonly ListedEntry[] | undefined>;
  /** Bytes of files of one folder, in the order of their names; undefined for what cannot be known. Never rejects. */
  sizes(folder: string, names: readonly string[]): Promise<readonly (number | undefined)[]>;
}

export interface ContextWalk {
  readonly folder: string;
  readonly ignore: IgnoreFile | undefined;
  /** The folder the patterns start from. */
  readonly base: string;
  /** Absolute paths of folders that are taken out whatever the patterns say. */
  readonly without: readonly string[];
  readonly lister: ContextLister;
  readonly signal?: AbortSignal | undefined;
}

/** Entries that are looked at. Far above real contexts; whoever has more wants to hear of it rather than wait. */
export const maxContextEntries = 500_000;
const largestCount = 10;
/** Folders that are listed at once. */
const maxParallel = 8;

/** @throws the signal's reason when it is cancelled */
export async function walkContext(walk: ContextWalk): Promise<ContextSummary> {
  const { folder, lister, signal } = walk;
  const counted = { files: 0, bytes: 0, links: 0, ignored: 0, seen: 0, hasBytes: true };
  const largest: { path: string; bytes: number }[] = [];
  let incomplete: string | undefined;
  const mayHoldMore = exceptionTest(walk.ignore);

  const add = (path: string, bytes: number | undefined): void => {
    counted.files++;
    if (bytes === undefined) {
      counted.hasBytes = false;
      return;
    }
    counted.bytes += bytes;
    const smallest = largest.at(-1);
    if (largest.length >= largestCount && smallest && smallest.bytes >= bytes) return;
    const at = largest.findIndex(it => it.bytes < bytes);
    largest.splice(at < 0 ? largest.length : at, 0, { path: relative(folder, path), bytes });
    if (largest.length > largestCount) largest.pop();
  };

  const visit = async ({ at, isIgnored }: Waiting): Promise<readonly Waiting[]> => {
    const entries = await lister.list(at);
    signal?.throwIfAborted();
    if (!entries) {
      incomplete ??= `${relative(folder, at)} cannot be read`;
      return [];
    }
    const next: Waiting[] = [];
    const files: string[] = [];
    for (const { name, kind } of entries) {
      const path = join(at, name);
      if (walk.without.includes(path)) continue;
      counted.seen++;
      const isOut = walk.ignore ? walk.ignore.isIgnored(relative(walk.base, path)) : isIgnored;
      if (isOut && !isIgnored) counted.ignored++;
      if (kind === 'folder') {
        if (!isOut || mayHoldMore(relative(walk.base, path))) next.push({ at: path, isIgnored: isOut });
      } else if (isOut) continue;
      else if (kind === 'link') counted.links++;
      else if (kind === 'file') files.push(name);
    }
    const sizes = files.length > 0 ? await lister.sizes(at, files) : [];
    for (const [i, name] of files.entries()) add(join(at, name), sizes[i]);
    return next;
  };

  let waiting: readonly Waiting[] = [{ at: folder, isIgnored: false }];
  while (waiting.length > 0) {
    signal?.throwIfAborted();
    if (counted.seen > maxContextEntries) {
      incomplete = `there are more than ${maxContextEntries.toLocaleString('en')} entries, and the rest was not counted`;
      break;
    }
    const now = waiting.slice(0, maxParallel);
    const found = await Promise.all(now.map(visit));
    waiting = [...found.flat(), ...waiting.slice(maxParallel)];
  }
  const { files, bytes, links, ignored, hasBytes } = counted;
  return {
    files,
    ...(hasBytes ? { bytes } : {}),
    largest,
    links,
    ignored,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

interface Waiting {
  readonly at: string;
  /** Only something in it may be brought back. */
  readonly isIgnored: boolean;
}

/** Whether an exception may bring back something below an ignored folder, by what stands in front of its first wildcard. */
export function exceptionTest(ignore: IgnoreFile | undefined): (folder: string) => boolean {
  if (!ignore) return () => false;
  const starts = ignore.exceptions.map(pattern => /^[^*?[\\]*/.exec(pattern)?.[0] ?? '');
  return folder => starts.some(start => `${folder}/`.startsWith(start) || start.startsWith(`${folder}/`));
}
