import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rules } from '../../server/src/rules/index.ts';

it('CHANGELOG.md counts the rules for Dockerfiles, and those with a fix, as they are', () => {
  const text = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
  const told = /with (\d+) rules: .*; (\d+) of them with a fix, the (\d+) safe ones/.exec(text)?.slice(1).map(Number);
  const own = rules.filter(({ id }) => id.startsWith('dockerfile/'));
  const safe = own.filter(({ fix }) => fix === 'safe');
  expect(told).toEqual([own.length, own.filter(({ fix }) => fix !== 'none').length, safe.length]);
});
