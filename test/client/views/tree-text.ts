// A tree as text, one row a line: icon with colour, label, description.
import type { TreeNode } from '../../../client/src/views/tree-node.ts';

/** `vm-running/charts.green web | healthy · up 5 min`; rows below are indented. */
export function treeText(nodes: readonly TreeNode[], indent = ''): string {
  return nodes
    .map(({ icon, label, description = '', children = [] }) => {
      const look = icon.color === undefined ? icon.id : `${icon.id}/${icon.color}`;
      const below = children.length === 0 ? '' : `\n${treeText(children, `${indent}  `)}`;
      return `${indent}${look} ${label}${description === '' ? '' : ` | ${description}`}${below}`;
    })
    .join('\n');
}

/** Only labels, those below in brackets. */
export function labels(nodes: readonly TreeNode[]): string {
  return nodes.map(({ label, children }) => (children ? `${label} [${labels(children)}]` : label)).join(', ');
}

export function find(nodes: readonly TreeNode[], id: string): TreeNode {
  for (const node of allOf(nodes)) if (node.id === id) return node;
  throw new Error(`No row ${id} among ${[...allOf(nodes)].map(node => node.id).join(', ')}`);
}

export function* allOf(nodes: readonly TreeNode[]): Generator<TreeNode> {
  for (const node of nodes) {
    yield node;
    yield* allOf(node.children ?? []);
  }
}
