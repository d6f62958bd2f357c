import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../server/src/syntax/yaml/document.ts';
import type { YamlMapping, YamlNode } from '../../../server/src/syntax/yaml/node.ts';
import { slice } from '../../../server/src/text/span.ts';

function rootOf(text: string): YamlMapping {
  const root = parseYaml(text).documents[0]?.root;
  if (root?.kind !== 'mapping') throw new Error('no mapping');
  return root;
}

function valueOfA(text: string): YamlNode {
  const entry = rootOf(text).entry('a');
  if (!entry) throw new Error('no a');
  return entry.value;
}

describe('scalars', () => {
  it.each([
    ['a: 0755', 755, '0755'],
    ['a: 0o755', 493, '0o755'],
    ['a: 1e3', 1000, '1e3'],
    ['a: 22:22', '22:22', '22:22'],
    ['a: yes', 'yes', 'yes'],
    ['a: True', true, 'True'],
    ['a: ~', null, '~'],
    ['a:', null, ''],
    ['a: "1"', '1', '1'],
    ["a: 'it''s'", "it's", "it's"],
    ['a: "t\\tab"', 't\tab', 't\tab'],
    ['a: |\n  one\n  two\n', 'one\ntwo\n', 'one\ntwo\n'],
    ['a: >-\n  one\n  two\n', 'one two', 'one two'],
    ['a: !!str 5', '5', '5'],
    ['a: !override 5', 5, '5'],
    ['a: !reset', null, ''],
    ['%YAML 1.1\n---\na: on', 'on', 'on'],
  ])('%j is %j', (text, value, source) => {
    expect(valueOfA(text)).toMatchObject({ kind: 'scalar', value, source });
  });

  it.each([
    ['a: x # comment', 'x'],
    ['a: "x" # comment', '"x"'],
    ['a: &anchor !tag x', 'x'],
    ['a: |\n  one\n\nb: 1', '|\n  one'],
    ['a: >+\n  one\n\n\nb: 1', '>+\n  one'],
    ['a: [1, 2] # c', '[1, 2]'],
    ['a:\n  b: 1 # c\n  # d\nc: 2', 'b: 1'],
    ['a:\n  - 1\n  -\n# d\nc: 2', '- 1\n  -'],
    ['a:   # c\nb: 1', ''],
    ['a:\r\n  - x\r\nb: 1', '- x'],
  ])('the span of a in %j is %j', (text, written) => {
    expect(slice(text, valueOfA(text).span)).toBe(written);
  });

  it('puts a missing value right behind the colon', () => {
    expect(valueOfA('a:   # c').span).toEqual({ start: 2, end: 2 });
  });
});

describe('entries', () => {
  it('reach from the key to the end of the value, an alias as written', () => {
    const text = 'x: &x {b: 1}\na: *x # c\nc:\n';
    const spans = rootOf(text).entries.map(entry => slice(text, entry.span));
    expect(spans).toEqual(['x: &x {b: 1}', 'a: *x', 'c:']);
  });

  it('keep repeated keys in pairs; the last one counts', () => {
    const root = rootOf('a: 1\nb: 2\na: 3');
    expect(root.pairs).toHaveLength(3);
    expect(root.entries.map(({ key, value }) => [key.source, value.kind === 'scalar' && value.value])).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });

  it('have keys that are no text', () => {
    const root = rootOf('8080: a\n? [b, c]\n: d\n"e": f');
    expect(root.entries.map(({ key }) => [key.source, key.value])).toEqual([
      ['8080', 8080],
      ['[b, c]', null],
      ['e', 'e'],
    ]);
    expect(root.entry('8080')?.value).toMatchObject({ value: 'a' });
  });
});

describe('merge keys', () => {
  const text = 'x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 0\n';
  const z = rootOf(text).entry('z')?.value;
  const mapping = z?.kind === 'mapping' ? z : undefined;

  it('give own keys first, then those of earlier mappings', () => {
    const values = mapping?.entries.map(({ key, value }) => [key.source, value.kind === 'scalar' && value.value]);
    expect(values).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ]);
  });

  it('mark what is merged with the place of the alias', () => {
    expect(mapping?.entry('a')).toMatchObject({ isMerged: false });
    const merged = mapping?.entry('c');
    expect(merged?.isMerged).toBe(true);
    expect(merged?.value.alias && slice(text, merged.value.alias)).toBe('*y');
    expect(merged && slice(text, merged.span)).toBe('c: 2');
  });

  it('are followed through chains', () => {
    const chain = 'a: &a {x: 1}\nb: &b\n  <<: *a\n  y: 2\nc:\n  <<: *b\n';
    const c = rootOf(chain).entry('c')?.value;
    expect(c?.kind === 'mapping' && c.entries.map(entry => entry.key.source)).toEqual(['y', 'x']);
  });

  it('are text when quoted', () => {
    expect(rootOf('"<<": {a: 1}').entry('a')).toBeUndefined();
  });
});

