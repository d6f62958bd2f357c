/** Image references taken apart. */
import { describe, expect, it } from 'vitest';
import { parseImageReference } from '../../server/src/syntax/image-reference.ts';
import { slice } from '../../server/src/text/span.ts';

const digest = `sha256:${'a1'.repeat(32)}`;

describe('an image reference', () => {
  it.each([
    ['node', [undefined, 'node', undefined, undefined], 'node', true],
    ['node:22-slim', [undefined, 'node', '22-slim', undefined], 'node', true],
    [`node:22@${digest}`, [undefined, 'node', '22', digest], 'node', true],
    [`node@${digest}`, [undefined, 'node', undefined, digest], 'node', true],
    ['docker.io/library/node', ['docker.io', 'library/node', undefined, undefined], 'node', true],
    ['library/node', [undefined, 'library/node', undefined, undefined], 'node', true],
    ['docker.io/a/b', ['docker.io', 'a/b', undefined, undefined], 'a/b', true],
    ['ghcr.io/a/b/c:1', ['ghcr.io', 'a/b/c', '1', undefined], 'ghcr.io/a/b/c', true],
    ['localhost/a', ['localhost', 'a', undefined, undefined], 'localhost/a', true],
    ['host:5000/a:b', ['host:5000', 'a', 'b', undefined], 'host:5000/a', true],
    ['host:5000', [undefined, 'host', '5000', undefined], 'host', true],
    ['[::1]:5000/a', ['[::1]:5000', 'a', undefined, undefined], '[::1]:5000/a', true],
    ['a__b/c--d.e', [undefined, 'a__b/c--d.e', undefined, undefined], 'a__b/c--d.e', true],
    ['Node', [undefined, 'Node', undefined, undefined], 'Node', false],
    ['a//b', [undefined, 'a//b', undefined, undefined], 'a//b', false],
    ['a:', [undefined, 'a', '', undefined], 'a', false],
    ['a:-x', [undefined, 'a', '-x', undefined], 'a', false],
    ['a@sha256:12', [undefined, 'a', undefined, 'sha256:12'], 'a', false],
    ['', [undefined, '', undefined, undefined], '', false],
    ['a.b/', ['a.b', '', undefined, undefined], 'a.b/', false],
    ['node:${V:-22/x}-slim', [undefined, 'node', '${V:-22/x}-slim', undefined], 'node', false],
    ['${R:-ghcr.io/}a', [undefined, '${R:-ghcr.io/}a', undefined, undefined], '${R:-ghcr.io/}a', false],
  ])('%j', (text, parts, familiarName, isValid) => {
    const it = parseImageReference(text);
    const found = [it.registry, it.repository, it.tag, it.digest];
    expect(found.map(part => part?.value)).toEqual(parts);
    for (const part of found) if (part) expect(slice(text, part.span)).toBe(part.value);
    expect([it.familiarName, it.isValid]).toEqual([familiarName, isValid]);
  });
});
