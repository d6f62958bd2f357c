/** The quick reader reads what the library reads, and nothing else: compared on real, made and damaged files. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml, parseYamlByLibrary } from '../../../server/src/syntax/yaml/document.ts';
import type { YamlEntry, YamlFile, YamlNode } from '../../../server/src/syntax/yaml/node.ts';
import { readPlainYaml } from '../../../server/src/syntax/yaml/plain-yaml.ts';
import { corpusProjects, hasCorpus } from '../../support/corpus.ts';
import { anyYaml } from './any-yaml.ts';

/** Everything a file shows, as plain data. */
function shown({ documents, problems, comments }: YamlFile): unknown {
  return { documents: documents.map(({ root }) => root && ofNode(root)), problems, comments };
}

function ofNode(node: YamlNode): unknown {
  if (node.kind === 'scalar') return { ...node };
  const { kind, span, tag, anchor, alias, isFlow } = node;
  const parts =
    node.kind === 'sequence'
      ? node.items.map(ofNode)
      : { pairs: node.pairs.map(ofEntry), merged: node.entries.filter(it => it.isMerged).map(ofEntry) };
  return { kind, span, tag, anchor, alias, isFlow, parts };
}

function ofEntry({ key, value, span, isMerged }: YamlEntry): unknown {
  return { key: ofNode(key), value: ofNode(value), span, isMerged };
}

const isPlain = (text: string): boolean => readPlainYaml(text, value => value) !== undefined;

function expectSame(text: string): void {
  expect(shown(parseYaml(text)), JSON.stringify(text)).toEqual(shown(parseYamlByLibrary(text)));
}

const everyForm = `# head
---
x-base: &base   # shared
  restart: always
  "quoted key": 'it''s' # behind
x-other:
  &other
  init: true
services:
  web:
    <<: [*base, *other]
    image: nginx:1.29
    ports:
    - "80:80"
    - 0755
    environment:
      A: ~
      B: -1.5
      C:
      D : a#b
      E: "a\\n\\"b\\""
    command: |
      one

        two
    entrypoint: >-
      three
      four

      five
    healthcheck:
      test:
        [
          "CMD", curl, # a comment
          'x',
          "one  
            two \\"
             three",  # behind
          '
          it''s
           '
        ]
    labels: {a: 1, "b": [x, {}]}
    configs:
      - source: a
        target: /b
      - - nested
        - list
      -
        key: value
`;

describe('the quick reader', () => {
  it('reads every form it knows like the library', () => {
    expect(isPlain(everyForm)).toBe(true);
    expectSame(everyForm);
  });

  it.each([
    ['a tag', 'a: !reset null\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a scalar on several lines', 'a: one\n  two\n'],
    ['a quoted one on several lines', 'a: "one\n  two"\n'],
    ['a quoted one in brackets with a blank line', 'a: ["one\n\n  two"]\n'],
    ['a quoted one in brackets that goes on at the margin', 'a: ["one\ntwo"]\n'],
    ['a quoted key on several lines', 'a: {"one\n  two": 1}\n'],
    ['a mapping behind a value', 'a: b: c\n'],
    ['a complex key', '? a\n: b\n'],
    ['wrong indentation', 'a:\n    b: 1\n  c: 2\n'],
    ['an item where a key must stand', 'a: 1\n- b\n'],
    ['a missing bracket', 'a: [1, 2\nb: 3\n'],
    ['brackets at the margin', 'a: [1,\n2]\n'],
    ['an indicator at the start of a value', 'a: @b\n'],
    ['something behind a quote', 'a: "b" c\n'],
    ['a tab', 'a:\n\tb: 1\n'],
    ['nothing', '# only this\n'],
    ['depth', Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('leaves %s to the library', (_, text) => {
    expect(isPlain(text)).toBe(false);
    expectSame(text);
  });

  it.skipIf(!hasCorpus)('reads nearly all of the corpus, and all of it like the library', () => {
    const texts = corpusTexts();
    for (const text of texts) expectSame(text);
    expect(texts.filter(isPlain).length / texts.length).toBeGreaterThan(0.9);
  });

  it('reads made files like the library', () => {
    fc.assert(fc.property(anyYaml, expectSame), { numRuns: 200 });
  });

  it('reads damaged files like the library', () => {
    const sources = [everyForm, ...corpusTexts().slice(0, 60)];
    const damage = fc.record({
      source: fc.constantFrom(...sources),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      lines: fc.integer({ min: 2, max: 15 }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.integer({ min: 0, max: 3 }),
      put: fc.constantFrom(...pieces),
    });
    fc.assert(
      fc.property(damage, ({ source, from, lines, at, removed, put }) => {
        const all = source.split('\n');
        const first = Math.floor(from * all.length);
        const text = all.slice(first, first + lines).join('\n');
        const place = Math.floor(at * text.length);
        expectSame(text.slice(0, place) + put + text.slice(place + removed));
      }),
      { numRuns: 1_000 },
    );
  });
});

const pieces =
  "|  | |\n|: |:|- |-|#| #|\"|'|[|]|{|}|,|&a |*a|<<: *a|>-\n|!x |\t|---\n|...|? |\\|%|@|0x1f|~|- - |a: b|{}|[]|''|\r\n|\n\n|==|$".split(
    '|',
  );

function corpusTexts(): readonly string[] {
  return corpusProjects().flatMap(({ files }) =>
    Object.entries(files).flatMap(([path, text]) => (/\.ya?ml$/.test(path) ? [text] : [])),
  );
}
