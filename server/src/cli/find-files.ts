/**
 * Finds the files to lint below a folder. What git or the project's `.slipway.yaml` leaves out stays out, as do `.git` and
 * `node_modules`; the folder that was asked for is never left out itself. Symbolic links to folders are not followed, so no walk runs in a circle.
 */
import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import ignore, { type Ignore } from 'ignore';
import { readConfigFile } from '../analysis/config-file.ts';
import { fileKind } from '../project/file-kind.ts';
import type { Workspace } from '../project/workspace.ts';
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

const configNames = ['.slipway.yaml', '.slipway.yml'];

const neverWalked: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** A folder still to be searched, with the lists in force in it. */
interface Waiting {
  readonly folder: string;
  /** Those of git. */
  readonly lists: readonly IgnoreList[];
  /** `exclude` of the nearest `.slipway.yaml`. */
  readonly configured: IgnoreList | undefined;
}

export async function findFiles(folder: string, exclude: Exclude, workspace: Workspace): Promise<FoundFiles> {
  const files: string[] = [];
  const notices: Notice[] = [];
  const named: IgnoreList = { folder: exclude.folder, patterns: patternsOf(exclude.patterns) };
  const waiting: Waiting[] = [{ folder, ...(await listsAbove(folder, workspace)) }];
  let walked = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (++walked > maxFoldersWalked) {
      const message = `There are more than ${maxFoldersWalked} folders here: the rest was not searched`;
      notices.push({ path: folder, level: 'note', message });
      break;
    }
    const { entries, trouble } = await entriesOf(next.folder);
    if (trouble) {
      // Below, it is the rule rather than the exception: data folders of services belong to other users.
      const level = trouble.kind === 'unreadable' && next.folder === folder ? 'error' : 'note';
      notices.push({ path: next.folder, level, message: trouble.message });
    }
    const { lists, configured } = next.folder === folder ? next : await listsOf(next, entries, workspace);
    const isLeftOut = (path: string, kind: 'file' | 'folder') =>
      isIgnored(lists, path, kind) ||
      verdict(named, path, kind) === 'ignored' ||
      (configured !== undefined && verdict(configured, path, kind) === 'ignored');
    const folders: string[] = [];
    for (const entry of entries) {
      const path = join(next.folder, entry.name);
      if (entry.isDirectory()) {
        if (!neverWalked.has(entry.name) && !isLeftOut(path, 'folder')) folders.push(path);
      } else if (fileKind(path) !== undefined && !isLeftOut(path, 'file')) {
        const found = await fileAt(path, entry);
        if (found === 'file') files.push(path);
        else if (found) notices.push(found);
      }
    }
    for (const path of folders.reverse()) waiting.push({ folder: path, lists, configured });
  }
  return { files, notices };
}

/** The lists in force in a folder: those from above and its own. */
async function listsOf(from: Waiting, entries: readonly Dirent[], workspace: Workspace): Promise<Waiting> {
  const names = new Set(entries.map(entry => entry.name));
  const own = names.has('.gitignore') ? await readGitList(from.folder, '.gitignore', workspace) : undefined;
  const configName = configNames.find(name => names.has(name));
  const configured = configName === undefined ? undefined : await readConfigList(from.folder, configName, workspace);
  return {
    folder: from.folder,
    lists: own ? [...from.lists, own] : from.lists,
    configured: configured ?? from.configured,
  };
}

interface FolderEntries {
  readonly entries: readonly Dirent[];
  readonly trouble?: { readonly kind: 'unreadable' | 'too-many'; readonly message: string };
}

async function entriesOf(folder: string): Promise<FolderEntries> {
  const entries: Dirent[] = [];
  let trouble: FolderEntries['trouble'];
  try {
    for await (const entry of await opendir(toNativePath(folder))) {
      if (entries.length >= maxDirectoryEntries) {
        const message = `There are more than ${maxDirectoryEntries} entries in this folder: the rest was not searched`;
        trouble = { kind: 'too-many', message };
        break;
      }
      entries.push(entry);
    }
  } catch (error) {
    trouble = { kind: 'unreadable', message: `The folder cannot be read: ${errorText(error)}` };
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return trouble ? { entries, trouble } : { entries };
}

/** `file` for what can be linted; a notice for a link that leads nowhere; undefined for a link to a folder. */
async function fileAt(path: string, entry: Dirent): Promise<'file' | Notice | undefined> {
  if (!entry.isSymbolicLink()) return 'file';
  try {
    return (await stat(toNativePath(path))).isDirectory() ? undefined : 'file';
  } catch (error) {
    return { path, level: 'note', message: `This symbolic link leads nowhere: ${errorText(error)}` };
  }
}

/**
 * The lists in force in `folder` that lie in it or above it, up to the root of its git repository. Without a repository
 * only the folder's own `.gitignore` counts.
 */
async function listsAbove(folder: string, workspace: Workspace): Promise<Omit<Waiting, 'folder'>> {
  const chain: string[] = [];
  let repository: string | undefined;
  for (let at = folder; ; at = dirname(at)) {
    chain.push(at);
    if ((await workspace.stat(join(at, '.git'))) !== 'missing') repository = at;
    if (repository !== undefined || dirname(at) === at) break;
  }
  const lists: IgnoreList[] = [];
  const add = (list: IgnoreList | undefined) => {
    if (list) lists.push(list);
  };
  if (repository !== undefined) add(await readGitList(repository, '.git/info/exclude', workspace));
  for (const at of repository === undefined ? [folder] : [...chain].reverse())
    add(await readGitList(at, '.gitignore', workspace));
  for (const at of chain) {
    for (const name of configNames) {
      const configured = await readConfigList(at, name, workspace);
      if (configured) return { lists, configured };
    }
  }
  return { lists, configured: undefined };
}

async function readGitList(folder: string, name: string, workspace: Workspace): Promise<IgnoreList | undefined> {
  const read = await workspace.readFile(join(folder, name));
  return read.kind === 'text' ? { folder, patterns: patternsOf(read.text) } : undefined;
}

/** Undefined when there is no such file; a file that excludes nothing still hides those above it. */
async function readConfigList(folder: string, name: string, workspace: Workspace): Promise<IgnoreList | undefined> {
  const read = await workspace.readFile(join(folder, name));
  if (read.kind !== 'text') return undefined;
  return { folder, patterns: patternsOf(readConfigFile(read.text).layer.exclude ?? []) };
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
