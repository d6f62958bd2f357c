import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsNumber, portsAmong, portWords } from '../../server/src/project/service-ports.ts';

const range = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(5)).map(([from, more]) => ({ from, to: from + more }));

describe('ports', () => {
  it('are among others when any of the range is', () => {
    fc.assert(
      fc.property(fc.array(range), range, (others, wanted) => {
        const any = others.some(it => it.from <= wanted.to && wanted.from <= it.to);
        expect(portsAmong(others)(wanted)).toBe(any);
      }),
    );
  });

  it('are listed in order, four at most', () => {
    const one = (port: number) => ({ from: port, to: port });
    expect(portWords([one(80)])).toBe('80');
    expect(portWords([one(443), one(80), one(80)])).toBe('80 and 443');
    expect(portWords([{ from: 8000, to: 8010 }, one(443), one(80)])).toBe('80, 443 and 8000-8010');
    expect(portWords([5, 4, 3, 2, 1].map(one))).toBe('1, 2, 3, 4 and others');
  });
});

it.each([
  ['listen(80)', true],
  ['0.0.0.0:80', true],
  ['8080', false],
  ['808 180 80', true],
  ['', false],
])('%j holds 80: %s', (text, holds) => {
  expect(holdsNumber(text, 80)).toBe(holds);
});
