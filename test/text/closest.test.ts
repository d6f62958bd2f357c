import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closest, distance } from '../../server/src/text/closest.ts';

const meant = (word: string, known: readonly string[]) => closest(word, known, it => it);

test.each([
  ['runtme', ['build', 'runtime'], 'runtime'],
  ['RUNTIEM', ['build', 'runtime'], 'runtime'],
  ['imgae', ['image', 'build'], 'image'],
  ['xyz', ['image', 'build'], undefined],
  ['ab', ['cd'], undefined],
  ['image', ['image', 'imag'], undefined],
])('%s among %j', (word, known, expected) => expect(meant(word, known)).toBe(expected));

test('swapped neighbours are one slip', () => {
  expect(distance('ab', 'ba', 2)).toBe(1);
  expect(distance('abc', 'abc', 2)).toBe(0);
  expect(distance('abcdef', 'x', 2)).toBe(3);
});

test('a distance has no direction and is never more than one above the limit', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: 0, max: 4 }), (a, b, limit) => {
      const d = distance(a, b, limit);
      expect(d).toBe(distance(b, a, limit));
      expect(d).toBeLessThanOrEqual(limit + 1);
      expect(d === 0).toBe(a === b);
    }),
  );
});
