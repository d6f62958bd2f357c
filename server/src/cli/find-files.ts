/**
 * Finds the files to lint below a folder. What git ignores is left out, as are `.git` and `node_modules`; the folder that
 * was asked for is never left out itself. Symbolic links to folders are not followed, so no walk runs in a circle.
 */
import type { Dirent } from 'node:fs';
import { opendir, readFile, stat } from 'node:fs/promises';
import ignore, { type Ignore } from 'ignore';
import { fileKind } from '../project/file-kind.ts';
import { maxDirectoryEntries, maxFoldersWalked } from '../text/limits.ts';
import { dirname, isWithin, join, relative } from '../text/path.ts';
import { toNativePath } from './native-path.ts';
import type { Notice } from './report.ts';
import { errorText } from './system-error.ts';

export interface FoundFiles {
  /** Core paths, in the order of their folders. */
  readonly files: readonly string[];
  readonly notices: readonly Notice[];
}

export interface Exclude {
  /** As in a `.gitignore` in `folder`. */
  readonly patterns: readonly string[];
  readonly folder: string;
}

/** Patterns and the folder they are relative to. Of several lists, later ones win. */
interface IgnoreList {
  readonly folder: string;
  readonly patterns: Ignore;
}

const neverWalked: ReadonlySet<string> = new Set(['.git', 'node_modules']);

export async function findFiles(folder: string, exclude: Exclude): Promise<FoundFiles> {
  const files: string[] = [];
  const notices: Notice[] = [];
  const own: IgnoreList = { folder: exclude.folder, patterns: patternsOf(exclude.patterns) };
  const isLeftOut = (lists: readonly IgnoreList[], path: string, kind: 'file' | 'folder') =>
    verdict(own, path, kind) === 'ignored' || isIgnored(lists, path, kind);
  const waiting: { readonly folder: string; readonly lists: readonly IgnoreList[] }[] = [
    { folder, lists: await listsAbove(folder) },
  ];
  let walked = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (++walked > maxFoldersWalked) {
      const message = `more than ${maxFoldersWalked} folders: the rest was not searched`;
      notices.push({ path: folder, level: 'note', message });
      break;
    }
    const { folder: here } = next;
    const { entries, notice } = await entriesOf(here);
    if (notice) notices.push(notice);
    const local = entries.some(entry => entry.name === '.gitignore') ? await readList(here, '.gitignore') : undefined;
    const lists = local && here !== folder ? [...next.lists, local] : next.lists;
    const folders: string[] = [];
    for (const entry of entries) {
      const path = join(here, entry.name);
      if (entry.isDirectory()) {
        if (!neverWalked.has(entry.name) && !isLeftOut(lists, path, 'folder')) folders.push(path);
      } else if (fileKind(path) !== undefined && !isLeftOut(lists, path, 'file')) {
        const found = await fileAt(path, entry);
        if (found === 'file') files.push(path);
        else if (found) notices.push(found);
      }
    }
    for (const path of folders.reverse()) waiting.push({ folder: path, lists });
  }
  return { files, notices };
}

async function entriesOf(folder: string): Promise<{ readonly entries: readonly Dirent[]; readonly notice?: Notice }> {
  const entries: Dirent[] = [];
  let notice: Notice | undefined;
  try {
    for await (const entry of await opendir(toNativePath(folder))) {
      if (entries.length >= maxDirectoryEntries) {
        const message = `more than ${maxDirectoryEntries} entries in one folder: the rest was not searched`;
        notice = { path: folder, level: 'note', message };
        break;
      }
      entries.push(entry);
    }
  } catch (error) {
    notice = { path: folder, level: 'error', message: `the folder cannot be read: ${errorText(error)}` };
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return notice ? { entries, notice } : { entries };
}

/** `file` for what can be linted; a notice for a link that leads nowhere; undefined for a link to a folder. */
async function fileAt(path: string, entry: Dirent): Promise<'file' | Notice | undefined> {
  if (!entry.isSymbolicLink()) return 'file';
  try {
    return (await stat(toNativePath(path))).isDirectory() ? undefined : 'file';
  } catch (error) {
    return { path, level: 'note', message: `is a symbolic link that leads nowhere: ${errorText(error)}` };
  }
}

/**
 * The lists that git applies in `folder` and that lie in it or above it, up to the root of its repository. Without a
 * repository only the folder's own list counts.
 */
async function listsAbove(folder: string): Promise<readonly IgnoreList[]> {
  const chain: string[] = [];
  let repository: string | undefined;
  for (let at = folder; ; at = dirname(at)) {
    chain.push(at);
    if (await exists(join(at, '.git'))) repository = at;
    if (repository !== undefined || dirname(at) === at) break;
  }
  const folders = repository === undefined ? [folder] : chain;
  const lists = await Promise.all(folders.map(at => readList(at, '.gitignore')));
  const privateList = repository === undefined ? undefined : await readList(repository, '.git/info/exclude');
  return [privateList, ...lists.reverse()].filter(list => list !== undefined);
}

async function exists(path: string): Promise<boolean> {
  return stat(toNativePath(path)).then(
    () => true,
    () => false,
  );
}

async function readList(folder: string, name: string): Promise<IgnoreList | undefined> {
  try {
    return { folder, patterns: patternsOf(await readFile(toNativePath(join(folder, name)), 'utf8')) };
  } catch {
    return undefined; // Most folders have none, and one that cannot be read ignores nothing.
  }
}

/** As git does on systems whose file names know no case. */
function patternsOf(patterns: string | readonly string[]): Ignore {
  const ignorecase = process.platform === 'win32' || process.platform === 'darwin';
  return ignore({ ignorecase }).add(patterns);
}

function isIgnored(lists: readonly IgnoreList[], path: string, kind: 'file' | 'folder'): boolean {
  const last = lists.findLast(list => verdict(list, path, kind) !== 'silent');
  return last !== undefined && verdict(last, path, kind) === 'ignored';
}

/**
 * What a list says about a path itself. Its word on the folder that holds the path does not count: we are in that
 * folder, so a stronger list let it in, or the user named it.
 */
function verdict(list: IgnoreList, path: string, kind: 'file' | 'folder'): 'ignored' | 'unignored' | 'silent' {
  if (path === list.folder || !isWithin(list.folder, path)) return 'silent';
  const parent = dirname(path);
  if (parent !== list.folder && list.patterns.ignores(`${relative(list.folder, parent)}/`)) return 'silent';
  const seen = relative(list.folder, path);
  const { ignored, unignored } = list.patterns.test(kind === 'folder' ? `${seen}/` : seen);
  return ignored ? 'ignored' : unignored ? 'unignored' : 'silent';
}
