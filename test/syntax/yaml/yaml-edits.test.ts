import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../server/src/syntax/yaml/document.ts';
import type { YamlFile, YamlMapping, YamlNode } from '../../../server/src/syntax/yaml/node.ts';
import {
  addEntry,
  appendItems,
  removeEntry,
  removeItem,
  replaceValue,
} from '../../../server/src/syntax/yaml/yaml-edits.ts';
import { scalarText } from '../../../server/src/syntax/yaml/yaml-writing.ts';
import { applyEdits, type Edit } from '../../../server/src/text/edit.ts';
import { anyYaml } from './any-yaml.ts';
import { checkEdits } from './edit-checks.ts';

/** The node at a path like `services.api.ports.0`; the root for an empty path. */
function nodeAt(file: YamlFile, path: string): YamlNode {
  let node = file.documents[0]?.root;
  for (const key of path === '' ? [] : path.split('.')) {
    node =
      node?.kind === 'sequence'
        ? node.items[Number(key)]
        : node?.kind === 'mapping'
          ? node.entry(key)?.value
          : undefined;
  }
  if (!node) throw new Error(`nothing at ${path}`);
  return node;
}

function mappingAt(file: YamlFile, path: string): YamlMapping {
  const node = nodeAt(file, path);
  if (node.kind !== 'mapping') throw new Error(`no mapping at ${path}`);
  return node;
}

type Result = readonly Edit[] | undefined;

function edited(text: string, edit: (file: YamlFile) => Result): string | undefined {
  const edits = edit(parseYaml(text));
  return edits && applyEdits(text, edits);
}

function removing(path: string): (file: YamlFile) => Result {
  return file => {
    const parent = nodeAt(file, path.split('.').slice(0, -1).join('.'));
    const last = path.split('.').at(-1) ?? '';
    if (parent.kind === 'sequence') return removeItem(file, parent, nodeAt(file, path));
    const entry = parent.kind === 'mapping' ? parent.entry(last) : undefined;
    if (!entry || parent.kind !== 'mapping') throw new Error(`nothing at ${path}`);
    return removeEntry(file, parent, entry);
  };
}

describe('removing', () => {
  it.each([
    ['its comment goes, others stay', '# 1\na: 1 # 2\n# 3\nb: 2 # 4\n', 'b', '# 1\na: 1 # 2\n# 3\n'],
    ['the lines of its value go', 's:\n  a:\n    - x\n    # in\n    - y # z\n  b: 1\n', 's.a', 's:\n  b: 1\n'],
    ['the last one of a mapping', 's:\n  a: # note\n    privileged: true\n', 's.a.privileged', 's:\n  a: {} # note\n'],
    ['the last one of the file', 'a: 1 # c\n', 'a', '{}\n'],
    ['the last section and the blank line before', 'a: 1\n\nb: 2\n', 'b', 'a: 1\n'],
    ['no line break at the end', 'a: 1\nb: 2', 'b', 'a: 1'],
    ['CRLF', 'a: 1\r\nb: 2\r\nc: 3\r\n', 'b', 'a: 1\r\nc: 3\r\n'],
    ['behind the dash', '- a: 1\n  b: 2\n', '0.a', '- b: 2\n'],
    ['behind the dash, with a comment below', '- a: 1\n  # b\n  b: 2\n', '0.a', '-\n  # b\n  b: 2\n'],
    ['the only pair behind a dash', '- a: 1\n- b\n', '0.a', '- {}\n- b\n'],
    ['first in flow', 'x: {a: 1, b: 2}\n', 'x.a', 'x: {b: 2}\n'],
    ['last in flow', 'x: { a: 1, b: 2 }\n', 'x.b', 'x: { a: 1 }\n'],
    ['only in flow', 'x: { a: 1 } # c\n', 'x.a', 'x: {} # c\n'],
    ['last of wide flow', '{\n  "a": 1, # one\n  "b": 2 # two\n}\n', 'b', '{\n  "a": 1 # one\n}\n'],
    ['first of wide flow', '{\n  "a": 1, # one\n  "b": 2 # two\n}\n', 'a', '{\n  "b": 2 # two\n}\n'],
    ['an item', 'x:\n- a # 1\n- b # 2\n- c\n', 'x.1', 'x:\n- a # 1\n- c\n'],
    ['the only item', 'x:\n  - a\ny: 1\n', 'x.0', 'x: []\ny: 1\n'],
    ['an item in flow', 'x: [a, b, c]\n', 'x.1', 'x: [a, c]\n'],
    ['the last item in flow', 'x: [a, "b"]\n', 'x.1', 'x: [a]\n'],
    ['an item that is an alias', 'a: &a 1\nx:\n  - *a\n  - 2\n', 'x.0', 'a: &a 1\nx:\n  - 2\n'],
    ['a block scalar', 'a: |\n  x\n\n  y\nb: 1\n', 'a', 'b: 1\n'],
    ['between documents', '---\na: 1\nb: 2\n---\nc: 3\n', 'a', '---\nb: 2\n---\nc: 3\n'],
  ])('%s', (_, before, path, after) => {
    expect(edited(before, removing(path))).toBe(after);
  });

  it.each([
    ['what comes through an alias', 'x: &x {b: 1, c: 2}\na: *x\n', 'a.b'],
    ['what comes through a merge key', 'x: &x {b: 1}\na:\n  <<: *x\n  c: 1\n', 'a.b'],
    ['an anchor that is used', 'a: &a 1\nb: *a\n', 'a'],
    ['an explicit key', '? a\n: 1\n? b\n: 2\n', 'a'],
    ['what would pull a comment into a text', 'a: |\n  x\nb: 1\n  # y\nc: 1\n', 'b'],
  ])('declines %s', (_, text, path) => {
    expect(edited(text, removing(path))).toBeUndefined();
  });
});

