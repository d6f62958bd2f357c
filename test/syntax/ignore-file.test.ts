import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIgnoreFile } from '../../server/src/syntax/ignore-file.ts';
import { slice } from '../../server/src/text/span.ts';
import { processorTime } from '../support/processor-time.ts';

describe('isIgnored', () => {
  it.each([
    // lines, ignored, not ignored
    ['node_modules', ['node_modules', 'node_modules/a/b.js'], ['a/node_modules', 'node_modules2']],
    ['**/node_modules', ['node_modules', 'a/node_modules', 'a/b/node_modules/c'], ['a/xnode_modules']],
    ['/dist/', ['dist', 'dist/a'], ['a/dist']],
    ['./a/../b//c', ['b/c', 'b/c/d'], ['a', 'b']],
    ['*.log', ['a.log', '.log', 'a.log/x'], ['a/b.log', 'a.log2']],
    ['**/*.log', ['a.log', 'a/b.log'], ['a/b.txt']],
    ['a?c', ['abc', 'a.c'], ['ac', 'a/c', 'abbc']],
    ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b/c'], ['ab', 'a/xb']],
    ['**', ['a', 'a/b'], []],
    ['*', ['a', 'a/b'], []],
    ['**foo', ['foo', 'xfoo', 'a/xfoo'], ['foox']],
    ['[a-c]x', ['ax', 'cx'], ['dx']],
    ['[^a]x', ['bx'], ['ax']],
    ['\\*', ['*'], ['a']],
    ['a.b', ['a.b'], ['axb']],
    ['# a\n #b\n\n  c  ', ['#b', 'c'], ['a', '# a']],
    ['a # b', ['a # b'], ['a']],
    ['\uFEFFa\r\nb\r\n', ['a', 'b'], ['c']],
    ['*.md\n!README.md', ['a.md'], ['README.md']],
    ['!README.md\n*.md', ['README.md'], []],
    ['docs\n!docs/keep', ['docs', 'docs/a'], ['docs/keep', 'docs/keep/b']],
    ['*\n!src\nsrc/*.test.ts', ['a', 'src/a.test.ts'], ['src', 'src/a.ts']],
    ['! a', [], ['a']],
    ['*\n! a', ['b'], ['a']],
    ['..\n../a', [], ['a']],
  ] as const)('%j', (text, ignored, kept) => {
    const file = parseIgnoreFile(text);
    expect(ignored.filter(path => !file.isIgnored(path))).toEqual([]);
    expect(kept.filter(path => file.isIgnored(path))).toEqual([]);
  });

  it('never leaves out the context itself, nor what is outside of it', () => {
    const file = parseIgnoreFile('*\n**\n.\n..');
    expect(['.', '', './', '..', '../a'].filter(path => file.isIgnored(path))).toEqual([]);
  });

  it('adds balena’s own lines around those of the file', () => {
    const file = parseIgnoreFile('*\n!.git', { builder: 'balena' });
    expect(['a', 'src/main.ts', 'docker-compose.yaml'].every(path => file.isIgnored(path))).toBe(true);
    const kept = ['Dockerfile', 'a/Dockerfile.template', 'docker-compose.yml', '.balena/balena.yml', '.git/config'];
    expect(kept.filter(path => file.isIgnored(path))).toEqual([]);
    expect(parseIgnoreFile('', { builder: 'balena' }).isIgnored('a/.git/config')).toBe(true);
  });

  it.each([
    [`${'*a'.repeat(300)}b`, 'a'.repeat(5_000)],
    [`${'**/'.repeat(300)}x`, 'a/'.repeat(2_500)],
    [`${'*'.repeat(1_000)}b`, 'a'.repeat(5_000)],
  ])('takes no more than path times pattern', async (pattern, path) => {
    const look = () => expect(parseIgnoreFile(pattern).isIgnored(path)).toBe(false);
    expect(await processorTime(3_000, look)).toBeLessThan(3_000);
  });
});

describe('patterns', () => {
  it('have the place of their text', () => {
    const text = '# c\n  /a/ \r\n!b # x\n';
    const { patterns, comments } = parseIgnoreFile(text);
    expect(patterns.map(({ span, pattern, isException }) => [slice(text, span), pattern, isException])).toEqual([
      ['/a/', 'a', false],
      ['!b # x', 'b # x', true],
    ]);
    expect(comments.map(at => slice(text, at))).toEqual(['# c']);
  });

  it.each(['!', '! ', '[', '[]', '[a', '[a-]', '[z', 'a\\'])('%j stops the build', text => {
    const file = parseIgnoreFile(`a\n${text}\nb`);
    expect(file.problems.map(({ at }) => slice(file.text, at))).toEqual([text.trim()]);
    expect(file.isIgnored('a') && file.isIgnored('b')).toBe(true);
  });
});

