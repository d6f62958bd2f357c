// What an exercise left on the engine, found by the names that belong to it. Nothing else is ever removed for a lesson.
import { parseImageReference } from '../../../server/src/syntax/image-reference.ts';
import type { EngineState } from '../engine/engine-state.ts';
import type { Exercise } from './lesson.ts';

export interface Leftovers {
  readonly containers: readonly Leftover[];
  /** By their names: an image that has other names besides stays. */
  readonly images: readonly Leftover[];
  readonly volumes: readonly Leftover[];
}

export interface Leftover {
  /** Id of a container, reference of an image, name of a volume. */
  readonly key: string;
  readonly name: string;
  /** `running`, `made before the exercise was opened` */
  readonly about: string;
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
  const { repositories, containers, volumes } = exercise;
  const isOwn = (reference: string): boolean => repositories.includes(parseImageReference(reference).familiarName);
  const ownImages = [...state.images.values()].flatMap(row =>
    row.tags.filter(isOwn).map(reference => ({ reference, row })),
  );
  const ownIds = new Set(ownImages.map(({ row }) => row.id));
  const age = (createdAt: number): readonly string[] =>
    createdAt < openedAt ? ['made before this exercise was opened'] : [];
  return {
    containers: [...state.containers.values()]
      .filter(row => isOwn(row.image) || ownIds.has(row.imageId) || known.has(row.id) || containers.includes(row.name))
      .map(row => ({ key: row.id, name: row.name, about: ['container', row.status, ...age(row.createdAt)].join(', ') }))
      .sort(byName),
    images: ownImages
      .map(({ reference, row }) => ({
        key: reference,
        name: reference,
        about: ['image', ...age(row.createdAt)].join(', '),
      }))
      .sort(byName),
    volumes: [...state.volumes.values()]
      .filter(row => volumes.includes(row.name))
      .map(row => ({ key: row.name, name: row.name, about: ['volume', ...age(row.createdAt ?? openedAt)].join(', ') }))
      .sort(byName),
  };
}

export function leftoverCount({ containers, images, volumes }: Leftovers): number {
  return containers.length + images.length + volumes.length;
}

function byName(a: Leftover, b: Leftover): number {
  return a.name < b.name ? -1 : 1;
}
