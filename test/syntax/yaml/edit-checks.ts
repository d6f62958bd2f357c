/** What every edit of YAML must keep, checked on any text: the change is there and nothing else differs. */
import { expect } from 'vitest';
import { parseYaml } from '../../../server/src/syntax/yaml/document.ts';
import type { YamlFile, YamlNode } from '../../../server/src/syntax/yaml/node.ts';
import {
  addEntry,
  appendItems,
  removeEntry,
  removeItem,
  replaceValue,
} from '../../../server/src/syntax/yaml/yaml-edits.ts';
import { applyEdits, type Edit } from '../../../server/src/text/edit.ts';
import { at, nodesOf, type Plain, plainFile } from './plain-value.ts';

type Change = (documents: (Plain | undefined)[]) => void;

/** Edits made, edits declined. */
export interface Tally {
  made: number;
  declined: number;
}

/** Tries every kind of edit at every `stride`-th node of the text. */
export function checkEdits(text: string, stride: number, tally: Tally): void {
  const file = parseYaml(text);
  if (file.problems.length > 0) return;
  let count = 0;
  for (const { node, path } of nodesOf(file)) {
    if (count++ % stride !== 0) continue;
    checkEditsAt(file, node, path, tally);
  }
}

function checkEditsAt(file: YamlFile, node: YamlNode, path: readonly number[], tally: Tally): void {
  const try1 = (edits: readonly Edit[] | undefined, change: Change, removed?: { start: number; end: number }): void => {
    if (!edits) {
      tally.declined++;
      return;
    }
    tally.made++;
    checkOne(file, edits, change, removed);
  };
  if (node.kind === 'mapping') {
    for (const [index, entry] of node.pairs.entries()) {
      try1(
        removeEntry(file, node, entry),
        documents => {
          const value = at(documents, path);
          if ('pairs' in value) value.pairs.splice(index, 1);
        },
        { start: entry.key.span.start, end: lineEnd(file.text, entry.span.end) },
      );
      for (const kind of ['before', 'after'] as const) {
        try1(addEntry(file, node, { key: 'added', value: { a: 'b', c: ['d'] } }, { kind, entry }), documents => {
          const value = at(documents, path);
          if ('pairs' in value) value.pairs.splice(kind === 'before' ? index : index + 1, 0, addedPair);
        });
      }
    }
    for (const [value, pair] of [
      ['x', ['added', plainText('x')]],
      [null, ['added', nullValue]],
      [
        ['p', 'q'],
        ['added', { items: [plainText('p'), plainText('q')] }],
      ],
    ] as [null | string | string[], [string, Plain]][]) {
      for (const kind of ['end', 'start'] as const) {
        try1(addEntry(file, node, { key: 'added', value }, { kind }), documents => {
          const target = at(documents, path);
          if ('pairs' in target) target.pairs.splice(kind === 'start' ? 0 : target.pairs.length, 0, pair);
        });
      }
    }
  }
  if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) {
      try1(
        removeItem(file, node, item),
        documents => {
          const value = at(documents, path);
          if ('items' in value) value.items.splice(index, 1);
        },
        {
          start: file.text.lastIndexOf('-', (item.alias?.start ?? item.span.start) - 1),
          end: lineEnd(file.text, item.alias?.end ?? item.span.end),
        },
      );
    }
    try1(appendItems(file, node, ['one', '"two"']), documents => {
      const value = at(documents, path);
      if ('items' in value) value.items.push(plainText('one'), { scalar: 'string two', style: 'double-quoted' });
    });
  }
  const isBlock = node.kind !== 'scalar' && !node.isFlow;
  const removed = { start: node.span.start, end: isBlock ? lineEnd(file.text, node.span.end) : node.span.end };
  for (const [value, written] of replacements) {
    try1(
      replaceValue(file, node, value),
      documents => {
        const tag = at(documents, path).tag;
        put(documents, path, tag === undefined ? written : { ...written, tag });
      },
      removed,
    );
  }
}

const nullValue: Plain = { scalar: 'object ', style: 'plain' };
const addedPair: [string, Plain] = [
  'added',
  {
    pairs: [
      ['a', plainText('b')],
      ['c', { items: [plainText('d')] }],
    ],
  },
];
const replacements: [Parameters<typeof replaceValue>[2], Plain][] = [
  ['other', plainText('other')],
  [['l1', 'l2'], { items: [plainText('l1'), plainText('l2')] }],
  [
    { k: 'v', l: ['w'] },
    {
      pairs: [
        ['k', plainText('v')],
        ['l', { items: [plainText('w')] }],
      ],
    },
  ],
];

function plainText(text: string): Plain {
  return { scalar: `string ${text}`, style: 'plain' };
}

function put(documents: (Plain | undefined)[], path: readonly number[], value: Plain): void {
  if (path.length === 1) {
    documents[path[0] ?? 0] = value;
    return;
  }
  const parent = at(documents, path.slice(0, -1));
  const index = path.at(-1) ?? 0;
  if ('items' in parent) parent.items[index] = value;
  if ('pairs' in parent) parent.pairs[index] = [parent.pairs[index]?.[0] ?? '', value];
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

function checkOne(
  file: YamlFile,
  edits: readonly Edit[],
  change: Change,
  removed?: { start: number; end: number },
): void {
  const edited = applyEdits(file.text, edits);
  const after = parseYaml(edited);
  const expected = plainFile(file);
  change(expected);
  const kept = file.comments.filter(({ span }) => !removed || span.start < removed.start || span.end > removed.end);
  const context = `${file.text}\n-----\n${JSON.stringify(edits)}\n-----\n${edited}`;
  expect(after.problems, context).toEqual([]);
  expect(normalized(plainFile(after)), context).toBe(normalized(expected));
  // What stood in or behind the removed lines may be gone, nothing else.
  const comments = after.comments.map(comment => comment.text);
  expect(
    isSubsequence(
      kept.map(comment => comment.text),
      comments,
    ),
    context,
  ).toBe(true);
  expect(
    isSubsequence(
      comments,
      file.comments.map(comment => comment.text),
    ),
    context,
  ).toBe(true);
  const isWindows = file.text.includes('\r\n');
  expect(edited, context).not.toMatch(isWindows ? /(?<!\r)\n|\r(?!\n)/ : /\r/);
  const mayEndInBlockScalar = /[|>]/.test(file.text);
  if (!mayEndInBlockScalar) expect(edited.endsWith('\n'), context).toBe(file.text.endsWith('\n'));
}

/** `null` in flow style and nothing in a block are the same value; so are an empty list and an empty mapping. */
function normalized(documents: (Plain | undefined)[]): string {
  return JSON.stringify(documents).replaceAll('"object null"', '"object "');
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let found = 0;
  for (const text of whole) if (text === part[found]) found++;
  return found === part.length;
}
