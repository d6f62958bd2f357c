import { expect, it } from 'vitest';
import { digestsOf } from '../../../client/src/engine/image-digests.ts';

const digest = (byte: string) => `sha256:${byte.repeat(32)}`;

it('gives every tag the digest of its own repository', () => {
  const images = [
    {
      tags: ['debian:12', 'localhost:5000/debian:12', 'debian:bookworm'],
      digests: [`debian@${digest('0a')}`, `localhost:5000/debian@${digest('0b')}`],
    },
    { tags: ['boat:1'], digests: [] },
    { tags: [], digests: [`anchor@${digest('0c')}`] },
  ];
  expect(digestsOf(images)).toEqual({
    'debian:12': digest('0a'),
    'localhost:5000/debian:12': digest('0b'),
    'debian:bookworm': digest('0a'),
  });
});