/** Words of patterns, few enough that paths made of the same letters often match. */
const piece = fc.constantFrom(
  'a',
  'b',
  'ab',
  '*',
  '**',
  '?',
  '/',
  '[ab]',
  '[^a]',
  '[a-c]',
  '\\*',
  '.',
  'a.b',
  '$',
  '-',
);
const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map(pieces => pieces.join(''));
const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'ba', 'a.b', '*', '$', 'c-'), { minLength: 1, maxLength: 4 })
  .map(parts => parts.join('/'));

/**
 * The way Docker goes: one regular expression for a pattern, compared with the path and each folder it lies in; a literal
 * behind a leading `**` is compared with the end. It backtracks, so it is for short patterns only.
 */
function matchesByExpression(cleaned: string, path: string): boolean {
  const tail = cleaned.slice(2);
  if (cleaned.startsWith('**') && tail !== '' && !/[*?[\]\\]/.test(tail)) {
    return foldersOf(path).some(it => it.endsWith(tail) || (tail.startsWith('/') && it === tail.slice(1)));
  }
  const source = cleaned.replaceAll(/\*\*\/?|\*|\?|\\.|\[\^?[^\]]+\]|./g, (part, at: number) => {
    if (part.startsWith('**')) return at + part.length === cleaned.length ? '.*' : '(?:.*/)?';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('\\') || part.startsWith('[')) return part;
    return part.replaceAll(/[.$()+{}|^/\]-]/g, '\\$&');
  });
  const expression = new RegExp(`^${source}$`, 's');
  return foldersOf(path).some(it => expression.test(it));
}

/** The path, and the folders it lies in. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

describe('any text', () => {
  it('every line that is not blank is a comment, a pattern or a problem, each at its place', () => {
    const line = fc.oneof(
      pattern,
      fc.constantFrom('#', '# x', ' # x', '!', '!a', '\t', '[', 'a\\', '\uFEFF'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, br) => {
        const file = parseIgnoreFile(lines.join(br));
        const places = [...file.patterns.map(it => it.span), ...file.problems.map(it => it.at), ...file.comments];
        places.sort((a, b) => a.start - b.start);
        const written = file.text
          .replace(/^\uFEFF/, '')
          .split('\n')
          .map(it => (it.startsWith('#') ? it.replace(/\r$/, '') : it.trim()))
          .filter(it => it !== '');
        expect(places.map(at => slice(file.text, at))).toEqual(written);
        for (const it of file.patterns) expect(it.text).toBe(slice(file.text, it.span));
      }),
    );
  });

  it('a pattern matches what its regular expression matches', () => {
    fc.assert(
      fc.property(pattern, path, (pattern, path) => {
        const file = parseIgnoreFile(pattern);
        const [only] = file.patterns;
        fc.pre(only !== undefined && file.problems.length === 0);
        expect(file.isIgnored(path), only.pattern).toBe(matchesByExpression(only.pattern, path));
      }),
      { numRuns: 3_000 },
    );
  });

  it('the last line that matches decides', () => {
    const line = fc.tuple(fc.boolean(), pattern).map(([isException, it]) => (isException ? `!${it}` : it));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), path, (lines, path) => {
        const file = parseIgnoreFile(lines.join('\n'));
        const last = file.patterns.findLast(it => matchesByExpression(it.pattern, path));
        expect(file.isIgnored(path)).toBe(last !== undefined && !last.isException);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['one line of a million characters', 'a'.repeat(1_000_000)],
    ['a million blank lines', '\n'.repeat(1_000_000)],
    ['200,000 comments', '#\n'.repeat(200_000)],
    ['100,000 patterns', 'a/**/b*\n'.repeat(100_000)],
    ['open brackets', '['.repeat(200_000)],
    ['folders that are left again', 'a/../'.repeat(200_000)],
    ['white space', ' \t'.repeat(500_000)],
    ['binary', '\0\u0001\uD800'.repeat(300_000)],
  ])('is read in time in proportion to it: %s', async (_, text) => {
    const look = () => expect(parseIgnoreFile(text).isIgnored('x/y/z')).toBe(false);
    expect(await processorTime(3_000, look)).toBeLessThan(3_000);
  });
});
