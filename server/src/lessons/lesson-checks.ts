/**
 * Judges a lesson. The server loads this from a bundle of its own when a lesson is first judged, so that who learns nothing
 * pays nothing; nothing else of the server may import it otherwise.
 */
import { type CheckNeeds, type CheckResult, type LessonCheck, needsTogether, unknown } from './check.ts';
import { checksOf } from './checks.ts';
import type { LessonFacts } from './facts.ts';

export interface CheckAnswer {
  readonly id: string;
  readonly result: CheckResult;
}

/** In the order of the lesson's steps; empty for a lesson without checks. */
export function judgeLesson(lesson: string, facts: LessonFacts): readonly CheckAnswer[] {
  return judged(checksOf(lesson), facts);
}

/** One that fails says so, and the others are judged all the same. */
export function judged(checks: readonly LessonCheck[], facts: LessonFacts): readonly CheckAnswer[] {
  return checks.map(it => {
    try {
      return { id: it.id, result: it.check(facts) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { id: it.id, result: unknown(`Slipway made a mistake while it looked (${why})`) };
    }
  });
}

export function lessonNeeds(lesson: string): CheckNeeds {
  return needsTogether(checksOf(lesson));
}
