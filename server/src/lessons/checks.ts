/** The checks of every lesson, by the lesson's letter and number. */
import type { LessonCheck } from './check.ts';

/** Of a lesson by its id, such as `docker/04-dockerfiles`, in the order of its steps; none for a lesson without checks. */
export function checksOf(lesson: string): readonly LessonCheck[] {
  return checksByLesson[lesson] ?? [];
}

const checksByLesson: Readonly<Record<string, readonly LessonCheck[]>> = {};
