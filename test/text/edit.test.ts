import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, conflict, insert, remove, replace } from '../../server/src/text/edit.ts';
import { span } from '../../server/src/text/span.ts';

describe('applying edits', () => {
  test('each speaks of the text as it was', () => {
    const text = 'one two three';
    expect(applyEdits(text, [replace(span(8, 13), '3'), replace(span(0, 3), 'first'), remove(span(3, 7))])).toBe(
      'first 3',
    );
  });

  test('insertions at one place keep their order', () => {
    expect(applyEdits('ab', [insert(1, '1'), insert(1, '2')])).toBe('a12b');
  });

  test('edits that overlap are a bug and said to be one', () => {
    expect(() => applyEdits('abc', [remove(span(0, 2)), remove(span(1, 3))])).toThrow(RangeError);
    expect(() => applyEdits('abc', [remove(span(2, 4))])).toThrow(RangeError);
  });
});

describe('fixes that cannot be applied together', () => {
  test.each([
    ['they change the same character', [remove(span(0, 2))], [remove(span(1, 3))], true],
    ['they insert at one place', [insert(1, 'a')], [insert(1, 'b')], true],
    ['one inserts where the other starts to replace', [insert(1, 'a')], [remove(span(1, 2))], true],
    ['one inserts inside what the other removes', [remove(span(0, 4))], [insert(2, 'b')], true],
    ['one lies between two edits of the other', [remove(span(0, 1)), remove(span(5, 6))], [remove(span(2, 3))], false],
    ['one inserts behind what the other replaces', [replace(span(0, 2), 'a')], [insert(2, 'b')], true],
    ['one inserts behind what the other removes', [remove(span(0, 2))], [insert(2, 'b')], false],
    ['one ends where the other begins', [remove(span(0, 1))], [remove(span(1, 2))], false],
    ['one fix inserts twice at a place of its own', [insert(1, 'a'), insert(1, 'b')], [insert(3, 'c')], false],
  ])('%s', (_, one, other, expected) => {
    expect(conflict(one, other)).toBe(expected);
    expect(conflict(other, one)).toBe(expected);
  });

  test('what does not conflict can be applied', () => {
    const edits = fc
      .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 6 })
      .map(cuts => [...cuts].sort((a, b) => a - b))
      .map(cuts => cuts.flatMap((cut, i) => (i % 2 === 1 ? [remove(span(cuts[i - 1] ?? 0, cut))] : [])));
    fc.assert(
      fc.property(edits, edits, (one, other) => {
        if (!conflict(one, other)) applyEdits('x'.repeat(31), [...one, ...other]);
      }),
    );
  });
});
