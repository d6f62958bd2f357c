// Shows rows in a tree view. VS Code knows a row by the object it was handed, so that each row has one such object as long as
// it exists, which becomes what the newest state says: expansion, selection and scroll position stay.
import * as vscode from 'vscode';
import type { OpenedRows } from './opened-rows.ts';
import { redrawing, type TreeModel, treeModel } from './tree-model.ts';
import type { TreeNode } from './tree-node.ts';

export interface NodeTreeOptions {
  /** The rows as they are now. */
  readonly roots: () => readonly TreeNode[];
  readonly opened: OpenedRows;
  /** Called with rows that come into view. */
  readonly shown?: (nodes: readonly TreeNode[]) => void;
  /** More Markdown for a tooltip, which may be asked of the engine. */
  readonly more?: (node: TreeNode) => Promise<string>;
}

export class NodeTreeProvider implements vscode.TreeDataProvider<TreeNode> {
  readonly #options: NodeTreeOptions;
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly #elements = new Map<string, TreeNode>();
  #model: TreeModel | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: NodeTreeOptions) {
    this.#options = options;
  }

  /** Whether there is no row at all. */
  get isEmpty(): boolean {
    return this.#current().roots.length === 0;
  }

  /** Makes the rows anew and has those drawn again that changed; whether there were any. */
  update(): boolean {
    const before = this.#model;
    const after = treeModel(this.#options.roots());
    this.#model = after;
    for (const [id, element] of this.#elements) {
      const node = after.byId.get(id)?.node;
      if (!node) this.#elements.delete(id);
      else if (node !== before?.byId.get(id)?.node) become(element, node);
    }
    // Nobody has looked yet.
    if (!before) return false;
    const rows = redrawing(before, after);
    if (rows === 'all') {
      this.#changed.fire(undefined);
      return true;
    }
    // VS Code has no object of a row that it never asked for.
    const elements = rows.flatMap(id => this.#elements.get(id) ?? []);
    if (elements.length > 0) this.#changed.fire(elements);
    return elements.length > 0;
  }

  getChildren(element?: TreeNode): TreeNode[] {
    const model = this.#current();
    const nodes = element ? (model.byId.get(element.id)?.node.children ?? []) : model.roots;
    this.#options.shown?.(nodes);
    return nodes.map(node => this.#elementOf(node));
  }

  getTreeItem(element: TreeNode): vscode.TreeItem {
    const item = new vscode.TreeItem(element.label, collapsibleState(this.#options.opened.of(element)));
    item.id = element.id;
    item.iconPath = iconOf(element);
    item.contextValue = element.facts;
    item.accessibilityInformation = { label: element.spoken };
    if (element.description !== undefined) item.description = element.description;
    const { command } = element;
    if (command !== undefined) item.command = { command, title: 'Open', arguments: [element] };
    return item;
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    element: TreeNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const text = element.tooltip?.();
    if (text === undefined) return item;
    item.tooltip = new vscode.MarkdownString(text);
    const more = await this.#options.more?.(element);
    if (more && !token.isCancellationRequested) item.tooltip = new vscode.MarkdownString(`${text}\n\n${more}`);
    return item;
  }

  getParent(element: TreeNode): TreeNode | undefined {
    const model = this.#current();
    const parent = model.byId.get(element.id)?.parent;
    const placed = parent === undefined ? undefined : model.byId.get(parent);
    return placed && this.#elementOf(placed.node);
  }

  /** Undefined when there is no such row. */
  find(id: string): TreeNode | undefined {
    const placed = this.#current().byId.get(id);
    return placed && this.#elementOf(placed.node);
  }

  /** Rows from top to bottom. */
  inOrder(nodes: readonly TreeNode[]): readonly TreeNode[] {
    const model = this.#current();
    const position = ({ id }: TreeNode): number => model.byId.get(id)?.position ?? 0;
    return nodes.toSorted((a, b) => position(a) - position(b));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #current(): TreeModel {
    this.#model ??= treeModel(this.#options.roots());
    return this.#model;
  }

  #elementOf(node: TreeNode): TreeNode {
    const known = this.#elements.get(node.id);
    if (known) return known;
    const element = { ...node };
    this.#elements.set(node.id, element);
    return element;
  }
}

function become(element: object, node: TreeNode): void {
  for (const key of Object.keys(element)) if (!(key in node)) Reflect.deleteProperty(element, key);
  Object.assign(element, node);
}

function collapsibleState(opened: 'collapsed' | 'expanded' | undefined): vscode.TreeItemCollapsibleState {
  if (opened === undefined) return vscode.TreeItemCollapsibleState.None;
  return opened === 'expanded' ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

const icons = new Map<string, vscode.ThemeIcon>();

/** Rows share their few icons. */
function iconOf({ icon: { id, color } }: TreeNode): vscode.ThemeIcon {
  const key = `${id} ${color ?? ''}`;
  const known = icons.get(key);
  if (known) return known;
  const icon = new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
  icons.set(key, icon);
  return icon;
}
