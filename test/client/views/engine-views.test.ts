import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerEngine } from '../../../client/src/engine/engine.ts';
import type { EngineState } from '../../../client/src/engine/engine-state.ts';
import type { EngineStore } from '../../../client/src/engine/engine-store.ts';
import { type TreeNode, viewIds } from '../../../client/src/views/tree-node.ts';
import {
  composeRow,
  containerRow,
  engineState,
  imageRow,
  largeState,
  minutes,
  noon,
  unreachable,
  volumeRow,
  withContainers,
} from '../../support/engine-states.ts';
import { fakeMemory, fakeVscode } from '../../support/fake-vscode.ts';

const fake = vi.hoisted(() => ({ module: {} as Record<string, unknown> }));
vi.mock('vscode', () => fake.module);

const first = fakeVscode();
Object.assign(fake.module, first.module);
vi.resetModules();
const { engineViews } = await import('../../../client/src/views/engine-views.ts');

/** A store whose state the test sets. */
function fakeStore(state: EngineState) {
  const listeners = new Set<() => void>();
  const asked = { demands: 0, refreshes: 0, platforms: [] as string[] };
  const store = {
    state,
    onDidChange(listener: () => void) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    demand() {
      asked.demands++;
      return { dispose: () => void asked.demands-- };
    },
    current: async () => store.state,
    refresh: () => void asked.refreshes++,
    learnPlatforms: async (ids: readonly string[]) => void asked.platforms.push(...ids),
    measureVolumes: async () => undefined,
    dispose: () => undefined,
  };
  const to = (next: EngineState) => {
    store.state = next;
    for (const listener of [...listeners]) listener();
  };
  return { store: store as unknown as EngineStore, asked, to };
}

function open(state: EngineState, memory = fakeMemory()) {
  const vscode = fakeVscode();
  Object.assign(fake.module, vscode.module);
  const { store, asked, to } = fakeStore(state);
  const inspected: string[] = [];
  const engine = async () =>
    ({
      containers: {
        async inspect(id: string) {
          inspected.push(id);
          return { Id: id, Name: '/x', HostConfig: { Memory: 64 * 1024 * 1024 } };
        },
      },
    }) as unknown as ContainerEngine;
  const views = engineViews({ store, engine, memory, log: () => undefined });
  const of = (name: keyof typeof viewIds) => {
    const view = vscode.views.get(viewIds[name]);
    if (!view) throw new Error(`there is no view ${name}`);
    const provider = view.provider as import('vscode').TreeDataProvider<TreeNode>;
    const fired: (readonly string[] | 'all')[] = [];
    provider.onDidChangeTreeData?.(rows => {
      const all = Array.isArray(rows) ? rows : rows ? [rows] : undefined;
      fired.push(all ? all.map(({ label }) => label) : 'all');
    });
    const below = (element?: TreeNode) => provider.getChildren(element) as TreeNode[];
    /** As VS Code does: everything that is expanded. */
    const rows = (): TreeNode[] => {
      const all: TreeNode[] = [];
      const read = (nodes: readonly TreeNode[]) => {
        for (const node of nodes) {
          all.push(node);
          const item = provider.getTreeItem(node) as import('vscode').TreeItem;
          if (item.collapsibleState === 2) read(below(node));
        }
      };
      read(below());
      return all;
    };
    return { view, provider, fired, below, rows };
  };
  return { vscode, views, of, asked, to, inspected };
}

const settle = () => vi.advanceTimersByTimeAsync(300);

