// Shows what containers use, live, in a panel: one for the same containers, brought back after a reload with what it knew.
import * as vscode from 'vscode';
import { openPanel, type Panel } from '../../webviews/panel.ts';
import { usageFeed } from '../../webviews/usage-feed.ts';
import type { UsageMessage, UsagePanelState, UsagePoint, UsageSubject } from '../../webviews/usage-messages.ts';
import type { Command, Parts } from '../command.ts';
import { containerTargets } from '../targets.ts';
import { objectsOf } from './containers-at-once.ts';

const viewType = 'slipway.usage';
/** Each is a stream of its own, which costs the engine work every second. */
const mostAtOnce = 12;

/** By the ids they show. */
const panels = new Map<string, Panel<UsageMessage>>();

export const showUsage: Command = {
  id: 'slipway.container.stats',
  async run(parts, ...given) {
    const rows = await containerTargets(parts, given, {
      title: 'Show the usage of which containers?',
      many: 'several',
      accepts: row => row.status !== 'removing' && row.status !== 'dead',
      none: 'There is no container yet.',
    });
    if (rows.length === 0) return;
    if (rows.length > mostAtOnce)
      throw new Error(`${rows.length} containers are too many for one panel: select ${mostAtOnce} at most.`);
    showPanel(parts, { containers: rows.map(({ id, name, image }) => ({ id, name, image })) });
  },
};

/** Panels that were open when the window was closed or reloaded. */
export function restoredUsagePanels(parts: Parts): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      const kept = keptState(state);
      if (kept) showPanel(parts, kept, { panel, points: kept.points });
      else panel.dispose();
    },
  });
}

interface Restored {
  readonly panel: vscode.WebviewPanel;
  readonly points: UsagePanelState['points'];
}

function showPanel(parts: Parts, subject: UsageSubject, restored?: Restored): void {
  const { containers } = subject;
  const key = containers
    .map(({ id }) => id)
    .sort()
    .join();
  const open = panels.get(key);
  if (open) {
    restored?.panel.dispose();
    open.reveal();
    return;
  }
  const feed = usageFeed({
    subject,
    ...(restored ? { before: restored.points } : {}),
    store: parts.store,
    engine: parts.engine,
    tell(message) {
      panel.send(message);
      if (message.kind === 'container' && containers.length === 1) panel.retitle(titleOf(message.container.name));
    },
    log: message => parts.log.debug(message),
  });
  const panel = openPanel<UsageMessage>({
    viewType,
    title: titleOf(objectsOf(containers)),
    icon: { light: parts.ownFile('media', 'usage-light.svg'), dark: parts.ownFile('media', 'usage-dark.svg') },
    bundle: 'usage',
    ownFile: parts.ownFile,
    ...(restored ? { restored: restored.panel } : {}),
    onReady() {
      panel.send({ kind: 'subject', subject: feed.subject });
      panel.send({ kind: 'all', containers: feed.containers });
    },
    onDidChangeVisibility: visibility => (visibility === 'visible' ? feed.resume() : feed.pause()),
    onDidClose: () => panels.delete(key),
  });
  panels.set(key, panel);
  feed.resume();
}

function titleOf(what: string): string {
  return `Usage of ${what}`;
}

/** Undefined for what no panel of ours has kept. */
function keptState(state: unknown): UsagePanelState | undefined {
  const { containers, points, host } = (state ?? {}) as { readonly [K in keyof UsagePanelState]?: unknown };
  const isContainer = (it: unknown): it is UsageSubject['containers'][number] =>
    ['id', 'name', 'image'].every(key => typeof (it as Record<string, unknown> | null)?.[key] === 'string');
  if (!Array.isArray(containers) || containers.length === 0 || !containers.every(isContainer)) return undefined;
  const isPoint = (it: unknown): it is UsagePoint => typeof (it as Partial<UsagePoint> | null)?.at === 'number';
  const known = Object.entries((points ?? {}) as Record<string, unknown>).flatMap(([id, list]) =>
    Array.isArray(list) && list.every(isPoint) ? [[id, list] as const] : [],
  );
  return { containers, points: Object.fromEntries(known), ...(typeof host === 'string' ? { host } : {}) };
}