describe('adding', () => {
  it.each([
    [
      'directly behind the last pair',
      's:\n  a: 1 # c\n\n# next\nt: 1\n',
      's',
      's:\n  a: 1 # c\n  k: v\n\n# next\nt: 1\n',
    ],
    ['behind nested lines', 's:\n  a:\n    - x\nt: 1\n', 's', 's:\n  a:\n    - x\n  k: v\nt: 1\n'],
    ['without line break at the end', 's:\n  a: 1', 's', 's:\n  a: 1\n  k: v'],
    ['CRLF', 's:\r\n  a: 1\r\n', 's', 's:\r\n  a: 1\r\n  k: v\r\n'],
    ['behind a dash', '- a: 1\n- b: 1\n', '0', '- a: 1\n  k: v\n- b: 1\n'],
    ['in flow', 's: {a: 1} # c\n', 's', 's: {a: 1, k: v} # c\n'],
    ['in wide flow', 's: {\n  a: 1 # c\n}\n', 's', 's: {\n  a: 1, # c\n  k: v\n}\n'],
    ['in wide flow with a last comma', 's: {\n  a: 1, # c\n}\n', 's', 's: {\n  a: 1, # c\n  k: v,\n}\n'],
    ['to a mapping in JSON style', '{\n  "a": 1\n}\n', '', '{\n  "a": 1,\n  k: v\n}\n'],
    ['to an empty mapping', 's: {} # c\nt: 1\n', 's', 's: # c\n  k: v\nt: 1\n'],
    ['to an empty root', '{}\n', '', '{ k: v }\n'],
    ['behind text with kept blank lines', 's:\n  a: |+\n    x\n\nt: 1\n', 's', 's:\n  a: |+\n    x\n\n  k: v\nt: 1\n'],
  ])('%s', (_, before, path, after) => {
    expect(edited(before, file => addEntry(file, mappingAt(file, path), { key: 'k', value: 'v' }))).toBe(after);
  });

  it.each([
    ['s:\n    a:\n        b: 1\n', 's:\n    a:\n        b: 1\n    k:\n        l:\n          - x\n'],
    ['s:\n  a:\n  - x\n', 's:\n  a:\n  - x\n  k:\n    l:\n    - x\n'],
    ['s:\n  a: 1\n', 's:\n  a: 1\n  k:\n    l:\n      - x\n'],
  ])('follows the indentation of %j', (before, after) => {
    expect(edited(before, file => addEntry(file, mappingAt(file, 's'), { key: 'k', value: { l: ['x'] } }))).toBe(after);
  });

  it('makes a mapping of a key without value', () => {
    const add = (file: YamlFile): Result => {
      const node = nodeAt(file, 'volumes');
      return node.kind === 'scalar' ? addEntry(file, node, { key: 'data', value: null }) : undefined;
    };
    expect(edited('volumes: # c\nx: 1\n', add)).toBe('volumes: # c\n  data:\nx: 1\n');
  });

  it('stands above the comments that belong to the entry it is put before', () => {
    const text = 'a: 1\n# about b\nb: 2\n';
    const add = (file: YamlFile): Result => {
      const root = mappingAt(file, '');
      const entry = root.entry('b');
      return entry && addEntry(file, root, { key: 'k', value: 'v' }, { kind: 'before', entry });
    };
    expect(edited(text, add)).toBe('a: 1\nk: v\n# about b\nb: 2\n');
  });

  it('goes together with a removal, as a fix does that replaces one key by several', () => {
    const text = 's:\n  image: x\n  privileged: true # why';
    const fix = (file: YamlFile): Result => {
      const service = mappingAt(file, 's');
      const entry = service.entry('privileged');
      if (!entry) return undefined;
      const parts = [
        removeEntry(file, service, entry),
        addEntry(file, service, { key: 'cap_add', value: ['SYS_ADMIN'] }, { kind: 'after', entry }),
        addEntry(file, service, { key: 'tmpfs', value: ['/run'] }),
      ];
      return parts.flatMap(part => part ?? []);
    };
    expect(edited(text, fix)).toBe('s:\n  image: x\n  cap_add:\n    - SYS_ADMIN\n  tmpfs:\n    - /run');
  });

  it.each([
    ['x:\n- a # c\ny: 1\n', 'x:\n- a # c\n- b\n- "c"\ny: 1\n'],
    ['x: [a] # c\n', 'x: [a, b, "c"] # c\n'],
    ['x: [\n  a # c\n]\n', 'x: [\n  a, # c\n  b, "c"\n]\n'],
    ['x: []\n', 'x:\n  - b\n  - "c"\n'],
    ['x:\n  - a: 1\n    b: 2', 'x:\n  - a: 1\n    b: 2\n  - b\n  - "c"'],
  ])('appends items to %j', (before, after) => {
    const append = (file: YamlFile): Result => {
      const node = nodeAt(file, 'x');
      return node.kind === 'sequence' ? appendItems(file, node, ['b', '"c"']) : undefined;
    };
    expect(edited(before, append)).toBe(after);
  });
});

