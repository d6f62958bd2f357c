/** Whether editing a node would change more places of the file than the one it is written at. */
import type { YamlFile, YamlNode } from './node.ts';

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

/** The child that is written around the offset. */
function childAt(node: YamlNode, offset: number): YamlNode | undefined {
  const children = node.kind === 'scalar' ? [] : node.kind === 'sequence' ? node.items : valuesOf(node);
  return children.find(child => !child.alias && child.span.start <= offset && offset < child.span.end);
}

function valuesOf(node: Extract<YamlNode, { kind: 'mapping' }>): readonly YamlNode[] {
  return node.pairs.map(pair => pair.value);
}
