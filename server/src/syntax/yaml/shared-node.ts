/** Whether editing a node would change more places of the file than the one it is written at. */
import type { YamlFile, YamlMapping, YamlNode, YamlSequence } from './node.ts';

/**
 * True when the node is reached through an alias or a merge key that stands for another place, or when a collection
 * around it carries an anchor that is used elsewhere (`*name`; by the text alone, so in doubt it counts as used).
 */
export function isShared(file: YamlFile, node: YamlNode): boolean {
  if (node.alias) return true;
  const offset = node.span.start;
  for (const { root } of file.documents) {
    for (let at: YamlNode | undefined = root; at; at = childAt(at, offset)) {
      if (at.anchor !== undefined && file.text.includes(`*${at.anchor}`)) return true;
    }
  }
  return false;
}

/** The child that is written around the offset: a value or an item; undefined for one reached through an alias. */
function childAt(node: YamlNode, offset: number): YamlNode | undefined {
  if (node.kind === 'sequence') return node.items[childIndexAt(node, offset)];
  return node.kind === 'mapping' ? node.pairs[childIndexAt(node, offset)]?.value : undefined;
}

/** Which item, or which pair by its value, is written around the offset; -1 for none, and for one reached through an alias. */
export function childIndexAt(node: YamlMapping | YamlSequence, offset: number): number {
  const children = node.kind === 'sequence' ? node.items : node.pairs;
  // The last one that begins before it: children stand in the order they are written in.
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const child = children[middle];
    const at = child && ('key' in child ? child.key : child);
    if (((at?.alias ?? at?.span)?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const child = children[low - 1];
  const value = child && ('key' in child ? child.value : child);
  return value && !value.alias && value.span.start <= offset && offset < value.span.end ? low - 1 : -1;
}
