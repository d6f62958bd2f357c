import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvFile } from '../../server/src/syntax/env-file.ts';
import { slice } from '../../server/src/text/span.ts';
import { processorTime } from '../support/processor-time.ts';

describe('parseEnvFile', () => {
  it.each([
    ['A=1', [['A', '1']]],
    [
      'A = 1 \r\nB=2',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['export A=1', [['A', '1']]],
    ['export=1', [['export', '1']]],
    ['A: 1', [['A', '1']]],
    ['A=', [['A', '']]],
    ['A', [['A', undefined]]],
    ['# c\n\n  A=1 # c', [['A', '1']]],
    ['A=x#y', [['A', 'x#y']]],
    ['A= #y', [['A', '#y']]],
    ['A="x # y" # c', [['A', 'x # y']]],
    ['A="x\\ny\\"\\$"', [['A', 'x\ny"$']]],
    ["A='x\\ny'", [['A', 'x\\ny']]],
    ["A='it\\'s'", [['A', "it's"]]],
    [
      'A="x\ny"\nB=1',
      [
        ['A', 'x\ny'],
        ['B', '1'],
      ],
    ],
    ['\uFEFFA=1', [['A', '1']]],
    ['A=a b c', [['A', 'a b c']]],
    ['A.b-c=1', [['A.b-c', '1']]],
  ] as const)('%j', (text, variables) => {
    const file = parseEnvFile(text);
    expect(file.variables.map(({ name, value }) => [name, value])).toEqual(variables);
    expect(file.problems).toEqual([]);
  });

  it.each([
    ['=1\nA=1', 'invalid-line', '=1'],
    ['A b\nA=1', 'invalid-line', 'A b'],
    ['(x)\nA=1', 'invalid-line', '(x)'],
    ['B="x\nA=1', 'unterminated-quote', '"x'],
  ])('%j: %s', (text, code, written) => {
    const { problems, variables } = parseEnvFile(text);
    expect(problems.map(problem => [problem.code, slice(text, problem.at)])).toEqual([[code, written]]);
    expect(variables.at(-1)).toMatchObject({ name: 'A', value: '1' });
  });

  it('says where things stand, and what may hold variables', () => {
    const text = 'export A="x" # c\nB=$C\nD=\'$C\'\n';
    const { variables } = parseEnvFile(text);
    expect(
      variables.map(it => [
        slice(text, it.span),
        slice(text, it.nameSpan),
        it.valueSpan && slice(text, it.valueSpan),
        it.isLiteral,
      ]),
    ).toEqual([
      ['export A="x"', 'A', '"x"', true],
      ['B=$C', 'B', '$C', false],
      ["D='$C'", 'D', "'$C'", true],
    ]);
  });

  it('reads anything, in linear time', async () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('A', '=', '"', "'", '\n', ' ', '#', '\\', '\0', 'export ', '\r\n')),
        parts => {
          const text = parts.join('');
          for (const { span } of parseEnvFile(text).variables) expect(span.end).toBeLessThanOrEqual(text.length);
        },
      ),
    );
    const hostile = ['A="\n'.repeat(20_000), 'A'.repeat(500_000), '\\'.repeat(500_000), `A="${'\\'.repeat(100_000)}`];
    expect(await processorTime(5_000, () => hostile.map(text => parseEnvFile(text)))).toBeLessThan(5_000);
  });
});
