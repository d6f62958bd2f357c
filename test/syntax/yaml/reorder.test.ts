import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../server/src/syntax/yaml/document.ts';
import type { YamlFile, YamlMapping, YamlSequence } from '../../../server/src/syntax/yaml/node.ts';
import { reorder } from '../../../server/src/syntax/yaml/reorder.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { anyYaml } from './any-yaml.ts';
import { at, nodesOf, plainFile } from './plain-value.ts';

/** The text with the pairs or items of the top-level collection, or of the one below `key`, in another order. */
function reordered(text: string, order: readonly number[], key?: string): string | undefined {
  const file = parseYaml(text);
  const root = file.documents[0]?.root;
  const node = key !== undefined && root?.kind === 'mapping' ? root.entry(key)?.value : root;
  if (!node || node.kind === 'scalar') throw new Error('no collection there');
  const edit = reorder(file, node, order);
  return edit && applyEdits(text, [edit]);
}

describe('what moves along', () => {
  it.each<[string, string, readonly number[], string]>([
    [
      'comments right above, behind, and indented below',
      'a: 1\n# of b\n# and more\nb: # beside\n  - x\n  # last\n\nc: 3 # three\n',
      [2, 1, 0],
      'c: 3 # three\n# of b\n# and more\nb: # beside\n  - x\n  # last\n\na: 1\n',
    ],
    ['blank lines stay between the same places', 'a: 1\n\n\nb: 2\nc: 3\n', [2, 0, 1], 'c: 3\n\n\na: 1\nb: 2\n'],
    [
      'what stands apart above the first stays',
      '# head\n\n# of a\na: 1\nb: 2\n',
      [1, 0],
      '# head\n\nb: 2\n# of a\na: 1\n',
    ],
    ['comments behind the last stay', 'a: 1\nb: 2\n# tail\n', [1, 0], 'b: 2\na: 1\n# tail\n'],
    ['no line break at the end', 'a: 1\nb: 2', [1, 0], 'b: 2\na: 1'],
    ['a byte order mark', '\uFEFFa: 1\nb: 2\n', [1, 0], '\uFEFFb: 2\na: 1\n'],
    ['Windows line ends', 'a: 1\r\n# b\r\nb: 2\r\n', [1, 0], '# b\r\nb: 2\r\na: 1\r\n'],
    ['block scalars', 'a: |\n  # text\n  more\nb: >-\n  folded\n', [1, 0], 'b: >-\n  folded\na: |\n  # text\n  more\n'],
    ['tags and anchors', '- &x !t a\n- b\n- [c]\n', [2, 1, 0], '- [c]\n- b\n- &x !t a\n'],
    ['flow style', '{ a: 1,  b: [2],\n  "c" : 3 }\n', [2, 1, 0], '{ "c" : 3,  b: [2],\n  a: 1 }\n'],
    ['an alias that stays behind its anchor', '- b\n- &x a\n- *x\n', [1, 2, 0], '- &x a\n- *x\n- b\n'],
  ])('%s', (_, text, order, after) => {
    expect(reordered(text, order)).toBe(after);
  });

  it('looks at a collection that is indented', () => {
    expect(reordered('k:\n  b: 2\n  # a\n  a: 1\nz: 1\n', [1, 0], 'k')).toBe('k:\n  # a\n  a: 1\n  b: 2\nz: 1\n');
  });
});

describe('nothing is offered', () => {
  it.each<[string, string, readonly number[]]>([
    ['where the order stays', 'a: 1\nb: 2\n', [0, 1]],
    ['where an alias would come before its anchor', 'a: &x 1\nb: *x\n', [1, 0]],
    ['where another anchor of the name would count', '- &x a\n- &x b\n- *x\n', [1, 0, 2]],
    ['for a key that is given twice', 'a: 1\na: 2\n', [1, 0]],
    ['for comments within a flow collection', '[a, # one\n b]\n', [1, 0]],
    ['where the first pair stands behind a dash', '--- {}\n', [0]],
    ['for explicit keys', '? a\n: 1\n? b\n: 2\n', [1, 0]],
    ['where a program reads the head of the file', '# yaml-language-server: $schema=x\na: 1\nb: 2\n', [1, 0]],
  ])('%s', (_, text, order) => {
    expect(reordered(text, order)).toBeUndefined();
  });
});

/** Reverses and turns every collection of the text: the same data, the same lines, the same comments. */
function checkAll(text: string, stride: number, tally: { made: number; declined: number }): void {
  const file = parseYaml(text);
  if (file.problems.length > 0) return;
  let count = 0;
  for (const { node, path } of nodesOf(file)) {
    if (node.kind === 'scalar' || node.alias || count++ % stride !== 0) continue;
    const size = node.kind === 'mapping' ? node.pairs.length : node.items.length;
    if (size < 2 || size > 60) continue;
    const indexes = Array.from({ length: size }, (_, i) => i);
    for (const order of [indexes.toReversed(), [...indexes.slice(1), 0]]) {
      if (checkOne(file, node, path, order)) tally.made++;
      else tally.declined++;
    }
  }
}

function checkOne(
  file: YamlFile,
  node: YamlMapping | YamlSequence,
  path: readonly number[],
  order: readonly number[],
): boolean {
  const edit = reorder(file, node, order);
  if (!edit) return false;
  const after = applyEdits(file.text, [edit]);
  const wanted = plainFile(file);
  const value = at(wanted, path);
  if ('pairs' in value)
    value.pairs.splice(0, order.length, ...order.flatMap(i => (value.pairs[i] ? [value.pairs[i]] : [])));
  else if ('items' in value)
    value.items.splice(0, order.length, ...order.flatMap(i => (value.items[i] ? [value.items[i]] : [])));
  const parsed = parseYaml(after);
  expect(plainFile(parsed), after).toEqual(wanted);
  expect(parsed.problems).toEqual([]);
  expect(sorted(parsed.comments.map(it => it.text))).toEqual(sorted(file.comments.map(it => it.text)));
  expect(after).toHaveLength(file.text.length);
  if (!node.isFlow) expect(sorted(linesOf(after)), after).toEqual(sorted(linesOf(file.text)));
  return true;
}

function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...texts].sort();
}

it('any order of any collection keeps lines, comments and data', () => {
  const tally = { made: 0, declined: 0 };
  fc.assert(
    fc.property(anyYaml, text => checkAll(text, 1, tally)),
    { numRuns: 60 },
  );
  expect(tally.made).toBeGreaterThan(tally.declined);
}, 30_000);

const corpus = '../shared/corpus/corpus.jsonl';

describe.skipIf(!existsSync(corpus))('any order, on the corpus', () => {
  it('keeps lines, comments and data', () => {
    const tally = { made: 0, declined: 0 };
    const rows = readFileSync(corpus, 'utf8').split('\n').filter(Boolean);
    for (const row of rows) {
      const { kind, text } = JSON.parse(row) as { readonly kind: string; readonly text?: string };
      if (kind === 'compose' && text !== undefined && text.length < 20_000) checkAll(text, 80, tally);
    }
    expect(tally.made).toBeGreaterThan(100);
    expect(tally.made).toBeGreaterThan(5 * tally.declined);
  }, 60_000);
});