beforeEach(() => {
  vi.useFakeTimers({
    now: noon,
    toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const web = composeRow('shop', 'web');
const db = composeRow('shop', 'db', { image: 'postgres:17' });
const own = containerRow('own');
const some = engineState({
  containers: [web, db, own],
  images: [imageRow(['nginx:1.27']), imageRow(['nginx:1.26'])],
  volumes: [volumeRow('data')],
});

describe('The engine is needed', () => {
  it('exactly while one of the views is visible', async () => {
    const { of, asked, views } = open(some);
    await settle();
    expect(asked.demands).toBe(0);
    of('containers').view.show('visible');
    of('images').view.show('visible');
    expect(asked.demands).toBe(1);
    of('containers').view.show('hidden');
    expect(asked.demands).toBe(1);
    of('images').view.show('hidden');
    expect(asked.demands).toBe(0);
    of('volumes').view.show('visible');
    expect(asked.demands).toBe(1);
    views.dispose();
    expect(asked.demands).toBe(0);
  });

  it('at once when trust is granted', () => {
    const { vscode, asked } = open(engineState({ connection: { kind: 'restricted' } }));
    vscode.trustGranted.fire();
    expect(asked.refreshes).toBe(1);
  });
});

describe('A view that is visible', () => {
  it('has exactly the row drawn again that changed', async () => {
    const { of, to } = open(some);
    const { view, fired, rows } = of('containers');
    view.show('visible');
    expect(rows().map(({ label }) => label)).toEqual(['shop', 'db-1', 'web-1', 'own']);
    await settle();
    expect(fired).toEqual([]);
    to(withContainers(some, { ...web, health: 'healthy' }));
    await settle();
    expect(fired).toEqual([['web-1']]);
    to(withContainers(some, { ...web, status: 'exited', exitCode: 0 }));
    await settle();
    expect(fired).toEqual([['web-1'], ['shop']]);
  });

  it('keeps the object of a row, which says the newest', async () => {
    const { of, to, views } = open(some);
    const { view, provider, rows } = of('containers');
    view.show('visible');
    const before = rows().find(({ label }) => label === 'web-1');
    view.selection = [rows().at(-1), before];
    expect(views.selected(viewIds.containers).map(({ label }) => label)).toEqual(['web-1', 'own']);
    to(withContainers(some, { ...web, status: 'exited', exitCode: 3 }));
    await settle();
    const after = rows().find(({ label }) => label === 'web-1');
    expect(after).toBe(before);
    expect(after?.facts).toBe(';container;exited;stopped;compose;labelled;');
    if (!after) throw new Error('it is there');
    const item = provider.getTreeItem(after) as import('vscode').TreeItem;
    expect(item).toMatchObject({
      id: `container:${web.id}`,
      description: 'exited (3) · 5 min ago · nginx:1.27',
      contextValue: ';container;exited;stopped;compose;labelled;',
      accessibilityInformation: { label: expect.stringContaining('exited (3)') },
    });
    expect((provider.getParent?.(after) as TreeNode | undefined)?.label).toBe('shop');
  });

  it('is told of many changes at once', async () => {
    const { of, to } = open(some);
    const { view, fired, rows } = of('containers');
    view.show('visible');
    rows();
    await settle();
    for (const health of ['starting', 'unhealthy', 'healthy'] as const)
      to(withContainers(some, { ...web, health }, { ...db, health }, { ...own, health }));
    await vi.advanceTimersByTimeAsync(1);
    expect(fired).toEqual([['db-1', 'web-1', 'own']]);
    to(withContainers(some, { ...own, health: 'starting' }));
    await vi.advanceTimersByTimeAsync(100);
    expect(fired).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(150);
    expect(fired).toHaveLength(2);
  });

  it('advances its uptimes by itself, asks nothing for it, and stops when it is hidden', async () => {
    const { of, asked } = open(
      engineState({ containers: [own, containerRow('other', { since: noon - minutes(90) })] }),
    );
    const { view, fired, rows } = of('containers');
    view.show('visible');
    rows();
    await settle();
    await vi.advanceTimersByTimeAsync(minutes(1));
    expect(fired).toEqual([['own']]);
    await vi.advanceTimersByTimeAsync(minutes(2));
    expect(fired).toEqual([['own'], ['own'], ['own']]);
    view.show('hidden');
    await settle();
    await vi.advanceTimersByTimeAsync(minutes(10));
    expect(fired).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
    expect(asked).toMatchObject({ refreshes: 0, platforms: [] });
  });

  it('is brought up to date when it is shown again', async () => {
    const { of, to } = open(some);
    const { view, fired, rows } = of('containers');
    view.show('visible');
    rows();
    await settle();
    view.show('hidden');
    await settle();
    to(withContainers(some, { ...web, health: 'healthy' }));
    await settle();
    expect(fired).toEqual([]);
    view.show('visible');
    await settle();
    expect(fired).toEqual([['web-1']]);
  });

  it('follows filter, groups and order', async () => {
    const memory = fakeMemory();
    const { of, views, vscode } = open(some, memory);
    const { view, fired, rows } = of('containers');
    view.show('visible');
    rows();
    await settle();
    await views.options.change('containers', { group: 'none', filter: 'web' });
    await settle();
    expect(fired).toEqual(['all']);
    expect(rows().map(({ label }) => label)).toEqual(['shop-web-1']);
    expect(view.description).toBe('“web”');
    expect(vscode.context.get('slipway:containersFiltered')).toBe(true);
    const again = open(some, memory);
    expect(again.views.options.of('containers')).toEqual({ filter: 'web', group: 'none', sort: 'state' });
  });

  it('does not know options of another version', () => {
    const memory = fakeMemory({ 'slipway.containers.options': { filter: 'x', group: 'colour', sort: 7 } });
    expect(open(some, memory).views.options.of('containers')).toEqual({ filter: 'x', group: 'project', sort: 'state' });
  });

  it('remembers which groups were closed', async () => {
    const memory = fakeMemory();
    const { of } = open(some, memory);
    const { view, rows } = of('containers');
    view.show('visible');
    const [shop] = rows();
    view.collapsed.fire({ element: shop });
    expect(rows().map(({ label }) => label)).toEqual(['shop', 'own']);
    const later = open(some, memory).of('containers');
    expect(later.rows().map(({ label }) => label)).toEqual(['shop', 'own']);
    view.expanded.fire({ element: shop });
    expect(memory.get('slipway.containers.opened')).toEqual({});
  });
});

describe('A tooltip', () => {
  it('is made when it is wanted, with what only an inspection tells', async () => {
    const { of, inspected } = open(some);
    const { provider, rows } = of('containers');
    const node = rows().find(({ label }) => label === 'own');
    if (!node) throw new Error('it is there');
    const item = provider.getTreeItem(node) as import('vscode').TreeItem;
    expect(item.tooltip).toBeUndefined();
    expect(inspected).toEqual([]);
    const token = { isCancellationRequested: false } as import('vscode').CancellationToken;
    const resolved = await provider.resolveTreeItem?.(item, node, token);
    const value = (resolved?.tooltip as import('vscode').MarkdownString | undefined)?.value;
    expect(value).toContain('**own** running');
    expect(value).toContain('**Limits** memory 64 MiB');
    expect(inspected).toEqual([own.id]);
  });
});

describe('Platforms of images', () => {
  it('are asked for when their rows are shown, and not again', async () => {
    const { of, asked } = open(some);
    const { view, below } = of('images');
    view.show('visible');
    const [nginx] = below();
    await settle();
    expect(asked.platforms).toEqual([]);
    below(nginx);
    expect(asked.platforms).toEqual([...some.images.keys()].toReversed());
    const known = engineState({ images: [imageRow(['nginx:1.27'], { platform: 'linux/amd64' })] });
    const later = open(known);
    const images = later.of('images');
    images.below(images.below()[0]);
    expect(later.asked.platforms).toEqual([]);
  });
});

describe('The connection', () => {
  it('is told in context keys, when it changes', async () => {
    const { of, to, vscode } = open(engineState({ connection: { kind: 'idle' } }));
    of('containers').view.show('visible');
    await settle();
    expect(Object.fromEntries(vscode.context)).toEqual({ 'slipway:engine': 'idle' });
    to(engineState({ connection: unreachable('permission-denied', 'no') }));
    await settle();
    expect(vscode.context.get('slipway:engine')).toBe('unreachable');
    expect(vscode.context.get('slipway:engineFailure')).toBe('permission-denied');
    const calls = vscode.contextCalls;
    to(
      engineState({
        connection: { ...unreachable('permission-denied', 'no'), kind: 'unreachable', attempt: 2 } as never,
      }),
    );
    await settle();
    expect(vscode.contextCalls).toBe(calls);
  });

  it('when lost leaves the known rows, says so, and takes the badge away', async () => {
    const { of, to } = open(some);
    const { view, rows } = of('containers');
    view.show('visible');
    await settle();
    expect(view.badge).toEqual({ value: 3, tooltip: '3 running containers' });
    to({ ...some, connection: unreachable('not-running', 'Nothing listens at /run/x.sock') });
    await settle();
    expect(view.badge).toBeUndefined();
    expect(view.message).toBe('Nothing listens at /run/x.sock. Rows are as last known.');
    expect(rows().map(({ description }) => description)).toContain('was running · postgres:17');
    to(some);
    await settle();
    expect(view.message).toBe('');
    expect(view.badge?.value).toBe(3);
  });

  it('when there never was one leaves room for the welcome content', async () => {
    const { of } = open(engineState({ connection: unreachable('ssh', 'ssh ended') }));
    const [containers, images] = [of('containers'), of('images')];
    containers.view.show('visible');
    images.view.show('visible');
    await settle();
    expect(containers.rows()).toEqual([]);
    expect(containers.view.message ?? '').toBe('');
    expect(containers.view.description).toBe('unix:///var/run/docker.sock');
    expect(images.view.message ?? '').toBe('');
  });

  it('in Restricted Mode shows no rows', async () => {
    const { of } = open({ ...some, connection: { kind: 'restricted' } });
    const { view, rows } = of('containers');
    view.show('visible');
    await settle();
    expect(rows()).toEqual([]);
  });
});

describe('A large engine', () => {
  it('of 2,000 containers has one row drawn again for one event', async () => {
    const state = largeState(2_000);
    const { of, to } = open(state);
    const { view, fired, rows } = of('containers');
    view.show('visible');
    expect(rows()).toHaveLength(2_200);
    await settle();
    const [row] = state.containers.values();
    if (!row) throw new Error('there are rows');
    to(withContainers(state, { ...row, health: 'unhealthy' }));
    await settle();
    // An unhealthy container is told of in its project's row, too.
    expect(fired).toEqual([['project0']]);
    to(withContainers(state, { ...row, health: 'starting' }));
    await settle();
    to(withContainers(state, { ...row, health: 'healthy' }));
    await settle();
    expect(fired.slice(2)).toEqual([['service0-1']]);
  });
});
