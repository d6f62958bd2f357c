import { describe, expect, it } from 'vitest';
import {
  familiarReference,
  fullName,
  registryOf,
  splitReference,
  whatIsWrongWithNewTag,
  whatIsWrongWithReference,
} from '../../../client/src/engine/registry/image-reference.ts';

const digest = `sha256:${'0'.repeat(64)}`;

describe('An image reference', () => {
  it.each([
    ['nginx', 'nginx', 'latest', 'docker.io', 'docker.io/library/nginx', 'nginx:latest'],
    ['nginx:1.27', 'nginx', '1.27', 'docker.io', 'docker.io/library/nginx', 'nginx:1.27'],
    ['team/app:2', 'team/app', '2', 'docker.io', 'docker.io/team/app', 'team/app:2'],
    [
      'docker.io/library/nginx',
      'docker.io/library/nginx',
      'latest',
      'docker.io',
      'docker.io/library/nginx',
      'nginx:latest',
    ],
    [
      'index.docker.io/team/app',
      'index.docker.io/team/app',
      'latest',
      'docker.io',
      'docker.io/team/app',
      'team/app:latest',
    ],
    ['localhost:5000/a/b:1', 'localhost:5000/a/b', '1', 'localhost:5000', 'localhost:5000/a/b', 'localhost:5000/a/b:1'],
    [`ghcr.io/a/b@${digest}`, 'ghcr.io/a/b', digest, 'ghcr.io', 'ghcr.io/a/b', `ghcr.io/a/b@${digest}`],
    [`nginx:1@${digest}`, 'nginx', digest, 'docker.io', 'docker.io/library/nginx', `nginx@${digest}`],
  ])('%s', (reference, name, tag, registry, full, familiar) => {
    expect(splitReference(reference)).toEqual({ name, tag });
    expect(registryOf(reference)).toBe(registry);
    expect(fullName(reference)).toBe(full);
    expect(familiarReference(reference)).toBe(familiar);
  });

  it.each(['nginx', 'a/b:C.d-1', 'localhost:5000/x', `x@${digest}`, 'registry.example/team__a/b-c:1'])(
    'may be typed: %s',
    text => {
      expect(whatIsWrongWithReference(text)).toBeUndefined();
    },
  );

  it.each([
    ['', 'Type the name'],
    ['two words', 'no blanks'],
    ['Nginx', 'small letters: nginx'],
    ['nginx:', 'tag behind the colon'],
    ['nginx:-x', 'A tag has'],
    ['nginx@sha256:12', '64 hexadecimal'],
    ['ghcr.io/', 'behind the registry'],
    ['a//b', 'A name has'],
    ['0'.repeat(64), 'an id'],
    ['https://hub.docker.com/_/nginx', 'A name has'],
  ])('is refused with a reason: "%s"', (text, words) => {
    expect(whatIsWrongWithReference(text)).toContain(words);
  });

  it('with a digest cannot be given to an image', () => {
    expect(whatIsWrongWithNewTag(`x@${digest}`)).toContain('digest');
    expect(whatIsWrongWithNewTag('x:1')).toBeUndefined();
  });
});
