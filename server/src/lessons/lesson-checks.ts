/**
 * Judges a lesson. The server loads this from a bundle of its own when a lesson is first judged, so that who learns nothing
 * pays nothing; nothing else of the server may import it otherwise.
 */
import { type CheckNeeds, type CheckResult, needsTogether } from './check.ts';
import { checksOf } from './checks.ts';
import type { LessonFacts } from './facts.ts';

export interface CheckAnswer {
  readonly id: string;
  readonly result: CheckResult;
}

/** In the order of the lesson's steps; empty for a lesson without checks. */
export function judgeLesson(lesson: string, facts: LessonFacts): readonly CheckAnswer[] {
  return checksOf(lesson).map(({ id, check }) => ({ id, result: check(facts) }));
}

export function lessonNeeds(lesson: string): CheckNeeds {
  return needsTogether(checksOf(lesson));
}
