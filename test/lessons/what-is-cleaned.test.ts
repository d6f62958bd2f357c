import { expect, it } from 'vitest';
import { loadLessons } from '../../server/scripts/lesson-files.ts';
import { lessonNeeds } from '../../server/src/lessons/lesson-checks.ts';
import { projectRoot } from '../bed/project-paths.ts';

const exercises = loadLessons(projectRoot).curriculum.lessons.flatMap(({ id, exercise }) =>
  exercise ? [[id, exercise] as const] : [],
);

it.each(exercises)('What the checks of %s look at is what its clean-up removes', (id, exercise) => {
  const { repositories = [], containers = [], volumes = [] } = lessonNeeds(id);
  expect({
    repositories: exercise.repositories.toSorted(),
    containers: exercise.containers.toSorted(),
    volumes: exercise.volumes.toSorted(),
  }).toEqual({
    repositories: repositories.toSorted(),
    containers: containers.toSorted(),
    volumes: volumes.toSorted(),
  });
});
