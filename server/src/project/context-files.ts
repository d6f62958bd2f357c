/**
 * Text files of a build context that tell what a service does: scripts and manifests always, every source file where a
 * rule needs them as evidence. All within the bounds of `text/limits.ts`, nearest to the root first, after the ignore
 * file, so that the cost of a keystroke does not depend on the size of a repository.
 */
import { type IgnoreFile, parseIgnoreFile } from '../syntax/ignore-file.ts';
import { maxEvidenceContextLength, maxEvidenceFileLength, maxEvidenceFiles } from '../text/limits.ts';
import { isWithin, join, relative } from '../text/path.ts';
import { keepLastPair } from '../text/remember.ts';
import type { Reads, Soon } from './cells.ts';
import type { BuildContext, ContextFile } from './project.ts';
import type { Sources } from './sources.ts';
import type { DirectoryEntry } from './workspace.ts';

export type Detail = 'scripts' | 'sources';

/** What was read of a build context. */
export interface ContextContents {
  readonly files: readonly ContextFile[];
  /** The folders that were listed, by path, with all their entries. */
  readonly folders: ReadonlyMap<string, readonly DirectoryEntry[]>;
  /** The ignore file in force, as text; undefined when there is none. */
  readonly ignore: IgnoreSource | undefined;
}

export interface IgnoreSource {
  readonly path: string;
  readonly text: string;
  /** The folder its patterns start from. */
  readonly base: string;
}

export const contextFilesKey = keepLastPair(
  (context: BuildContext, detail: Detail) =>
    `context-files:${detail}:${context.folder}:${context.ignoreFilePath ?? ''}`,
);

/** Folders of a context that are listed; deeper trees are the business of their own contexts. */
const maxFolders = 400;
const maxScriptDepth = 3;

export function contextFiles(
  reads: Reads,
  sources: Sources,
  context: BuildContext,
  detail: Detail,
): Soon<ContextContents> {
  return reads.get(contextFilesKey(context, detail), async reads => {
    const ignore = await ignoreOf(reads, sources, context);
    const folders = new Map<string, readonly DirectoryEntry[]>();
    const isWanted = detail === 'scripts' ? tellsOfStart : isSource;
    const maxDepth = detail === 'scripts' ? maxScriptDepth : 12;
    const isIgnored = ignore ? ignoredBy(parseIgnoreFile(ignore.text), ignore.base) : () => false;
    const paths = await walk(reads, sources, context.folder, { maxDepth, isIgnored, isWanted, folders });
    const files: ContextFile[] = [];
    let length = 0;
    for (const path of paths) {
      if (files.length >= maxEvidenceFiles || length >= maxEvidenceContextLength) break;
      const text = await sources.text(reads, path);
      if (text === undefined || text.length > maxEvidenceFileLength || isBinary(text)) continue;
      length += text.length;
      files.push({ path, relativePath: relative(context.folder, path), text });
    }
    return { files, folders, ignore };
  });
}

function ignoredBy(file: IgnoreFile, base: string): (path: string) => boolean {
  return it => file.isIgnored(relative(base, it));
}

async function ignoreOf(reads: Reads, sources: Sources, context: BuildContext): Promise<IgnoreSource | undefined> {
  const path = context.ignoreFilePath;
  const text = path === undefined ? undefined : await sources.text(reads, path);
  if (path === undefined || text === undefined) return undefined;
  // A project's own ignore file at its root speaks of paths below that root, not of the context below it.
  const base =
    path.endsWith('/.dockerignore') && isWithin(parentOf(path), context.folder) ? parentOf(path) : context.folder;
  return { path, text, base };
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

interface Walk {
  readonly maxDepth: number;
  readonly isIgnored: (path: string) => boolean;
  readonly isWanted: (name: string) => boolean;
  /** Filled with every folder that is listed. */
  readonly folders: Map<string, readonly DirectoryEntry[]>;
}

/** Files below `folder`, breadth first, in order of their names. */
async function walk(reads: Reads, sources: Sources, folder: string, of: Walk): Promise<readonly string[]> {
  const { maxDepth, isIgnored, isWanted } = of;
  const files: string[] = [];
  let level = [folder];
  let listed = 0;
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const parent of level) {
      if (++listed > maxFolders || files.length >= maxEvidenceFiles * 2) return files;
      const entries = await sources.directory(reads, parent);
      of.folders.set(parent, entries);
      for (const { name, kind } of entries) {
        const path = join(parent, name);
        if (kind === 'folder' ? foreignFolders.has(name) : !isWanted(name)) continue;
        if (isIgnored(path)) continue;
        (kind === 'folder' ? next : files).push(path);
      }
    }
    level = next;
  }
  return files;
}

/** Folders that hold other people's code, version control or caches. */
const foreignFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.terraform',
  '.gradle',
  '.idea',
  '.vscode',
  '.next',
  '.cache',
]);

const manifests = new Set([
  'package.json',
  'pipfile',
  'pyproject.toml',
  'setup.py',
  'gemfile',
  'go.mod',
  'cargo.toml',
  'composer.json',
  'procfile',
  'apt.txt',
  'aptfile',
  'packages.txt',
  'crontab',
  'makefile',
]);

/** Whether a file of this name can tell what is installed or started. */
function tellsOfStart(name: string): boolean {
  const lower = name.toLowerCase();
  if (manifests.has(lower) || /^requirements.*\.txt$/.test(lower)) return true;
  if (/\.(?:sh|bash|ash|service)$/.test(lower) || /^(?:supervisord?.*|.*\.supervisor)\.(?:conf|ini)$/.test(lower))
    return true;
  // Scripts without an ending: `entrypoint`, `start`, `run`. Well-known texts without one are none.
  return (
    !lower.includes('.') &&
    !/^(?:dockerfile|containerfile|makefile|license|licence|copying|readme|changelog|authors|version)/.test(lower)
  );
}

const sourceEndings = new Set(
  (
    'c cc cfg cjs clj conf cpp cs css-in-js dart env ex exs go groovy h hpp hs html ini java js json json5 jsx kt kts lua ' +
    'mjs mts php pl properties ps1 py rb rs scala sh bash ash service svelte swift tcl toml ts tsx vue xml yaml yml'
  ).split(' '),
);

function isSource(name: string): boolean {
  const lower = name.toLowerCase();
  if (/(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|composer\.lock|\.min\.js|\.map)$/.test(lower))
    return false;
  if (tellsOfStart(name) || lower.startsWith('.env')) return true;
  return sourceEndings.has(lower.slice(lower.lastIndexOf('.') + 1));
}

function isBinary(text: string): boolean {
  return text.slice(0, 4096).includes('\0');
}
