// One table for each lesson: a state in which all of its checks are met, and for each check states in which it alone is not,
// with the hint that is then shown first.
import { describe, expect, it } from 'vitest';
import { hintOf } from '../../server/src/lessons/check.ts';
import { checksOf } from '../../server/src/lessons/checks.ts';
import type { LessonFacts } from '../../server/src/lessons/facts.ts';

/** What is different, and what is said then. */
export type Lack = readonly [id: string, hint: string, change: Partial<LessonFacts>, also?: readonly string[]];

interface ChecksAndSteps {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly implied?: readonly string[];
}

/**
 * `also`, in a row: checks that cannot but be unmet in that state too. `except`: steps that later ones undo, as stopping what
 * runs; they have a table of their own, with `only`. `implied`: what a later check
 * implies, so that it is never unmet alone.
 */
export function describeChecks(
  lesson: string,
  done: LessonFacts,
  lacks: readonly Lack[],
  { only, except = [], implied = [] }: ChecksAndSteps = {},
): void {
  const checks = checksOf(lesson).filter(({ id }) => (only?.includes(id) ?? true) && !except.includes(id));
  const judged = (facts: LessonFacts) => checks.map(({ id, check }) => [id, check(facts)] as const);
  const unmetIn = (facts: LessonFacts) => judged(facts).filter(([, { kind }]) => kind === 'unmet');

  describe(`The checks of ${lesson}${only ? `, ${only.join(' and ')}` : ''}`, () => {
    it('are all met in the end', () => {
      expect(judged(done).filter(([, { kind }]) => kind !== 'met')).toEqual([]);
    });

    it.each(lacks.map(([id, hint, change, also]) => [`${id}: ${hint}`, id, hint, change, also] as const))(
      '%s',
      (_title, id, hint, change, also = []) => {
        const unmet = unmetIn({ ...done, ...change });
        expect(unmet.map(([it]) => it).toSorted()).toEqual([id, ...also].toSorted());
        const result = unmet.find(([it]) => it === id)?.[1];
        expect(result && hintOf(result, 0)).toBe(hint);
      },
    );

    it('each have a state in which they alone are not met', () => {
      const alone = new Set([...implied, ...lacks.filter(([, , , also]) => also === undefined).map(([id]) => id)]);
      expect(checks.map(({ id }) => id).filter(id => !alone.has(id))).toEqual([]);
    });

    it('survive files that are typed halfway', () => {
      for (const [name, text] of Object.entries(done.files)) {
        if (!recipes.test(name)) continue;
        for (let end = 0; end <= text.length; end += 3) {
          const files = Object.fromEntries(Object.keys(done.files).map(path => [path, text.slice(0, end)]));
          for (const { check } of checks) expect(() => check({ ...done, files })).not.toThrow();
        }
      }
    });
  });
}

const recipes = /^(?:Dockerfile|\.dockerignore|hello\.txt|.*testfile\.txt)$/;
