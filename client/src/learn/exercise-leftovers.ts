// What an exercise left on the engine, found by the names that belong to it, and what Compose made in its folder. Nothing
// else is ever removed for a lesson.
import { parseImageReference } from '../../../server/src/syntax/image-reference.ts';
import type { EngineState } from '../engine/engine-state.ts';
import type { Exercise } from './lesson.ts';

export interface Leftovers {
  readonly containers: readonly Leftover[];
  /** By their names: an image that has other names besides stays. */
  readonly images: readonly Leftover[];
  readonly volumes: readonly Leftover[];
  /** Those that Compose made. */
  readonly networks: readonly Leftover[];
}

export interface Leftover {
  /** Id of a container or network, reference of an image, name of a volume. */
  readonly key: string;
  readonly name: string;
  /** `running`, `made before the exercise was opened` */
  readonly about: string;
  /** Made before the exercise was opened: of an earlier try, or somebody's own that bears the name. */
  readonly isOlder: boolean;
}

/**
 * `openedAt`: of the exercise, in milliseconds since 1970. What is older is named as such. `known`: ids of containers that
 * are known to be its own, although the engine's list shows an id for their image.
 */
export function leftovers(
  exercise: Exercise,
  state: EngineState,
  openedAt: number,
  known: ReadonlySet<string> = new Set(),
): Leftovers {
  const { folder, repositories, containers, volumes } = exercise;
  /** Compose names a project after its folder. */
  const isComposed = ({ labels }: Labelled): boolean => labels['com.docker.compose.project'] === folder;
  const isOwn = (reference: string): boolean => repositories.includes(parseImageReference(reference).familiarName);
  const ownImages = [...state.images.values()].flatMap(row =>
    row.tags
      .filter(tag => isComposed(row) || isOwn(tag))
      .map(reference => ({ reference, id: row.id, createdAt: row.createdAt })),
  );
  const ownIds = new Set(ownImages.map(({ id }) => id));
  const row = (key: string, name: string, createdAt: number, ...about: readonly string[]): Leftover => {
    const isOlder = createdAt < openedAt;
    return {
      ...{ key, name, isOlder },
      about: [...about, ...(isOlder ? ['made before this exercise was opened'] : [])].join(', '),
    };
  };
  return {
    containers: [...state.containers.values()]
      .filter(
        it =>
          isOwn(it.image) ||
          ownIds.has(it.imageId) ||
          known.has(it.id) ||
          containers.includes(it.name) ||
          isComposed(it),
      )
      .map(it => row(it.id, it.name, it.createdAt, 'container', it.status))
      .sort(byName),
    images: ownImages.map(({ reference, createdAt }) => row(reference, reference, createdAt, 'image')).sort(byName),
    volumes: [...state.volumes.values()]
      .filter(it => volumes.includes(it.name) || isComposed(it))
      .map(({ name, createdAt = openedAt }) => row(name, name, createdAt, 'volume'))
      .sort(byName),
    // The engine's list does not tell when one was made; the name says whose it is.
    networks: [...state.networks.values()]
      .filter(isComposed)
      .map(({ id, name }) => row(id, name, openedAt, 'network'))
      .sort(byName),
  };
}

/** Without what was there before the exercise was opened. */
export function newerLeftovers({ containers, images, volumes, networks }: Leftovers): Leftovers {
  const newer = (all: readonly Leftover[]): readonly Leftover[] => all.filter(({ isOlder }) => !isOlder);
  return { containers: newer(containers), images: newer(images), volumes: newer(volumes), networks: newer(networks) };
}

export function leftoverCount({ containers, images, volumes, networks }: Leftovers): number {
  return containers.length + images.length + volumes.length + networks.length;
}

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
}

function byName(a: Leftover, b: Leftover): number {
  return a.name < b.name ? -1 : 1;
}
