import { describe, expect, it } from 'vitest';
import { parseIgnoreFile } from '../../server/src/syntax/ignore-file.ts';
import { slice } from '../../server/src/text/span.ts';

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
  ])('takes no more than path times pattern', (pattern, path) => {
    const start = performance.now();
    expect(parseIgnoreFile(pattern).isIgnored(path)).toBe(false);
    expect(performance.now() - start).toBeLessThan(3_000);
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
