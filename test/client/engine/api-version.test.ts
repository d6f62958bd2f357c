import { expect, it } from 'vitest';
import { isApiVersion, knownVersions, negotiate } from '../../../client/src/engine/reach/api-version.ts';

const { newest, oldest } = knownVersions;

it.each<readonly [string, string | undefined, string]>([
  ['1.41', '1.12', '1.41'],
  [newest, '1.24', newest],
  ['1.99', '1.44', newest],
  ['2.3', newest, newest],
  [oldest, undefined, oldest],
])('An engine that speaks up to %s and from %s on is spoken to in %s', (offered, least, api) => {
  expect(negotiate(offered, least)).toEqual({ kind: 'agreed', api });
});

it.each([
  ['1.99', '1.98', /speaks Docker API 1\.98 and newer.*update Slipway/],
  ['2.0', '2.0', /2\.0 and newer/],
  // Compared as numbers: 1.5 is older than 1.40.
  ['1.5', undefined, /up to 1\.5, Slipway from/],
  ['1.39', '1.12', /up to 1\.39.*update the engine/],
])('An engine that speaks up to %s and from %s on is refused', (offered, least, why) => {
  expect(negotiate(offered, least)).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
});

it('A version is two numbers', () => {
  expect(['1.41', '1.4.1', 'v1.41', '', 1.41, undefined].map(isApiVersion)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
