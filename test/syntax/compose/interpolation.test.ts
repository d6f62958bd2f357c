import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type InterpolatedText,
  knownValue,
  parseInterpolation,
} from '../../../server/src/syntax/compose/interpolation.ts';
import { processorTime } from '../../support/processor-time.ts';

/** The parts in short: `text`, `$$`, `!` for invalid, `{NAME}` or `{NAME op operand}`. */
function short(text: InterpolatedText): string {
  return text.map(shortPart).join('|');
}

function shortPart(part: InterpolatedText[number]): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'dollar':
      return '$$';
    case 'invalid':
      return '!';
    case 'variable':
      return part.operand ? `{${part.name} ${part.operator} ${short(part.operand)}}` : `{${part.name}}`;
  }
}

describe('parseInterpolation', () => {
  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['$A', '{A}'],
    ['$A1_b-c', '{A1_b}|-c'],
    ['x${A}y', 'x|{A}|y'],
    ['${A:-b}', '{A :- b}'],
    ['${A-b}', '{A - b}'],
    ['${A:?b c}', '{A :? b c}'],
    ['${A?b}', '{A ? b}'],
    ['${A:+b}', '{A :+ b}'],
    ['${A+b}', '{A + b}'],
    ['${A:-}', '{A :- }'],
    ['${A:-${B:-c}d}', '{A :- {B :- c}|d}'],
    ['${A:-{x}}', '{A :- {x}}'],
    ['${A:-{x}', '{A :- {x}'],
    ['$$A', '$$|A'],
    ['$$$A', '$$|{A}'],
    ['a$', 'a$'],
    ['"$@" $1 $(x)', '"$@" $1 $(x)'],
    ['${1A}', '!|1A}'],
    ['${}', '!|}'],
    ['${A', '!|A'],
    ['${A!b}', '!|A!b}'],
    ['${A:b}', '!|A:b}'],
    ['${A:-b\nc}', '!|A:-b\nc}'],
    ['${A}\n${B}', '{A}|\n|{B}'],
  ])('%j', (text, parts) => {
    expect(short(parseInterpolation(text))).toBe(parts);
  });

  it('covers the text without gap, whatever it is', () => {
    const marks = fc.constantFrom('$', '{', '}', 'A', ':-', '?', '\n', ' ', '${A:-');
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 30 }), marks => {
        const text = marks.join('');
        let at = 0;
        for (const part of parseInterpolation(text)) {
          expect(part.at.start).toBe(at);
          at = part.at.end;
          if (part.kind === 'variable') expect(text.slice(part.nameAt.start, part.nameAt.end)).toBe(part.name);
        }
        expect(at).toBe(text.length);
      }),
    );
  });

  it.each([
    ['nested', '${A:-'.repeat(50_000)],
    ['nested and closed', '${A:-'.repeat(50_000) + '}'.repeat(50_000)],
    ['in a row', '${A:-b}'.repeat(50_000)],
    ['open in a row', '${'.repeat(100_000)],
    ['dollars', '$'.repeat(200_000)],
  ])('takes linear time: %s', async (_, text) => {
    expect(await processorTime(3_000, () => parseInterpolation(text))).toBeLessThan(3_000);
  });
});

describe('knownValue', () => {
  it.each([
    ['a$$b', 'a$b'],
    ['${A:-x}/${B-y}', 'x/y'],
    ['${A:-${B:-c}}', 'c'],
    ['${A:-}', ''],
    ['cost: 5$', 'cost: 5$'],
  ])('of %j is %j', (text, value) => {
    expect(knownValue(parseInterpolation(text))).toBe(value);
  });

  it.each(['$A', '${A}', '${A:?x}', '${A:+x}', '${A:-$B}', '${'])('is not known of %j', text => {
    expect(knownValue(parseInterpolation(text))).toBeUndefined();
  });

  it.each([
    ['$A:${E}', '1:'],
    ['${A-x}${A:-x}${A:?x}', '111'],
    ['${E-x}|${E:-x}', '|x'],
    ['${A:+x$A}', 'x1'],
    ['${B:-$A}', '1'],
    ['${E:?x}', undefined],
    ['${E:+x}', undefined],
    ['$A$B', undefined],
  ])('of %j is %j when A is 1 and E is empty', (text, value) => {
    const variables = new Map([
      ['A', '1'],
      ['E', ''],
      ['B', undefined],
    ]);
    expect(knownValue(parseInterpolation(text), variables)).toBe(value);
  });
});