describe('replacing', () => {
  it.each([
    ['a: 1 # c\n', 'a', '2', 'a: 2 # c\n'],
    ['a: # c\nb: 1\n', 'a', '2', 'a: 2 # c\nb: 1\n'],
    ['a: "x"', 'a', ['p', 'q'], 'a:\n  - p\n  - q'],
    ['a: x # c\nb: 1\n', 'a', { k: 'v' }, 'a: # c\n  k: v\nb: 1\n'],
    ['a:\n  - x\n  - y\nb: 1\n', 'a', 'z', 'a: z\nb: 1\n'],
    ['a: [x, y] # c\n', 'a', ['p'], 'a: [p] # c\n'],
    ['a: {x: 1}\n', 'a', null, 'a:\n'],
    ['a: [x]\n', 'a.0', 'b,c', "a: ['b,c']\n"],
    [
      'a:\n  - x:/y # c\n  - z\n',
      'a.0',
      { type: 'volume', source: 'x' },
      'a:\n  - type: volume # c\n    source: x\n  - z\n',
    ],
    ['a: !override\n  - x\n', 'a', ['p'], 'a: !override\n  - p\n'],
    ['a: |\n  x\n  y\nb: 1\n', 'a', 'z', 'a: z\nb: 1\n'],
    ['a:\r\n  b: 1\r\n', 'a', ['p'], 'a:\r\n  - p\r\n'],
  ])('%j at %s by %j', (before, path, value, after) => {
    expect(edited(before, file => replaceValue(file, nodeAt(file, path), value))).toBe(after);
  });

  it('declines where others would change too', () => {
    expect(edited('x: &x 1\na: *x\n', file => replaceValue(file, nodeAt(file, 'a'), '2'))).toBeUndefined();
    expect(edited('x: &x 1\na: *x\n', file => replaceValue(file, nodeAt(file, 'x'), '2'))).toBeUndefined();
  });
});

describe('scalarText', () => {
  it('reads back as the same text, in a block, in a list and in flow', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom(
            'yes',
            '12',
            '1:30',
            '0x1',
            '',
            '~',
            'a: b',
            'a #b',
            '-',
            '- a',
            '2020-01-01',
            '.5',
            '!x',
            '*a',
            'a,b',
            '::1',
            '%a',
          ),
        ),
        text => {
          const written = scalarText(text);
          for (const yaml of [`a: ${written}\n`, `a:\n  - ${written} # c\n`]) {
            const value = nodeAt(parseYaml(yaml), 'a');
            const node = value.kind === 'sequence' ? value.items[0] : value;
            expect(node, written).toMatchObject({ value: text });
          }
        },
      ),
    );
  });
});

describe('any edit', () => {
  it('makes its change and no other, in documents of every kind', () => {
    const tally = { made: 0, declined: 0 };
    fc.assert(
      fc.property(anyYaml, text => checkEdits(text, 1, tally)),
      { numRuns: 40 },
    );
    expect(tally.made).toBeGreaterThan(tally.declined * 4);
  }, 30_000);
});

const corpus = '../shared/corpus/corpus.jsonl';

describe.skipIf(!existsSync(corpus))('any edit, on the corpus', () => {
  it('makes its change and no other, at some nodes of every tenth file', () => {
    const tally = { made: 0, declined: 0 };
    const rows = readFileSync(corpus, 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map((line): { kind: string; text: string } => JSON.parse(line))
      .filter(row => row.kind === 'compose');
    for (const [index, row] of rows.entries()) if (index % 10 === 0) checkEdits(row.text, 60, tally);
    expect(tally.made).toBeGreaterThan(300);
  }, 60_000);
});
