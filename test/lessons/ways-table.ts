// A table of ways for one check: those that do what the step asks, and those that only look as if they did.
import { describe, expect, it } from 'vitest';
import { checksOf } from '../../server/src/lessons/checks.ts';
import type { LessonFacts } from '../../server/src/lessons/facts.ts';
import { exerciseFiles } from './exercise-folders.ts';

/** A way to do it, or one that fails: what is different from the state in which the check is met. */
export type Way = readonly [what: string, change: Partial<LessonFacts>];

export function describeWays(
  lesson: string,
  id: string,
  done: LessonFacts,
  { right = [], wrong = [] }: { readonly right?: readonly Way[]; readonly wrong?: readonly Way[] },
): void {
  const check = checksOf(lesson).find(it => it.id === id);
  if (!check) throw new Error(`There is no check ${id}`);
  describe(id, () => {
    it.each(right)('takes %s', (_what, change) => {
      expect(check.check({ ...done, ...change })).toEqual({ kind: 'met' });
    });
    it.each(wrong)('does not take %s', (_what, change) => {
      expect(check.check({ ...done, ...change })).toMatchObject({ kind: 'unmet' });
    });
  });
}

/** The solution of a lesson with another Dockerfile. */
export function recipes(
  lesson: string,
): (lines: string, more?: Readonly<Record<string, string>>) => Pick<LessonFacts, 'files'> {
  const files = exerciseFiles(lesson, 'solution');
  return (lines, more = {}) => ({ files: { ...files, Dockerfile: `${lines}\n`, ...more } });
}
