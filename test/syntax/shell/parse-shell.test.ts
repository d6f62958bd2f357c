/** Which commands a script runs, with which words, where. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShell } from '../../../server/src/syntax/shell/parse-shell.ts';
import { slice } from '../../../server/src/text/span.ts';

/** Each command as its words, joined. */
function commands(text: string): string[] {
  return parseShell(text).commands.map(it => it.words.map(word => word.value).join(' '));
}

describe('words', () => {
  it.each([
    ['a b  c', ['a', 'b', 'c']],
    ['a \'b c\' "d e" f\\ g', ['a', 'b c', 'd e', 'f g']],
    ['a "b\\"c\\d" \'e\\f\'', ['a', 'b"c\\d', 'e\\f']],
    ['a b"c"\'d\'e', ['a', 'bcde']],
    ['a "" \'\'', ['a', '', '']],
    ['a $\'b\\n\' $"c"', ['a', 'b\\n', 'c']],
    ['a "$(b "c d")" `e f`', ['a', '$(b "c d")', '`e f`']],
    ['a ${b:-"c d"} "${e}"', ['a', '${b:-"c d"}', '${e}']],
    ['a $((1 + (2))) b', ['a', '$((1 + (2)))', 'b']],
    ['a\\\n b\\\nc', ['a', 'bc']],
    ['a # b', ['a']],
    ['a b#c', ['a', 'b#c']],
    ['a `# b` c', ['a', '`# b`', 'c']],
    ['a "b', ['a', 'b']],
    ["a 'b", ['a', 'b']],
    ['a <(b c) d', ['a', '<(b c)', 'd']],
  ])('of %j', (text, expected) => {
    expect(parseShell(text).commands[0]?.words.map(word => word.value)).toEqual(expected);
  });

  it.each([
    ['abc', true, false],
    ['"a b"', true, true],
    ['a\\*', true, true],
    ['$a', false, false],
    ['"$a"', false, true],
    ['a*', false, false],
    ['"a*"', true, true],
    ['a?', false, false],
    ['[ab]', false, false],
    ['[', true, false],
    ['~/a', false, false],
    ['a~', true, false],
    ['{a,b}', false, false],
    ['{}', true, false],
    ['$(a)', false, false],
    ["'$a'", true, true],
    ['a$', true, false],
  ])('%j: literal %s, quoted %s', (text, isLiteral, isQuoted) => {
    const [, word] = parseShell(`x ${text}`).commands[0]?.words ?? [];
    expect([word?.isLiteral, word?.isQuoted, word?.raw]).toEqual([isLiteral, isQuoted, text]);
  });
});

