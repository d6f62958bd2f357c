/** Writes the lessons as the client loads them; esbuild.mjs runs it when Slipway is built. */
import type { LessonIndex } from '../../client/src/learn/lesson.ts';
import { needsTogether } from '../src/lessons/check.ts';
import { checksOf } from '../src/lessons/checks.ts';
import { loadLessons } from './lesson-files.ts';

/** `root`: the project's folder. What is wrong with lessons is told by `npm run generate` and does not stop a build. */
export function lessonIndex(root: string): LessonIndex {
  const { curriculum } = loadLessons(root);
  const needs = curriculum.lessons.flatMap(({ id }) => {
    const checks = checksOf(id);
    return checks.length === 0 ? [] : [[id, needsTogether(checks)] as const];
  });
  return { curriculum, needs: Object.fromEntries(needs) };
}
