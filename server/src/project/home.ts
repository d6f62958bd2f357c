/** To which project a file belongs. */
import { manifestRole, metadataFolders } from '../syntax/balena/manifest-role.ts';
import { basename, dirname } from '../text/path.ts';
import { keepLast, keepLastPair } from '../text/remember.ts';
import type { Reads, Soon } from './cells.ts';
import { type ComposeSet, defaultSet, setOf } from './compose-set.ts';
import type { FileKind } from './file-kind.ts';
import { type Sources, sameData } from './sources.ts';

/** A project by its root and, for a Compose file that no command reads by default, that file. Plain data. */
export interface Home {
  readonly root: string;
  /** The Compose file the project is read from, when it is not the folder's default set. */
  readonly anchor: string | undefined;
}

/** Folders above a file that are searched for its project; a repository's root ends the search earlier. */
const maxFoldersAbove = 12;

/** The key of the cell that holds a part of the project. */
export function partKey(home: Home, part: string): string {
  const known = keysOf(home);
  let key = known.get(part);
  if (key === undefined) {
    key = `${part}:${home.root}|${home.anchor ?? ''}`;
    known.set(part, key);
  }
  return key;
}

/** Put together once: a text that was looked up before is found quicker than an equal one that is new. */
const keysOf = keepLast((_home: Home) => new Map<string, string>());

export const homeKey = keepLastPair((kind: FileKind, path: string) => `home:${kind}:${path}`);

/** The part that tells what a service is built from. */
export const dockerfilePart = (service: string): string => `dockerfile-of:${service}`;

/** The Compose files of a project; undefined for one without. */
export function composeSetOf(reads: Reads, sources: Sources, home: Home): Soon<ComposeSet | undefined> {
  return home.anchor === undefined ? defaultSet(reads, sources, home.root) : setOf(reads, sources, home.anchor);
}

/** In it lie the exercises of the lessons, each a project of its own whatever the folder above is. */
const exercisesFolder = 'slipway-learn';

/** Whether what is above the folder has no say in it, although it is no repository. */
export function isExercise(folder: string): boolean {
  return basename(dirname(folder)) === exercisesFolder;
}

/** The folder and those above it, up to the root of its repository. */
export async function foldersAbove(reads: Reads, sources: Sources, folder: string): Promise<readonly string[]> {
  const folders: string[] = [];
  let at = folder;
  for (let i = 0; i < maxFoldersAbove; i++) {
    folders.push(at);
    const above = dirname(at);
    // A repository is where a project ends; so does a file system.
    if (above === at || isExercise(at) || (await sources.directory(reads, at)).some(({ name }) => name === '.git'))
      break;
    at = above;
  }
  return folders;
}

/**
 * `buildsIt` tells whether the project at a home builds the Dockerfile; the loader hands it in, for it alone knows how
 * to resolve builds.
 */
export function homeOf(
  reads: Reads,
  sources: Sources,
  path: string,
  kind: FileKind,
  buildsIt: (reads: Reads, home: Home, dockerfile: string) => Promise<boolean>,
): Soon<Home> {
  return reads.get(
    homeKey(kind, path),
    async (reads): Promise<Home> => {
      const folder = dirname(path);
      if (kind === 'compose') {
        const standard = await defaultSet(reads, sources, folder);
        if (standard?.files.some(file => file.path === path)) return { root: folder, anchor: undefined };
        // What a project above includes is a part of it; by itself it need not be whole.
        for (const above of (await foldersAbove(reads, sources, folder)).slice(1)) {
          const set = await defaultSet(reads, sources, above);
          if (set?.files.some(file => file.path === path)) return { root: above, anchor: undefined };
        }
        return { root: folder, anchor: path };
      }
      if (kind === 'config' || (kind === 'manifest' && manifestRole(path) !== 'service-contract')) {
        return { root: metadataFolders.includes(basename(folder)) ? dirname(folder) : folder, anchor: undefined };
      }
      let nearest: Home | undefined;
      for (const at of await foldersAbove(reads, sources, folder)) {
        const home: Home = { root: at, anchor: undefined };
        const entries = await sources.directory(reads, at);
        const hasCompose = (await defaultSet(reads, sources, at)) !== undefined;
        if (hasCompose && (await buildsIt(reads, home, path))) return home;
        if (hasCompose || entries.some(({ name }) => name === 'balena.yml' || metadataFolders.includes(name)))
          nearest ??= home;
      }
      return nearest ?? { root: folder, anchor: undefined };
    },
    sameData,
  );
}
