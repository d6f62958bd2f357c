/** What in a text is a host with a port, and what only looks like one. */
import { describe, expect, it } from 'vitest';
import { hostPortsIn } from '../../server/src/project/port-mentions.ts';
import { slice } from '../../server/src/text/span.ts';
import { processorTime } from '../support/processor-time.ts';

describe('hostPortsIn', () => {
  it.each([
    ['http://api:3000/v1', ['api:3000']],
    ['a-b_c:1,db:65535', ['a-b_c:1', 'db:65535']],
    ['"redis://:secret@cache:6379/0"', ['cache:6379']],
    ['server api:80;', ['api:80']],
    ['jdbc:mysql://db:3306/x?y=z:1', ['db:3306', 'z:1']],
  ])('%s', (text, words) => {
    const found = hostPortsIn(text);
    expect(found.map(({ at }) => slice(text, at))).toEqual(words);
    expect(found.map(({ host, port }) => `${host}:${port}`)).toEqual(words);
    expect(found.map(({ portAt }) => slice(text, portAt))).toEqual(words.map(it => it.split(':')[1]));
  });

  it.each([
    '8000:80',
    'api: 80',
    'api:',
    'redis:7.4',
    'node:24-slim',
    'api:80:90',
    'api.example.com:80',
    '1a:80',
    'api:0',
    'api:65536',
    'api:1234567',
    `${'a'.repeat(65)}:80`,
  ])('not %s', text => {
    expect(hostPortsIn(text)).toEqual([]);
  });

  it.each(['a:1 ', ':', 'a', ':1', 'a:123456'])('takes time in proportion to the text: %j', async piece => {
    const text = piece.repeat(400_000);
    expect(await processorTime(3_000, () => hostPortsIn(text))).toBeLessThan(3_000);
  });
});
