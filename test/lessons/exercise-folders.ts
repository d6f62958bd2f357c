// The starters and solutions under walkthroughs/ as the learner gets them, with images in the place of tokens.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBases } from '../../client/src/learn/with-bases.ts';

const walkthroughs = fileURLToPath(new URL('../../walkthroughs/', import.meta.url));

export const bases = JSON.parse(readFileSync(join(walkthroughs, 'bases.json'), 'utf8')) as Readonly<
  Record<string, string>
>;

export type Part = 'starter' | 'solution';

/** Texts by path. */
export function exerciseFiles(lesson: string, part: Part): Readonly<Record<string, string>> {
  const folder = exerciseFolder(lesson, part);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(it => it.isFile())
    .map(it =>
      join(it.parentPath, it.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
  return Object.fromEntries(paths.map(path => [path, withBases(readFileSync(join(folder, path), 'utf8'), bases)]));
}

export function exerciseFolder(lesson: string, part: Part): string {
  return join(walkthroughs, lesson, part);
}

/** Ids of the lessons that have an exercise. */
export const lessonsWithExercise: readonly string[] = readdirSync(walkthroughs, { withFileTypes: true })
  .filter(it => it.isDirectory())
  .flatMap(({ name }) => readdirSync(join(walkthroughs, name)).map(lesson => `${name}/${lesson}`))
  .filter(lesson => existsSync(exerciseFolder(lesson, 'starter')))
  .toSorted();