describe('aliases', () => {
  it('appear as what they stand for, and mark all below', () => {
    const text = 'x: &x\n  y: [1]\na: *x\n';
    const a = valueOfA(text);
    expect(a).toMatchObject({ kind: 'mapping', anchor: 'x' });
    expect(a.alias && slice(text, a.alias)).toBe('*x');
    const list = a.kind === 'mapping' ? a.entry('y')?.value : undefined;
    expect(list?.alias).toEqual(a.alias);
    expect(list && slice(text, list.span)).toBe('[1]');
  });

  it('take the last anchor of that name before them', () => {
    expect(valueOfA('x: &n 1\ny: &n 2\na: *n\nz: &n 3')).toMatchObject({ value: 2 });
  });

  it('do not see the anchors of another document', () => {
    expect(parseYaml('x: &n 1\n---\na: *n\n').problems).toMatchObject([{ code: 'unknown-alias' }]);
  });
});

describe('problems', () => {
  it.each([
    ['a: [1', 'invalid-yaml'],
    ['a: "x', 'invalid-yaml'],
    ['a: b: c', 'invalid-yaml'],
    ['a:\n  b: 1\n c: 2', 'invalid-yaml'],
    ['a: @x', 'invalid-yaml'],
    ['a:\n\tb: 1', 'tab-indentation'],
    ['a:\n  b: 1\n\t c: 2', 'tab-indentation'],
    ['a: 1\na: 2', 'duplicate-key'],
    ['{a: 1, "a": 2}', 'duplicate-key'],
    ['a: *b', 'unknown-alias'],
    ['a: &a [*a]', 'alias-cycle'],
    ['a: &a\n  b: {<<: *a}', 'alias-cycle'],
    ['a: \0', 'binary-file'],
  ])('%j: %s', (text, code) => {
    expect(parseYaml(text).problems.map(problem => problem.code)).toContain(code);
  });

  it.each([
    '',
    '# only a comment',
    'a: !reset null\nb: !override [x]',
    'a: {<<: {b: 1}, <<: {c: 2}}',
    '\uFEFFa: 1',
    'a: "x\ty"\n',
    'a: |\n  \tx\n',
  ])('none in %j', text => {
    expect(parseYaml(text).problems).toEqual([]);
  });

  it('stand on the tabs', () => {
    expect(parseYaml('a:\n \t\tb: 1').problems[0]?.at).toEqual({ start: 4, end: 6 });
  });

  it('come once for each place', () => {
    expect(parseYaml('a:\n  - x\n\t- y\n').problems).toHaveLength(1);
    expect(parseYaml('a: [1').problems).toHaveLength(1);
  });

  it('leave the rest readable', () => {
    const root = rootOf('services:\n  api:\n    image: x\n    ports: [\n  db:\n    image: y\n');
    const services = root.entry('services')?.value;
    expect(services?.kind === 'mapping' && services.entry('api')).toBeTruthy();
  });
});

describe('documents and comments', () => {
  it('finds every document', () => {
    const roots = parseYaml('a: 1\n---\n# c\n---\n- b\n').documents.map(document => document.root?.kind);
    expect(roots).toEqual(['mapping', undefined, 'sequence']);
  });

  it('gives one document without root for nothing and for comments', () => {
    expect(parseYaml('').documents).toHaveLength(1);
    expect(parseYaml('# a\n').documents[0]?.root).toBeUndefined();
  });

  it('lists comments in order, and nothing that only looks like one', () => {
    const text = '# 1\na: x#y # 2\nb: "# no" # 3\nc: |\n  # no\n# 4\nd: [a, # 5\n  b]\n';
    const file = parseYaml(text);
    expect(file.comments.map(comment => comment.text)).toEqual(['# 1', '# 2', '# 3', '# 4', '# 5']);
    for (const comment of file.comments) expect(slice(text, comment.span)).toBe(comment.text);
  });
});
