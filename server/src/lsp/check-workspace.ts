/**
 * Finds the files of ours in a workspace that nobody has opened and lists what is wrong in them. The walk is bounded and
 * stays out of folders that hold other people's files.
 */
import ignore, { type Ignore } from 'ignore';
import type { Analyzer } from '../analyzer.ts';
import { fileKind } from '../project/file-kind.ts';
import type { Workspace } from '../project/workspace.ts';
import { maxFoldersWalked } from '../text/limits.ts';
import { join, relative } from '../text/path.ts';

/** Dependencies and version control: not written by the people who own the workspace, whatever git says. */
const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn']);

export interface Walk {
  /** Paths of our kinds, in order. */
  readonly paths: readonly string[];
  /** Folders were left out because there are too many. */
  readonly incomplete?: string;
}

/** Patterns and the folder they are relative to. */
interface IgnoreList {
  readonly folder: string;
  readonly patterns: Ignore;
}

interface Waiting {
  readonly folder: string;
  readonly lists: readonly IgnoreList[];
  /** The entries of each folder above it. */
  readonly above: readonly string[];
}

/** What git ignores is left out as on the command line. @throws the signal's reason when it aborts */
export async function findFiles(folders: readonly string[], workspace: Workspace, signal: AbortSignal): Promise<Walk> {
  const paths = new Set<string>();
  const waiting: Waiting[] = folders.map(folder => ({ folder, lists: [], above: [] }));
  for (let walked = 0; walked < waiting.length; walked++) {
    signal.throwIfAborted();
    if (walked >= maxFoldersWalked) {
      const incomplete = `Only the first ${maxFoldersWalked.toLocaleString('en')} folders were looked at`;
      return { paths: [...paths].sort(), incomplete };
    }
    const here = waiting[walked];
    if (!here) break;
    const entries = await workspace.readDirectory(here.folder);
    const contents = JSON.stringify(entries.map(entry => entry.name).sort());
    // A link to a folder above shows that folder's entries again; following it would never end.
    if (here.above.includes(contents)) continue;
    const hasList = entries.some(entry => entry.kind === 'file' && entry.name === '.gitignore');
    const own = hasList ? await ignoreList(here.folder, workspace) : undefined;
    const lists = own ? [...here.lists, own] : here.lists;
    for (const entry of entries) {
      const path = join(here.folder, entry.name);
      if (lists.some(list => isIgnored(list, path, entry.kind))) continue;
      if (entry.kind === 'file') {
        if (fileKind(path)) paths.add(path);
      } else if (!skippedFolders.has(entry.name)) {
        waiting.push({ folder: path, lists, above: [...here.above, contents] });
      }
    }
  }
  return { paths: [...paths].sort() };
}

async function ignoreList(folder: string, workspace: Workspace): Promise<IgnoreList | undefined> {
  const read = await workspace.readFile(join(folder, '.gitignore'));
  return read.kind === 'text' ? { folder, patterns: ignore().add(read.text) } : undefined;
}

function isIgnored(list: IgnoreList, path: string, kind: 'file' | 'folder'): boolean {
  const seen = relative(list.folder, path);
  return list.patterns.ignores(kind === 'folder' ? `${seen}/` : seen);
}

/** Whether a change below such a folder can matter to anybody: it can not, and there are thousands of them. */
export function isInSkippedFolder(path: string): boolean {
  return path.includes('/node_modules/') || path.includes('/.git/');
}

/** Analyzes each file in turn; between two of them cancellation is looked at and other requests are served. */
export async function checkFiles<R>(
  paths: readonly string[],
  analyzer: Analyzer,
  signal: AbortSignal,
  each: (file: Awaited<ReturnType<Analyzer['findings']>>, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (const [index, path] of paths.entries()) {
    await new Promise<void>(resolve => {
      setImmediate(resolve);
    });
    signal.throwIfAborted();
    results.push(await each(await analyzer.findings(path, { signal }), index));
  }
  return results;
}
