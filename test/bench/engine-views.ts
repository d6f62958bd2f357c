/**
 * The views over 2,000 containers and 2,000 images: from the state to the rows that VS Code asks for at first, and from one
 * event to the row that is drawn again. VS Code itself is left out; what is measured is processor time, so that other work of
 * the machine does not count.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type * as vscode from 'vscode';
import type { EngineState } from '../../client/src/engine/engine-state.ts';
import type { EngineStore } from '../../client/src/engine/engine-store.ts';
import type * as engineViewsModule from '../../client/src/views/engine-views.ts';
import type { TreeNode } from '../../client/src/views/tree-node.ts';
import { engineState, largeState, withContainers } from '../support/engine-states.ts';
import { fakeMemory, fakeVscode } from '../support/fake-vscode.ts';
import { type Benchmark, type Outcome, quantile } from './benchmark.ts';
import { bundled } from './bundled.ts';

const count = 2_000;
const events = 200;
/** Until the first rows are there, after the engine answered. */
const firstPaintMs = 500;
/** From a change of the state to the row. */
const eventMs = 20;

export const engineViews: Benchmark = {
  name: `Views over ${count} containers and ${count} images`,
  run: measured,
};

async function measured(): Promise<Outcome> {
  const fake = fakeVscode();
  const module = bundled('client/src/views/engine-views.ts', { vscode: fake.module }) as typeof engineViewsModule;
  const collect = garbageCollector();
  const { store, to } = settableStore();
  const views = module.engineViews({
    store,
    engine: () => Promise.reject(new Error('no engine here')),
    memory: fakeMemory({ 'slipway.images.options': { group: 'none' } }),
    log: () => undefined,
  });
  const shown = ['slipway.containers', 'slipway.images'].flatMap(id => fake.views.get(id) ?? []);
  for (const view of shown) view.show('visible');
  await turn();
  const providers = shown.map(({ provider }) => provider as vscode.TreeDataProvider<TreeNode>);
  let state = largeState(count);
  const before = heap(collect);

  const painted = Promise.all(providers.map(once));
  let start = process.cpuUsage();
  to(state);
  await painted;
  const items = providers.reduce((sum, provider) => sum + readAll(provider), 0);
  const paint = spent(start);
  const megabytes = (heap(collect) - before) / 1e6;

  const waits: number[] = [];
  const rows = [...state.containers.values()];
  for (let i = 0; i < events; i++) {
    // Events that come one by one; what follows within a quarter of a second is put together.
    await new Promise(resolve => setTimeout(resolve, 260));
    const row = rows[(i * 37) % count];
    if (!row) continue;
    const drawn = once(providers[0]);
    state = withContainers(state, { ...row, health: i % 2 === 0 ? 'starting' : 'healthy' });
    start = process.cpuUsage();
    to(state);
    const [element] = await drawn;
    if (element) providers[0]?.getTreeItem(element);
    waits.push(spent(start));
  }
  views.dispose();
  const [median, worst] = [quantile(waits, 0.5), quantile(waits, 0.99)];
  console.log(`  ${items} rows, ${megabytes.toFixed(1)} MB kept for them`);
  const missed = [
    ...(paint > firstPaintMs ? [`the first rows took ${paint.toFixed(0)} ms`] : []),
    ...(median > eventMs ? [`every other event took ${median.toFixed(0)} ms to its row`] : []),
  ];
  return {
    rows: [
      { what: 'first rows of both views', ms: paint, ratio: 1 },
      { what: 'an event to its row, median', ms: median, ratio: median / paint },
      { what: 'an event to its row, 99 of 100', ms: worst, ratio: worst / paint },
    ],
    failures: items < 2 * count ? [`only ${items} rows were shown`] : [],
    missed,
  };
}

/** Milliseconds of processor time. */
function spent(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** As VS Code does with everything expanded; the number of rows. */
function readAll(provider: vscode.TreeDataProvider<TreeNode>, element?: TreeNode): number {
  const nodes = provider.getChildren(element) as TreeNode[];
  let items = nodes.length;
  for (const node of nodes) {
    provider.getTreeItem(node);
    if (node.children) items += readAll(provider, node);
  }
  return items;
}

/** The rows that are drawn again next. */
function once(provider: vscode.TreeDataProvider<TreeNode> | undefined): Promise<readonly TreeNode[]> {
  return new Promise(resolve => {
    const subscription = provider?.onDidChangeTreeData?.(rows => {
      subscription?.dispose();
      resolve(Array.isArray(rows) ? rows : rows ? [rows] : []);
    });
  });
}

function settableStore(): { readonly store: EngineStore; readonly to: (state: EngineState) => void } {
  const listeners = new Set<() => void>();
  const nothing = { dispose: () => undefined };
  const known = { state: engineState({}) };
  const store: Partial<EngineStore> = {
    get state() {
      return known.state;
    },
    onDidChange(listener) {
      listeners.add(() => listener(everything, known.state));
      return nothing;
    },
    demand: () => nothing,
    learnPlatforms: async () => undefined,
  };
  const to = (state: EngineState) => {
    known.state = state;
    for (const listener of listeners) listener();
  };
  return { store: store as EngineStore, to };
}

/** The views look at the rows themselves. */
const everything = {
  isOfConnection: true,
  containers: new Set<string>(),
  images: new Set<string>(),
  volumes: new Set<string>(),
  networks: new Set<string>(),
};

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function heap(collect: () => void): number {
  collect();
  return process.memoryUsage().heapUsed;
}
