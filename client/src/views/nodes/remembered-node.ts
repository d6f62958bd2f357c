// Rows that say the same as before are the same objects: of thousands of rows an event changes one, and the others need
// neither be made nor compared.
import type { TreeNode } from '../tree-node.ts';

interface Remembered {
  readonly key: string;
  readonly node: TreeNode;
}

/** `key` has all that the node says besides what follows from `row`, which is never changed. */
export type NodeMemory = (row: object, id: string, key: string, make: () => TreeNode) => TreeNode;

/** Forgets a node together with its row. */
export function nodeMemory(): NodeMemory {
  const all = new WeakMap<object, Map<string, Remembered>>();
  return (row, id, key, make) => {
    const ofRow = all.get(row) ?? new Map<string, Remembered>();
    const known = ofRow.get(id);
    if (known?.key === key) return known.node;
    const node = make();
    ofRow.set(id, { key, node });
    all.set(row, ofRow);
    return node;
  };
}
