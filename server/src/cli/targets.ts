/** From the paths a user gave to the files to lint. A path that cannot be linted becomes a notice that says why. */
import { lstat, stat } from 'node:fs/promises';
import { type FileKind, fileKind } from '../project/file-kind.ts';
import type { Workspace } from '../project/workspace.ts';
import { type Exclude, findFiles } from './find-files.ts';
import { toCorePath, toNativePath } from './native-path.ts';
import type { Notice } from './report.ts';
import { errorCode, errorText } from './system-error.ts';

export interface Target {
  readonly path: string;
  /** `named`: given by the user, so that failing to lint it is an error. */
  readonly from: 'named' | 'found';
  /** What the user says it is; undefined to go by its name. */
  readonly kind: FileKind | undefined;
}

export interface Targets {
  /** Every file once, in the order of the paths. */
  readonly targets: readonly Target[];
  readonly notices: readonly Notice[];
}

export interface TargetRequest {
  readonly paths: readonly string[];
  /** The current folder, native. */
  readonly folder: string;
  readonly kind: FileKind | undefined;
  readonly exclude: Exclude;
  readonly workspace: Workspace;
}

export const notOurs =
  'This is neither a Dockerfile, a Compose file, a file of balena, a .dockerignore nor a .slipway.yaml by its name; say what it is with --kind';

export async function findTargets({ paths, folder, kind, exclude, workspace }: TargetRequest): Promise<Targets> {
  const targets = new Map<string, Target>();
  const notices: Notice[] = [];
  const trouble = (path: string, level: Notice['level'], message: string) => notices.push({ path, level, message });
  for (const given of paths) {
    const path = toCorePath(given, folder);
    const entry = await entryAt(path);
    if (given === '') {
      // A variable that is not set, most likely: linting the current folder instead would be a surprise.
      notices.push({ path: undefined, level: 'error', message: 'An empty path was given' });
    } else if (entry.kind === 'trouble') {
      trouble(path, 'error', entry.message);
    } else if (entry.kind === 'folder') {
      const found = await findFiles(path, exclude, workspace);
      notices.push(...found.notices);
      if (found.files.length === 0 && found.notices.length === 0)
        trouble(path, 'note', 'There is nothing to lint in this folder');
      for (const file of found.files)
        if (!targets.has(file)) targets.set(file, { path: file, from: 'found', kind: undefined });
    } else if (kind === undefined && fileKind(path) === undefined) {
      trouble(path, 'error', notOurs);
    } else {
      targets.set(path, { path, from: 'named', kind });
    }
  }
  return { targets: [...targets.values()], notices };
}

type Entry = { readonly kind: 'file' | 'folder' } | { readonly kind: 'trouble'; readonly message: string };

async function entryAt(path: string): Promise<Entry> {
  const native = toNativePath(path);
  try {
    return { kind: (await stat(native)).isDirectory() ? 'folder' : 'file' };
  } catch (error) {
    const isLink = await lstat(native).then(
      entry => entry.isSymbolicLink(),
      () => false,
    );
    if (isLink) return { kind: 'trouble', message: `This symbolic link leads nowhere: ${errorText(error)}` };
    const isMissing = errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
    const message = isMissing ? 'There is no such file or folder' : `This cannot be read: ${errorText(error)}`;
    return { kind: 'trouble', message };
  }
}
