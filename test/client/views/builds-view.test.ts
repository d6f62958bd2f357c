// The Builds view under load and at rest: how often VS Code is told of rows, and that nothing ticks when there is nothing
// to see.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BuildRunner, RunEvents } from '../../../client/src/builds/build-runner.ts';
import { builds } from '../../../client/src/builds/builds.ts';
import type { BuildStep } from '../../../client/src/engine/engine.ts';
import { buildsViewId, type TreeNode } from '../../../client/src/views/tree-node.ts';
import { fakeVscode } from '../../support/fake-vscode.ts';
import { aPlan } from '../builds/a-plan.ts';

const fake = vi.hoisted(() => ({ module: {} as Record<string, unknown> }));
vi.mock('vscode', () => fake.module);
Object.assign(fake.module, fakeVscode().module);
vi.resetModules();
const { buildsView } = await import('../../../client/src/views/builds-view.ts');

function open() {
  const vscode = fakeVscode();
  Object.assign(fake.module, vscode.module);
  const store = builds();
  const shown = buildsView(store);
  const view = vscode.views.get(buildsViewId);
  if (!view) throw new Error('there is no view of builds');
  const provider = view.provider as import('vscode').TreeDataProvider<TreeNode>;
  const fired: (readonly string[] | 'all')[] = [];
  provider.onDidChangeTreeData?.(rows => {
    const all = Array.isArray(rows) ? rows : rows ? [rows] : undefined;
    fired.push(all ? all.map(({ label }) => label) : 'all');
  });
  /** As VS Code does: everything that is expanded. */
  const read = (element?: TreeNode): TreeNode[] =>
    (provider.getChildren(element) as TreeNode[]).flatMap(node => {
      const item = provider.getTreeItem(node) as import('vscode').TreeItem;
      return [node, ...(item.collapsibleState === 2 ? read(node) : [])];
    });
  /** A build whose events the test tells. */
  const begin = () => {
    let told: RunEvents | undefined;
    let end: () => void = () => undefined;
    const runner: BuildRunner = {
      kind: 'engine',
      run(_plan, events) {
        told = events;
        return new Promise(resolve => {
          end = resolve;
        });
      },
    };
    store.start({ title: 'shop', plan: aPlan([{ service: 'web' }]), runner });
    if (!told) throw new Error('The runner was not begun');
    told.started('web@default');
    return { told, end: () => end() };
  };
  return { vscode, store, shown, view, fired, read, begin };
}

const step = (i: number, state: BuildStep['state'], of = 200): BuildStep => ({
  ...{ digest: `d${i}`, name: `[${i + 1}/${of}] RUN job ${i}`, state, startedAt: 1 },
});
const settle = () => vi.advanceTimersByTimeAsync(300);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('The Builds view', () => {
  it('draws nothing and has no timer while it is hidden', async () => {
    const { begin, fired, view } = open();
    const { told } = begin();
    view.show('hidden');
    await settle();
    told.progress('web@default', { kind: 'step', step: step(0, 'running') });
    await settle();
    expect(fired).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ticks while something runs, and not any more when it has ended', async () => {
    const { begin, fired, view, read } = open();
    view.show('visible');
    const { told, end } = begin();
    told.progress('web@default', { kind: 'step', step: step(0, 'running') });
    await settle();
    read();
    fired.length = 0;
    await vi.advanceTimersByTimeAsync(5000);
    // The running step alone grows older.
    expect(fired.length).toBeGreaterThanOrEqual(4);
    expect(new Set(fired.flat())).toEqual(new Set(['RUN job 0']));
    expect(view.description).toMatch(/^running for \d s$/);
    told.done('web@default', { tags: [], notes: [] });
    end();
    await settle();
    expect(view.description).toBe('');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says on its tab how many are built', async () => {
    const { begin, view } = open();
    const { told, end } = begin();
    await settle();
    expect(view.badge).toEqual({ value: 1, tooltip: '1 build runs' });
    told.done('web@default', { tags: [], notes: [] });
    end();
    await settle();
    expect(view.badge).toBeUndefined();
  });

  it('tells VS Code of few rows, few times, however much is written', async () => {
    const { begin, fired, view, read } = open();
    view.show('visible');
    const { told } = begin();
    for (let i = 0; i < 200; i++) told.progress('web@default', { kind: 'step', step: step(i, 'waiting') });
    await settle();
    read();
    fired.length = 0;
    const seconds = 10;
    let line = 0;
    // 200 steps one after the other, 250 lines each.
    for (let turn = 0; turn < 200; turn++) {
      told.progress('web@default', { kind: 'step', step: step(turn, 'running') });
      for (let i = 0; i < 250; i++)
        told.progress('web@default', { kind: 'output', step: `d${turn}`, text: `line ${line++}\n` });
      await vi.advanceTimersByTimeAsync((1000 * seconds) / 200);
      told.progress('web@default', { kind: 'step', step: step(turn, 'done') });
    }
    expect(line).toBe(50_000);
    expect(fired.length / seconds).toBeLessThanOrEqual(5);
    expect(fired.length / seconds).toBeGreaterThan(3);
    // What was done in the meantime, what runs, and the row above that counts them.
    expect(Math.max(...fired.map(rows => (rows === 'all' ? Number.POSITIVE_INFINITY : rows.length)))).toBeLessThan(12);
  });
});
