// The Learn view. Loads the lessons when it is first seen, and asks nobody anything.
import * as vscode from 'vscode';
import type { Learning } from '../learn/learning.ts';
import { NodeTreeProvider } from './node-tree-provider.ts';
import { type LearnState, learnMessage, learnTree } from './nodes/learn-tree.ts';
import { openedRows } from './opened-rows.ts';
import { learnViewId, type TreeNode } from './tree-node.ts';
import { turn } from './turn.ts';

export function learnView(
  learning: Learning,
  memory: vscode.Memento,
  log: (message: string) => void,
): vscode.Disposable {
  const opened = openedRows(memory, learnViewId);
  const provider = new NodeTreeProvider({ opened, roots: () => rootsOf(learning) });
  const tree = vscode.window.createTreeView(learnViewId, { treeDataProvider: provider, showCollapseAll: true });
  const draw = (): boolean => {
    if (!tree.visible) return false;
    const state = stateOf(learning);
    const message = state ? learnMessage(state) : '';
    if ((tree.message ?? '') !== message) tree.message = message;
    return provider.update();
  };
  const soon = turn(draw);
  const look = (): void => {
    if (!tree.visible) return;
    if (learning.loaded) soon.ask();
    else learning.lessons().catch((error: unknown) => log(`The lessons cannot be loaded: ${String(error)}`));
  };
  const listening = [
    learning.onDidChange(soon.ask),
    tree.onDidChangeVisibility(look),
    tree.onDidExpandElement(({ element }) => opened.set(element, 'expanded')),
    tree.onDidCollapseElement(({ element }) => opened.set(element, 'collapsed')),
  ];
  look();
  return {
    dispose() {
      soon.dispose();
      for (const it of listening) it.dispose();
      tree.dispose();
      provider.dispose();
    },
  };
}

function rootsOf(learning: Learning): readonly TreeNode[] {
  const state = stateOf(learning);
  return state ? learnTree(state) : [];
}

function stateOf({ loaded, session, platform }: Learning): LearnState | undefined {
  if (!loaded) return undefined;
  const { curriculum, progress } = loaded;
  const { states } = session?.checks ?? {};
  return {
    ...{ curriculum, platform },
    progressOf: progress.of,
    ...(session ? { current: session.lesson } : {}),
    ...(states ? { checks: states } : {}),
  };
}
