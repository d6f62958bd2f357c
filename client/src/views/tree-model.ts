// All rows of a view at one moment, and which of them have to be drawn again to get from one moment to the next.
import type { TreeNode } from './tree-node.ts';

export interface TreeModel {
  readonly roots: readonly TreeNode[];
  readonly byId: ReadonlyMap<string, PlacedNode>;
}

export interface PlacedNode {
  readonly node: TreeNode;
  /** Id of the row above; absent for a root. */
  readonly parent?: string;
  /** From top to bottom. */
  readonly position: number;
}

export type Redrawing = 'all' | readonly string[];

export function treeModel(given: readonly TreeNode[]): TreeModel {
  const byId = new Map<string, PlacedNode>();
  const place = (nodes: readonly TreeNode[], parent?: string): readonly TreeNode[] => {
    const placed: TreeNode[] = [];
    for (const node of nodes) {
      // VS Code gives up the whole view over an id that comes twice.
      if (byId.has(node.id)) continue;
      const it = { node, position: byId.size, ...(parent === undefined ? {} : { parent }) };
      byId.set(node.id, it);
      if (node.children !== undefined) {
        const children = place(node.children, node.id);
        if (children.length < node.children.length) it.node = { ...node, children };
      }
      placed.push(it.node);
    }
    return placed;
  };
  return { roots: place(given), byId };
}

/** Beyond so many rows, VS Code sorts out what it was told more slowly than it reads everything again. */
const mostRows = 200;

/**
 * The rows to tell VS Code about: those that say something else, and those whose list of rows below is another one. A row
 * that is drawn again has the rows below it read again, so that none of them has to be named.
 */
export function redrawing(before: TreeModel, after: TreeModel): Redrawing {
  if (!sameIds(before.roots, after.roots)) return 'all';
  const changed: string[] = [];
  const look = (nodes: readonly TreeNode[]): void => {
    for (const { id } of nodes) {
      const was = before.byId.get(id)?.node;
      const is = after.byId.get(id)?.node;
      if (!was || !is || was === is) continue;
      if (!looksSame(was, is) || !sameIds(was.children ?? [], is.children ?? [])) changed.push(id);
      else look(is.children ?? []);
    }
  };
  look(after.roots);
  return changed.length > mostRows ? 'all' : changed;
}

function looksSame(a: TreeNode, b: TreeNode): boolean {
  return (
    a.label === b.label &&
    a.description === b.description &&
    a.icon.id === b.icon.id &&
    a.icon.color === b.icon.color &&
    a.facts === b.facts &&
    a.spoken === b.spoken &&
    a.source === b.source &&
    a.command === b.command &&
    (a.opened === undefined) === (b.opened === undefined)
  );
}

function sameIds(a: readonly TreeNode[], b: readonly TreeNode[]): boolean {
  return a.length === b.length && a.every((node, i) => node.id === b[i]?.id);
}
