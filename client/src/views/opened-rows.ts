// Which groups of a view somebody opened or closed, remembered for the workspace.
import type { Memento } from 'vscode';
import type { TreeNode } from './tree-node.ts';

export interface OpenedRows {
  of(node: TreeNode): 'collapsed' | 'expanded' | undefined;
  set(node: TreeNode, opened: 'collapsed' | 'expanded'): void;
}

/** The ones touched longest ago are forgotten first. */
const most = 500;

export function openedRows(memory: Memento, view: string): OpenedRows {
  const key = `${view}.opened`;
  const remembered = new Map(Object.entries(memory.get<Record<string, 'collapsed' | 'expanded'>>(key) ?? {}));
  return {
    of: node => (node.opened === undefined ? undefined : (remembered.get(node.id) ?? node.opened)),
    set(node, opened) {
      remembered.delete(node.id);
      // What is shown so anyway need not be remembered.
      if (opened !== node.opened) remembered.set(node.id, opened);
      const entries = [...remembered].slice(-most);
      void memory.update(key, Object.fromEntries(entries));
    },
  };
}
