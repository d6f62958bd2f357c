// The Builds view beside the terminal. Draws when something happened, a few times a second at most; a clock runs only while
// it is visible and something is built.
import * as vscode from 'vscode';
import type { BuildRun } from '../builds/build-run.ts';
import type { Builds } from '../builds/builds.ts';
import { contextKeys } from './context-keys.ts';
import { NodeTreeProvider } from './node-tree-provider.ts';
import { adviceId, failureId } from './nodes/build-job-node.ts';
import { buildsTree } from './nodes/build-tree.ts';
import { timed } from './nodes/build-words.ts';
import { openedRows } from './opened-rows.ts';
import { buildsViewId, type TreeNode } from './tree-node.ts';
import { turn } from './turn.ts';

const tickMs = 1000;

export interface BuildsView extends vscode.Disposable {
  /** Top to bottom; empty when it was never shown. */
  selected(): readonly TreeNode[];
}

export function buildsView(builds: Builds): BuildsView {
  const keys = contextKeys();
  // Ids of runs begin anew in each window: what was opened there means nothing here.
  const opened = openedRows(forgetful(), buildsViewId);
  const provider = new NodeTreeProvider({ opened, roots: () => buildsTree(builds.runs, Date.now()) });
  const tree = vscode.window.createTreeView(buildsViewId, {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  let clock: NodeJS.Timeout | undefined;
  const known = new Set<string>();
  /** A failure may be far down, below all that went well. Seen once it is left to the user where to look. */
  const showFailures = (): void => {
    const failed = builds.runs.flatMap(run => run.jobs.filter(it => it.failure).map(job => failureId(run.id, job.id)));
    const news = failed.filter(id => !known.has(id));
    for (const id of news) known.add(id);
    const [first] = news;
    const row = first === undefined ? undefined : (provider.find(adviceId(first)) ?? provider.find(first));
    // A row that goes meanwhile cannot be shown, and need not be.
    if (row) tree.reveal(row, { select: false }).then(undefined, () => undefined);
  };
  const draw = (): boolean => {
    if (!tree.visible) return false;
    const isTold = provider.update();
    showFailures();
    const description = descriptionOf(builds.runs, Date.now());
    if ((tree.description ?? '') !== description) tree.description = description;
    windClock();
    return isTold;
  };
  const soon = turn(draw);
  const windClock = (): void => {
    clearTimeout(clock);
    if (tree.visible && running(builds.runs).length > 0) clock = setTimeout(soon.ask, tickMs);
  };
  const tell = (): void => {
    const active = running(builds.runs);
    keys.set('slipway:builds', builds.runs.length > 0);
    keys.set('slipway:buildRuns', active.length > 0);
    keys.set('slipway:buildEnded', builds.runs.length > active.length);
    const jobs = active.flatMap(run => run.jobs).filter(job => job.state === 'running').length;
    if ((tree.badge?.value ?? 0) !== jobs)
      tree.badge =
        jobs === 0 ? undefined : { value: jobs, tooltip: jobs === 1 ? '1 build runs' : `${jobs} builds run` };
    if (tree.visible) soon.ask();
  };
  const listening = [
    builds.onDidChange(tell),
    tree.onDidExpandElement(({ element }) => opened.set(element, 'expanded')),
    tree.onDidCollapseElement(({ element }) => opened.set(element, 'collapsed')),
    tree.onDidChangeVisibility(() => {
      clearTimeout(clock);
      if (tree.visible) soon.ask();
    }),
  ];
  tell();
  return {
    selected: () => provider.inOrder(tree.selection),
    dispose() {
      soon.dispose();
      clearTimeout(clock);
      for (const it of listening) it.dispose();
      tree.dispose();
      provider.dispose();
    },
  };
}

function running(runs: readonly BuildRun[]): readonly BuildRun[] {
  return runs.filter(run => run.state === 'running');
}

/** `running for 34 s`: here, so that no row above others has to change with every second. */
function descriptionOf(runs: readonly BuildRun[], now: number): string {
  const [first, ...others] = running(runs).toReversed();
  if (!first) return '';
  const since = Math.floor((now - first.startedAt) / 1000) * 1000;
  const age = since < 1000 ? '' : ` for ${timed(since)?.replace('.0', '')}`;
  return `${others.length === 0 ? 'running' : `${others.length + 1} running`}${age}`;
}

function forgetful(): vscode.Memento {
  return { keys: () => [], get: () => undefined, update: async () => undefined };
}