describe('commands', () => {
  it.each([
    ['a && b || c; d & e', ['a', 'b', 'c', 'd', 'e']],
    ['a | b |& c', ['a', 'b', 'c']],
    ['a\nb\n\n# c\nd', ['a', 'b', 'd']],
    ['a && \\\n b &&\n c', ['a', 'b', 'c']],
    ['if a; then b; elif c; then d; else e; fi; f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['if a\nthen b\nfi', ['a', 'b']],
    ['while a; do b; done; until c; do d; done', ['a', 'b', 'c', 'd']],
    ['for x in $(a) b; do c $x; done', ['a', 'c $x']],
    ['for x do a; done', ['a']],
    ['for ((i=0; i<3; i++)); do a; done', ['a']],
    ['case "$(a)" in b|c) d;; (e) f; g ;; *) h; esac; i', ['a', 'd', 'f', 'g', 'h', 'i']],
    ['case a in b) ;; esac', []],
    ['f() { a; b; }; function g { c; }; function h () { d; }; i () (e)', ['a', 'b', 'c', 'd', 'e']],
    ['(a; b) && { c; }', ['a', 'b', 'c']],
    ['{ if a; then b; fi }', ['a', 'b']],
    ['echo $(a $(b)) `c`', ['echo $(a $(b)) `c`', 'a $(b)', 'b', 'c']],
    ['x="$(a)" b', ['b', 'a']],
    ['echo $(( $(a) + 1 )); ((i++)); b', ['echo $(( $(a) + 1 ))', 'a', 'b']],
    ['x $((a); b)', ['x $((a); b)', 'a', 'b']],
    ['[[ -f a && b == (c|d) ]] && e', ['[[ -f a b == c d ]]', 'e']],
    ['! a && time b', ['a', 'time b']],
    ['a=(b $(c)) d', ['d', 'c']],
    ['cat <<EOF\na $(b)\nEOF\nc', ['cat', 'c']],
    ['cat <<-"A" <<B\n\tx\n\tA\ny\nB\nc', ['cat', 'c']],
    ['cat <<EOF\na', ['cat']],
    ['if a; then', ['a']],
    [') a', ['a']],
    ['if(a)then(b)fi;c', ['a', 'b', 'c']],
    ['while a;do b;done;c', ['a', 'b', 'c']],
    ['case a in b)c;;esac;d', ['c', 'd']],
    ['$(if a;then b;fi);`c;d`', ['$(if a;then b;fi)', 'a', 'b', '`c;d`', 'c', 'd']],
    ['fi; done; } ; esac; a', ['a']],
    ['', []],
  ])('of %j', (text, expected) => {
    expect(commands(text)).toEqual(expected);
  });

  it('know their name, assignments and redirections', () => {
    const text = 'A=1 B="c d" /usr/bin/x 2>&1 >>"f g" <in &>all';
    const [it] = parseShell(text).commands;
    expect(it?.name).toBe('x');
    expect(it?.assignments.map(({ name, value }) => [name, value.value])).toEqual([
      ['A', '1'],
      ['B', 'c d'],
    ]);
    expect(it?.redirections.map(({ operator, descriptor, target }) => [operator, descriptor, target.value])).toEqual([
      ['>&', 2, '1'],
      ['>>', undefined, 'f g'],
      ['<', undefined, 'in'],
      ['&>', undefined, 'all'],
    ]);
    expect(it && slice(text, it.span)).toBe(text);
    expect(it?.redirections.map(({ span }) => slice(text, span))).toEqual(['2>&1', '>>"f g"', '<in', '&>all']);
  });

  it.each([
    ['$HOME/bin/x', 'x'],
    ['$(which a/b)', '$(which a/b)'],
    ['"a b"/c', 'c'],
    ['A=1', ''],
  ])('%j is named %j', (text, name) => {
    expect(parseShell(text).commands[0]?.name).toBe(name);
  });

  it('know the operators around them on their level', () => {
    const found = parseShell('a && b | c\nif d; then e; f; fi || (g) & h').commands;
    expect(found.map(it => [it.name, it.before, it.after])).toEqual([
      ['a', undefined, '&&'],
      ['b', '&&', '|'],
      ['c', '|', ';'],
      ['d', undefined, ';'],
      ['e', undefined, ';'],
      ['f', ';', ';'],
      ['g', undefined, undefined],
      ['h', '&', undefined],
    ]);
  });

  it('share the number of their pipeline', () => {
    const found = parseShell('a | b && c | (d) | e; $(f | g)').commands;
    const numbers = found.map(it => it.pipeline);
    const [a, b, c, , e] = numbers;
    expect([a === b, a === c, c === e, new Set(numbers).size]).toEqual([true, false, true, 5]);
  });

  it('know what they stand in', () => {
    const found = parseShell(
      'f() { if a; then (b $(c)); fi; }; for x in 1; do case x in y) d;; esac; done; e',
    ).commands;
    expect(found.map(it => [it.name, it.within.join(' ')])).toEqual([
      ['a', 'function group if'],
      ['b', 'function group if subshell'],
      ['c', 'function group if subshell substitution'],
      ['d', 'for case'],
      ['e', ''],
    ]);
  });

  it('give the operators of all levels in order', () => {
    const text = 'a && (b; c) | d\ne &';
    expect(parseShell(text).operators.map(it => [it.text, slice(text, it.at)])).toEqual([
      ['&&', '&&'],
      [';', ';'],
      ['|', '|'],
      [';', '\n'],
      ['&', '&'],
    ]);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      ' ',
      '\n',
      '"',
      "'",
      '\\',
      '$',
      '${',
      '}',
      '$(',
      ')',
      '((',
      '))',
      '`',
      '|',
      '&',
      ';',
      ';;',
      '<',
      '>',
      '<<E',
      '#',
    ],
    ...[
      'if ',
      'then ',
      'fi',
      'for ',
      'in ',
      'do ',
      'done',
      'case ',
      'esac',
      '{ ',
      '[[ ',
      ' ]]',
      '!',
      '=',
      'f()',
      '2>&1',
      'E\n',
    ],
  );

  it('is read without an error, and everything lies inside it, words inside their command', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const text = pieces.join('');
        const script = parseShell(text);
        for (const command of script.commands) {
          const { span, words, assignments, redirections } = command;
          for (const part of [...words, ...assignments, ...redirections]) {
            const isInside =
              span.start <= part.span.start && part.span.start <= part.span.end && part.span.end <= span.end;
            expect([text, isInside]).toEqual([text, true]);
          }
          for (const word of words) expect(slice(text, word.span)).toBe(word.raw);
          expect(words.length + assignments.length + redirections.length).toBeGreaterThan(0);
        }
        const starts = script.commands.map(it => it.span.start);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
        expect(script.operators.every(it => it.at.end <= text.length)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
