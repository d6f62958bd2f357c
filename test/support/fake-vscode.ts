// As much of VS Code as tree views need, for tests outside of it: classes hold what they were given, and each view tells
// what was asked of it. Hand it to `vi.mock('vscode', …)`.
import type * as vscode from 'vscode';

type Listener<T> = (value: T) => void;

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>) => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  readonly id: string;
  readonly color: ThemeColor | undefined;
  constructor(id: string, color?: ThemeColor) {
    this.id = id;
    this.color = color;
  }
}

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class MarkdownString {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };

export interface FakeView {
  readonly provider: vscode.TreeDataProvider<unknown>;
  visible: boolean;
  selection: unknown[];
  badge?: vscode.ViewBadge | undefined;
  description?: string;
  message?: string;
  readonly expanded: EventEmitter<{ element: unknown }>;
  readonly collapsed: EventEmitter<{ element: unknown }>;
  /** As when the user opens or hides the view. */
  show(visible: 'visible' | 'hidden'): void;
}

export interface FakeVscode {
  readonly module: Record<string, unknown>;
  readonly views: Map<string, FakeView>;
  /** Context keys as they were set last, and how often any was set. */
  readonly context: Map<string, unknown>;
  contextCalls: number;
  readonly trustGranted: EventEmitter<void>;
}

export function fakeVscode(): FakeVscode {
  const views = new Map<string, FakeView>();
  const context = new Map<string, unknown>();
  const trustGranted = new EventEmitter<void>();
  const fake: FakeVscode = { module: {}, views, context, contextCalls: 0, trustGranted };
  Object.assign(fake.module, {
    EventEmitter,
    ThemeColor,
    ThemeIcon,
    TreeItem,
    MarkdownString,
    TreeItemCollapsibleState,
    window: {
      createTreeView(id: string, { treeDataProvider }: vscode.TreeViewOptions<unknown>) {
        const visibility = new EventEmitter<unknown>();
        const expanded = new EventEmitter<{ element: unknown }>();
        const collapsed = new EventEmitter<{ element: unknown }>();
        const view = {
          provider: treeDataProvider,
          visible: false,
          selection: [],
          expanded,
          collapsed,
          onDidChangeVisibility: visibility.event,
          onDidExpandElement: expanded.event,
          onDidCollapseElement: collapsed.event,
          show(visible: 'visible' | 'hidden') {
            view.visible = visible === 'visible';
            visibility.fire({ visible: view.visible });
          },
          dispose() {},
        };
        views.set(id, view);
        return view;
      },
      withProgress: (_options: unknown, task: () => Promise<unknown>) => task(),
    },
    workspace: { onDidGrantWorkspaceTrust: trustGranted.event },
    commands: {
      async executeCommand(command: string, key: string, value: unknown) {
        if (command !== 'setContext') throw new Error(`${command} is not expected`);
        fake.contextCalls++;
        context.set(key, value);
      },
    },
  });
  return fake;
}

/** What a workspace remembers. */
export function fakeMemory(given: Readonly<Record<string, unknown>> = {}): vscode.Memento {
  const values = new Map(Object.entries(given));
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, usual?: T) => (values.has(key) ? (values.get(key) as T) : usual),
    async update(key: string, value: unknown) {
      values.set(key, value);
    },
  } as vscode.Memento;
}
