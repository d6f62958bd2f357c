/** The checks of every lesson, by its id. */
import type { LessonCheck } from './check.ts';
import { buildChecks } from './docker/build.ts';
import { cacheChecks } from './docker/cache.ts';
import { containerChecks } from './docker/containers.ts';
import { dockerfileChecks } from './docker/dockerfiles.ts';
import { installChecks } from './docker/first-steps.ts';
import { privilegeChecks } from './docker/privileges.ts';
import { registryChecks } from './docker/registries.ts';
import { reviewChecks } from './docker/review.ts';
import { runModeChecks } from './docker/run-modes.ts';
import { storageChecks } from './docker/storage.ts';
import { tagChecks } from './docker/tags.ts';
import { demo, engineUp, learnFolder } from './shared-checks.ts';

/** Of a lesson by its id, such as `docker/04-dockerfiles`, in the order of its steps; none for a lesson without checks. */
export function checksOf(lesson: string): readonly LessonCheck[] {
  return checksByLesson.get(lesson) ?? [];
}

export const checksByLesson: ReadonlyMap<string, readonly LessonCheck[]> = new Map([
  ['docker/00-welcome', [engineUp, learnFolder, demo]],
  ['docker/02-install', [engineUp, ...installChecks]],
  ['docker/04-dockerfiles', dockerfileChecks],
  ['docker/05-build', buildChecks],
  ['docker/06-containers', containerChecks],
  ['docker/07a-tags', tagChecks],
  ['docker/07b-cache', cacheChecks],
  ['docker/08-run-modes', runModeChecks],
  ['docker/09-storage', storageChecks],
  ['docker/10-privileges', privilegeChecks],
  ['docker/11-registries', registryChecks],
  ['docker/12-review', reviewChecks],
]);
