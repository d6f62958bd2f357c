import { expect, it } from 'vitest';
import { memoryAmount } from '../../server/src/text/memory-amount.ts';

it.each([
  ['64m', 67_108_864],
  ['1.5 GiB', 1_610_612_736],
  ['1048576', 1_048_576],
  ['512b', 512],
  ['10kb', 10_240],
  ['2t', 2 * 1024 ** 4],
  ['-1', undefined],
  ['1x', undefined],
  ['', undefined],
])('%s is an amount of memory', (text, bytes) => expect(memoryAmount(text)).toBe(bytes));
