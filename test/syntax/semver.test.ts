import { describe, expect, it } from 'vitest';
import { isSemver, isSemverRange } from '../../server/src/syntax/semver.ts';

describe('isSemver', () => {
  it.each(['1.2.3', 'v1.2.3', ' 1.2.3 ', '0.0.0', '1.2.3-rc.1', '1.2.3+rev1', '1.2.3-a.b-c+d.01', '2026.7.2'])(
    'takes %j',
    text => {
      expect(isSemver(text)).toBe(true);
    },
  );
  it.each([
    '',
    '1',
    '1.2',
    '1.2.3.4',
    '01.2.3',
    '1.2.x',
    'latest',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3+',
    '99999999999999999.0.0',
  ])('refuses %j', text => {
    expect(isSemver(text)).toBe(false);
  });
  it('is done with a hostile text at once', () => {
    expect(isSemver(`1.2.3-${'a.'.repeat(500_000)}`)).toBe(false);
  });
});

describe('isSemverRange', () => {
  it.each([
    '',
    '*',
    '1',
    '1.x',
    '>=1.2',
    '>= 1.2.3 <2',
    '^1.2 || ~3.4.5',
    '1.2 - 1.4',
    '~> 1.2',
    'v2.3.4',
    '>=1.2.3-rc.1',
    '=1.2.3+rev1',
    '1.2.3||',
  ])('takes %j', text => {
    expect(isSemverRange(text)).toBe(true);
  });
  it.each(['latest', '1.2.3.4', '>>1', '!=1', '1.2 -1.4 -', '1 - 2 - 3', '>=1.2.3-01', '^', '>1 and <2', '1.02'])(
    'refuses %j',
    text => {
      expect(isSemverRange(text)).toBe(false);
    },
  );
  it('is done with a hostile text at once', () => {
    expect(isSemverRange(`${'>=1.0.0 '.repeat(100_000)}x.`)).toBe(false);
    expect(isSemverRange(`${'1 - '.repeat(100_000)}x.`)).toBe(false);
  });
});
