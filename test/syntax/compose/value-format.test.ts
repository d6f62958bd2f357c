import { describe, expect, test } from 'vitest';
import {
  formatOfWritten,
  isBoolean,
  isCommand,
  isDuration,
  isFileMode,
  isInteger,
  isNumber,
  isSize,
  legacyBoolean,
} from '../../../server/src/syntax/compose/value-format.ts';
import { processorTime } from '../../support/processor-time.ts';

describe.each([
  ['a boolean', isBoolean, ['true', 'False', 'YES', 'n', 'off'], ['', '1', 'ture', 'truefalse']],
  ['an integer', isInteger, ['0', '-1', '+17', '007'], ['', '1.0', '1e3', '0x10', ' 1', '1 ']],
  ['a number', isNumber, ['0', '-1.5', '.5', '5.', '1e3', 'Inf', 'nan'], ['', '.', 'e3', '1,5', '0.5 ', '1e']],
  [
    'a size',
    isSize,
    ['-1', '0', '512m', '1.5 GiB', '64KB', '100b', '2T', '1p'],
    ['', 'm', '-5m', '5x', '5mm', '1 2m', '5 mb mb', 'gb5'],
  ],
  [
    'a duration',
    isDuration,
    ['0', '-0', '30s', '1m30s', '1.5h', '.5s', '+2d', '1w', '10us', '10µs'],
    ['', '30', 's', '1 s', '1m 30s', '1x', '-', '1m30'],
  ],
  ['a file mode', isFileMode, ['0440', '755'], ['', '0888', 'rw', '0o440']],
  [
    'a command',
    isCommand,
    ['', 'a b', '"a b" \'c\'', 'a \\" b', '"it\'s"', 'a | "b', 'echo $(date)', '`date`', "'a\\'"],
    ['"a', "it's", 'a \\', '`date', 'echo (a)', 'a)', '$(a'],
  ],
] as const)('%s', (_, is, right, wrong) => {
  test.each(right)('is %j', text => expect(is(text)).toBe(true));
  test.each(wrong)('is not %j', text => expect(is(text)).toBe(false));
});

test('words of older YAML mean booleans', () => {
  expect(['y', 'Yes', 'ON', 'n', 'No', 'off', 'true', ''].map(legacyBoolean)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    undefined,
    undefined,
  ]);
});

test.each([
  ['30', 'duration', '30s'],
  ['5 Minutes', 'duration', '5m'],
  ['soon', 'duration', undefined],
  ['1.5 GBytes', 'size', '1.5g'],
  ['64', 'size', undefined],
  ['64', 'number', undefined],
])('%j as a %s would be written %j', (text, format, written) => expect(formatOfWritten(text, format)).toBe(written));

test('hostile texts take linear time', async () => {
  const long = 100_000;
  for (const text of [
    '1'.repeat(long),
    '1s'.repeat(long),
    `${'1'.repeat(long)}x`,
    '('.repeat(long),
    '"'.repeat(long),
  ]) {
    const askAll = () => [isSize, isDuration, isNumber, isInteger, isCommand].map(is => is(text));
    expect(await processorTime(2_000, askAll)).toBeLessThan(2_000);
  }
});
