/** References to variables in the text of instructions. */
import { describe, expect, it } from 'vitest';
import { one } from './one.ts';

function references(text: string): string[] {
  return one(text).it.variables.map(
    it =>
      `${it.name.value}${it.modifier ? ` ${it.modifier.value} ${it.operand?.value}` : ''}${it.quoted ? ' quoted' : ''}`,
  );
}

describe('variable references', () => {
  it.each([
    ['FROM a:$b-${c}', ['b', 'c']],
    ['FROM --platform=$p a:$b', ['p', 'b']],
    ['RUN a "$b" \'$c\' \\$d $e', ['b', 'c quoted', 'e']],
    ['RUN ${a:-b} ${c-d} ${e:+f} ${g+h} ${i:?j} ${k?l}', ['a :- b', 'c - d', 'e :+ f', 'g + h', 'i :? j', 'k ? l']],
    [
      'RUN ${a#b} ${c##d} ${e%f} ${g%%h} ${i/j/k} ${l//m/n}',
      ['a # b', 'c ## d', 'e % f', 'g %% h', 'i / j/k', 'l // m/n'],
    ],
    ['RUN ${a^^} ${a:1:2} ${a[0]}', ['a ^ ^', 'a : 1:2', 'a [ 0]']],
    ['ENV a=${b:-${c:-$d}}', ['b :- ${c:-$d}', 'c :- $d', 'd']],
    ['ENV a="${b:-"c}"}"', ['b :- "c}"']],
    ['RUN a $$ $$b $@ $? $(c) ${#d} $1x', ['1']],
    ['# escape=`\nENV a=`$b c=\\$d', ['d']],
    ['ENV a=$b\\\nc', ['bc']],
    ['CMD ["$a", "\'$b\'"]', ['a', 'b quoted']],
    ['RUN a ${b', []],
    ['LABEL a=b', []],
  ])('of %j', (text, expected) => {
    expect(references(text)).toEqual(expected);
  });

  it('have spans for every part', () => {
    const { it: instruction, at } = one('ENV a=${b\\\n:-c}');
    const [reference] = instruction.variables;
    expect(
      [reference?.span, reference?.name.span, reference?.modifier?.span, reference?.operand?.span].map(at),
    ).toEqual(['${b\\\n:-c}', 'b', ':-', 'c']);
  });

  it('are reported when not closed, where the builder expands', () => {
    const problems = ['ENV a=${b', 'COPY ${a:-b c} d', 'RUN ${a', "USER '${a'", 'ENV a=${b:-${c}'].map(text => {
      const { file, at } = one(text);
      return file.problems.map(it => [it.code, at(it.at)]);
    });
    expect(problems).toEqual([
      [['unterminated-variable', '${b']],
      [['unterminated-variable', '${a:-b']],
      [],
      [],
      [['unterminated-variable', '${b:-${c}']],
    ]);
  });
});

describe('template variables', () => {
  it('stand anywhere but in comments that start in column 0', () => {
    const { file, at } = one('# %%AA%%\nFROM a/%%BALENA_ARCH%%-b # %%B_%%\n # %%CC%%\nRUN x');
    expect(file.templateVariables.map(it => it.name.value)).toEqual(['BALENA_ARCH', 'B_', 'CC']);
    expect(at(file.templateVariables[0]?.span)).toBe('%%BALENA_ARCH%%');
  });

  it.each([
    ['%%A%%', []],
    ['%%_A%%', []],
    ['%%aa%%', []],
    ['%%A1%%', []],
    ['%%AA%', []],
    ['%%%AA%%', ['AA']],
    ['%%AA%%BB%%', ['AA']],
    ['%%AA%%%%BB%%', ['AA', 'BB']],
    ['%%AA %%BB%%', ['BB']],
  ])('%j', (text, expected) => {
    expect(one(`RUN ${text}`).file.templateVariables.map(it => it.name.value)).toEqual(expected);
  });
});
