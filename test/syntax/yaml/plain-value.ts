/** YAML nodes as plain data, so that tests can compare whole documents before and after an edit. */
import type { YamlFile, YamlNode } from '../../../server/src/syntax/yaml/node.ts';

/** Mappings are lists of pairs, so that order and repeated keys count. */
export type Plain =
  | { readonly scalar: string; readonly style: string; readonly tag?: string }
  | { readonly items: Plain[]; readonly tag?: string }
  | { readonly pairs: [string, Plain][]; readonly tag?: string };

export function plain(node: YamlNode | undefined): Plain | undefined {
  if (!node) return undefined;
  // What an alias stands for is written elsewhere, and changes there.
  if (node.alias) return { scalar: 'alias', style: 'plain' };
  const tag = node.tag === undefined ? {} : { tag: node.tag };
  switch (node.kind) {
    case 'scalar':
      return { scalar: `${typeof node.value} ${node.source}`, style: node.style, ...tag };
    case 'sequence':
      return { items: node.items.map(item => plainOf(item)), ...tag };
    case 'mapping':
      return { pairs: node.pairs.map(pair => [pair.key.source, plainOf(pair.value)]), ...tag };
  }
}

function plainOf(node: YamlNode): Plain {
  return plain(node) ?? { items: [] };
}

export function plainFile(file: YamlFile): (Plain | undefined)[] {
  return file.documents.map(document => plain(document.root));
}

/** Every node of the file as written, each once, with the indexes that lead to it. */
export function* nodesOf(file: YamlFile): Generator<{ readonly node: YamlNode; readonly path: readonly number[] }> {
  for (const [index, document] of file.documents.entries()) {
    if (document.root) yield* nodesBelow(document.root, [index]);
  }
}

function* nodesBelow(
  node: YamlNode,
  path: readonly number[],
): Generator<{ readonly node: YamlNode; readonly path: readonly number[] }> {
  yield { node, path };
  if (node.alias || node.kind === 'scalar') return;
  const children = node.kind === 'mapping' ? node.pairs.map(pair => pair.value) : node.items;
  for (const [index, child] of children.entries()) yield* nodesBelow(child, [...path, index]);
}

/** The plain value at a path of `nodesOf`, to be changed in place. */
export function at(documents: (Plain | undefined)[], path: readonly number[]): Plain {
  const [document = 0, ...rest] = path;
  let value = documents[document];
  for (const index of rest) {
    if (value && 'items' in value) value = value.items[index];
    else if (value && 'pairs' in value) value = value.pairs[index]?.[1];
  }
  if (!value) throw new Error('no such path');
  return value;
}
