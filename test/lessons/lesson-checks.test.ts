import { expect, it } from 'vitest';
import { met } from '../../server/src/lessons/check.ts';
import { judged } from '../../server/src/lessons/lesson-checks.ts';
import { lessonFacts } from './facts-under-test.ts';

it('A check that fails says so, and the others are judged all the same', () => {
  const checks = [
    {
      id: 'k01.broken',
      needs: {},
      check: () => {
        throw new Error('no rope');
      },
    },
    { id: 'k01.tied', needs: {}, check: () => met },
  ];
  expect(judged(checks, lessonFacts())).toEqual([
    { id: 'k01.broken', result: { kind: 'unknown', because: 'Slipway made a mistake while it looked (no rope)' } },
    { id: 'k01.tied', result: met },
  ]);
});
