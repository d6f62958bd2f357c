import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

it('No hint joins commands by &&, which Windows PowerShell does not know', () => {
  const folder = fileURLToPath(new URL('../../server/src/lessons/docker/', import.meta.url));
  const joined = readdirSync(folder).flatMap(name =>
    readFileSync(`${folder}${name}`, 'utf8')
      .split('\n')
      .filter(line => /&& docker/.test(line)),
  );
  expect(joined).toEqual([]);
});
