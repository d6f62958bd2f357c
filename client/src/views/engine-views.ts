// The views of the engine: registers them, keeps the engine listened to exactly while one of them is visible, and has rows
// drawn again when the state, the options or, for uptimes, the time has changed. Asks the engine nothing itself but for the
// platforms of images that are shown and for the details of a container under the pointer.
import * as vscode from 'vscode';
import type { ContainerEngine } from '../engine/engine.ts';
import type { EngineState } from '../engine/engine-state.ts';
import type { EngineStore } from '../engine/engine-store.ts';
import { contextKeys } from './context-keys.ts';
import { NodeTreeProvider } from './node-tree-provider.ts';
import { containerDetails } from './nodes/container-details.ts';
import { containersTree } from './nodes/containers-tree.ts';
import { imagesTree } from './nodes/images-tree.ts';
import { networksTree } from './nodes/networks-tree.ts';
import { containersChangeInMs, imagesChangeInMs } from './nodes/soonest-change.ts';
import { badge, descriptionOf, messageOf } from './nodes/view-words.ts';
import { volumesTree } from './nodes/volumes-tree.ts';
import { openedRows } from './opened-rows.ts';
import { type TreeNode, type ViewId, viewIds } from './tree-node.ts';
import { turn } from './turn.ts';
import { type Area, areas, type RememberedOptions, rememberedOptions } from './view-options.ts';
import type { Views } from './views.ts';

export interface EngineViewsOptions {
  readonly store: EngineStore;
  readonly engine: () => Promise<ContainerEngine>;
  readonly memory: vscode.Memento;
  readonly log: (message: string) => void;
}

/** Uptimes are advanced together, at most this often. */
const leastTickMs = 15_000;
/** Nothing is far enough away to be slept over. */
const mostTickMs = 3_600_000;
/** Of a list without groups only so many images are asked for their platform: nobody reads on. */
const mostPlatforms = 200;

export function engineViews(given: EngineViewsOptions): Views & vscode.Disposable {
  const { store, memory } = given;
  const options = rememberedOptions(memory);
  const keys = contextKeys();
  const views = areas.map(area => engineView(area, given, options));
  const progress = connectingProgress(store);
  let demand: { dispose(): void } | undefined;

  const shown = () => views.filter(({ tree }) => tree.visible);
  const tell = (): void => {
    const { connection } = store.state;
    keys.set('slipway:engine', connection.kind);
    keys.set('slipway:engineFailure', connection.kind === 'unreachable' ? connection.failure.reason : undefined);
    for (const area of areas) keys.set(`slipway:${area}Filtered`, options.of(area).filter !== '');
    keys.set('slipway:danglingHidden', options.of('images').dangling === 'hidden');
    const containers = views.find(({ area }) => area === 'containers');
    const value = badge(store.state);
    if (containers && containers.tree.badge?.value !== value?.value) containers.tree.badge = value;
    progress.show(shown().map(({ id }) => id));
    for (const view of shown()) view.draw();
  };
  const look = (): void => {
    if (shown().length > 0) demand ??= store.demand();
    else {
      demand?.dispose();
      demand = undefined;
    }
    tell();
  };

  const listening = [
    store.onDidChange(tell),
    ...views.map(({ tree }) => tree.onDidChangeVisibility(look)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => store.refresh()),
  ];
  options.onDidChange(tell);
  look();
  return {
    options,
    selected: id => views.find(view => view.id === id)?.selected() ?? [],
    dispose() {
      for (const it of listening) it.dispose();
      for (const view of views) view.dispose();
      progress.show([]);
      demand?.dispose();
    },
  };
}

const changesInMs: { readonly [A in Area]?: (state: EngineState) => number | undefined } = {
  containers: state => containersChangeInMs(state, Date.now()),
  images: state => imagesChangeInMs(state, Date.now()),
};

interface EngineView extends vscode.Disposable {
  readonly area: Area;
  readonly id: ViewId;
  readonly tree: vscode.TreeView<TreeNode>;
  selected(): readonly TreeNode[];
  /** Soon, and again when a row says something else because time went by; until it is hidden. */
  draw(): void;
}

