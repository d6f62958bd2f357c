/** The disk as a `ContextLister`: entries as they are, links not followed. Nothing here rejects. */
import { lstat, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContextLister, ListedEntry } from '../build/context-walk.ts';
import { toNativePath } from './native-path.ts';

export function nodeContextLister(): ContextLister {
  return { list, sizes };
}

async function list(folder: string): Promise<readonly ListedEntry[] | undefined> {
  try {
    const entries = await readdir(toNativePath(folder), { withFileTypes: true });
    return entries.map(entry => ({
      name: entry.name,
      kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
    }));
  } catch {
    return undefined; // Said so by the walk.
  }
}

/** With callbacks: a promise for each of some ten thousand files costs more than asking the disk. */
function sizes(folder: string, names: readonly string[]): Promise<readonly (number | undefined)[]> {
  const native = toNativePath(folder);
  const found: (number | undefined)[] = names.map(() => undefined);
  return new Promise(resolve => {
    let left = names.length;
    if (left === 0) resolve(found);
    for (const [i, name] of names.entries()) {
      lstat(join(native, name), (_: NodeJS.ErrnoException | null, stats: Stats | undefined) => {
        found[i] = stats?.size;
        if (--left === 0) resolve(found);
      });
    }
  });
}
