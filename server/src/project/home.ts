/** To which project a file belongs. */
import { basename, dirname } from '../text/path.ts';
import type { Reads } from './cells.ts';
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

export const homeKey = (home: Home): string => `${home.root}|${home.anchor ?? ''}`;

/** The Compose files of a project; undefined for one without. */
export function composeSetOf(reads: Reads, sources: Sources, home: Home): Promise<ComposeSet | undefined> {
  return home.anchor === undefined ? defaultSet(reads, sources, home.root) : setOf(reads, sources, home.anchor);
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
): Promise<Home> {
  return reads.get(
    `home:${kind}:${path}`,
    async (reads): Promise<Home> => {
      const folder = dirname(path);
      if (kind === 'compose') {
        const standard = await defaultSet(reads, sources, folder);
        const isInDefault = standard?.files.some(file => file.path === path) ?? false;
        return { root: folder, anchor: isInDefault ? undefined : path };
      }
      if (kind === 'manifest' || kind === 'config') {
        return { root: /^\.(?:balena|resin)$/.test(basename(folder)) ? dirname(folder) : folder, anchor: undefined };
      }
      let nearest: Home | undefined;
      let at = folder;
      for (let i = 0; i < maxFoldersAbove; i++) {
        const home: Home = { root: at, anchor: undefined };
        const entries = await sources.directory(reads, at);
        const hasCompose = (await defaultSet(reads, sources, at)) !== undefined;
        if (hasCompose && (await buildsIt(reads, home, path))) return home;
        if (hasCompose || entries.some(({ name }) => name === 'balena.yml' || name === '.balena')) nearest ??= home;
        const above = dirname(at);
        // A repository is where a project ends; so does a file system.
        if (above === at || entries.some(({ name }) => name === '.git')) break;
        at = above;
      }
      return nearest ?? { root: folder, anchor: undefined };
    },
    sameData,
  );
}