function engineView(
  area: Area,
  { store, engine, memory, log }: EngineViewsOptions,
  options: RememberedOptions,
): EngineView {
  const id = viewIds[area];
  const opened = openedRows(memory, id);
  const learnPlatforms = (nodes: readonly TreeNode[]): void => {
    if (store.state.connection.kind !== 'connected') return;
    const ids = nodes.flatMap(({ subject }) => (subject?.kind === 'image' ? [subject.id] : []));
    const unknown = ids.filter(it => store.state.images.get(it)?.platform === undefined).slice(0, mostPlatforms);
    if (unknown.length === 0) return;
    store.learnPlatforms(unknown).catch((error: unknown) => log(`Platforms of images are not known: ${String(error)}`));
  };
  const details = async ({ subject, facts }: TreeNode): Promise<string> => {
    if (subject?.kind !== 'container' || facts.includes(';stale;')) return '';
    try {
      return containerDetails(await (await engine()).containers.inspect(subject.id));
    } catch (error) {
      // Gone since, or the engine is: what is known without it is shown anyway.
      log(`Details of container ${subject.id} are not known: ${String(error)}`);
      return '';
    }
  };
  const provider = new NodeTreeProvider({
    opened,
    roots: () => rootsOf(area, store.state, options),
    ...(area === 'images' ? { shown: learnPlatforms } : {}),
    ...(area === 'containers' ? { more: details } : {}),
  });
  const tree = vscode.window.createTreeView(id, {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: area !== 'volumes',
  });
  const listening = [
    tree.onDidExpandElement(({ element }) => opened.set(element, 'expanded')),
    tree.onDidCollapseElement(({ element }) => opened.set(element, 'collapsed')),
    tree.onDidChangeVisibility(() => windClock()),
  ];
  let clock: NodeJS.Timeout | undefined;
  const windClock = (): void => {
    clearTimeout(clock);
    if (!tree.visible || store.state.connection.kind !== 'connected') return;
    const wait = changesInMs[area]?.(store.state);
    if (wait !== undefined) clock = setTimeout(soon.ask, Math.min(Math.max(wait, leastTickMs), mostTickMs));
  };
  const draw = (): boolean => {
    if (!tree.visible) return false;
    const isTold = provider.update();
    const { filter } = options.of(area);
    const place = area === 'containers' ? 'first' : 'other';
    const situation = { filter, place, isEmpty: provider.isEmpty } as const;
    const description = descriptionOf(store.state, situation);
    const message = messageOf(store.state, situation);
    if ((tree.description ?? '') !== description) tree.description = description;
    if ((tree.message ?? '') !== message) tree.message = message;
    windClock();
    return isTold;
  };
  const soon = turn(draw);
  return {
    area,
    id,
    tree,
    selected: () => provider.inOrder(tree.selection),
    draw: soon.ask,
    dispose() {
      soon.dispose();
      clearTimeout(clock);
      for (const it of listening) it.dispose();
      tree.dispose();
      provider.dispose();
    },
  };
}

function rootsOf(area: Area, state: EngineState, options: RememberedOptions): readonly TreeNode[] {
  if (state.connection.kind === 'restricted') return [];
  switch (area) {
    case 'containers':
      return containersTree(state, options.of(area), Date.now());
    case 'images':
      return imagesTree(state, options.of(area), Date.now());
    case 'volumes':
      return volumesTree(state, options.of(area));
    case 'networks':
      return networksTree(state, options.of(area));
  }
}

/** The thin bar over each visible view while the engine is being connected to. */
function connectingProgress(store: EngineStore): { show(visible: readonly ViewId[]): void } {
  const bars = new Map<ViewId, () => void>();
  return {
    show(visible) {
      const wanted = store.state.connection.kind === 'connecting' ? visible : [];
      for (const [id, end] of bars) {
        if (wanted.includes(id)) continue;
        bars.delete(id);
        end();
      }
      for (const viewId of wanted) {
        if (bars.has(viewId)) continue;
        const until = new Promise<void>(resolve => bars.set(viewId, resolve));
        void vscode.window.withProgress({ location: { viewId } }, () => until);
      }
    },
  };
}
