// Shows what happens to a container, and what will, live in a panel. One panel a container, brought back after a reload.
import * as vscode from 'vscode';
import { lifeFeed } from '../../life-cycle/life-feed.ts';
import { type LifeMessage, type LifeRequest, type LifeSubject, lifeCommands } from '../../life-cycle/life-messages.ts';
import { openPanel, type Panel } from '../../webviews/panel.ts';
import type { Command, Parts } from '../command.ts';
import { containerTargets } from '../targets.ts';

const viewType = 'slipway.lifeCycle';

/** By container. */
const panels = new Map<string, Panel<LifeMessage>>();

export const showLifeCycle: Command = {
  id: 'slipway.container.showLifeCycle',
  async run(parts, ...given) {
    const [row] = await containerTargets(parts, given, {
      title: 'Show the life cycle of which container?',
      many: 'one',
      none: 'There is no container yet.',
    });
    if (row) showPanel(parts, { id: row.id, name: row.name, image: row.image });
  },
};

/** Panels that were open when the window was closed or reloaded. */
export function restoredLifeCyclePanels(parts: Parts): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, state: Partial<LifeSubject> | undefined) {
      const { id, name, image, host } = state ?? {};
      if (typeof id !== 'string' || typeof name !== 'string' || typeof image !== 'string') panel.dispose();
      else showPanel(parts, { id, name, image, ...(typeof host === 'string' ? { host } : {}) }, panel);
    },
  });
}

function showPanel(parts: Parts, subject: LifeSubject, restored?: vscode.WebviewPanel): void {
  const { id } = subject;
  const open = panels.get(id);
  if (open) {
    restored?.dispose();
    open.reveal();
    return;
  }
  const feed = lifeFeed({
    subject,
    store: parts.store,
    engine: parts.engine,
    tell: life => tell(life),
    log: message => parts.log.debug(message),
  });
  const tell = (life: typeof feed.life): void => {
    panel.send({ kind: 'subject', subject: feed.subject });
    panel.send({ kind: 'life', life });
    panel.retitle(titleOf(life.name));
  };
  const panel = openPanel<LifeMessage, LifeRequest>({
    viewType,
    title: titleOf(subject.name),
    icon: {
      light: parts.ownFile('media', 'life-cycle-light.svg'),
      dark: parts.ownFile('media', 'life-cycle-dark.svg'),
    },
    bundle: 'life-cycle',
    ownFile: parts.ownFile,
    ...(restored ? { restored } : {}),
    onReady: () => tell(feed.life),
    onMessage({ command }) {
      if (!lifeCommands.includes(command)) return;
      // As from its row: the command then says itself what is wrong.
      const row = { kind: 'container', id } as const;
      void vscode.commands.executeCommand(`slipway.container.${command}`, {
        ...{ id: `container:${id}`, label: feed.life.name, facts: ';container;', spoken: feed.life.name },
        ...{ icon: { id: 'vm' }, subject: row },
      });
    },
    onDidChangeVisibility: visibility => (visibility === 'visible' ? feed.resume() : feed.pause()),
    onDidClose: () => panels.delete(id),
  });
  panels.set(id, panel);
  feed.resume();
}

function titleOf(name: string): string {
  return `Life cycle of ${name}`;
}
