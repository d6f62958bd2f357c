// Shows what the connected engine is, what it builds for, and what its store takes. One panel, brought back after a reload.
import * as vscode from 'vscode';
import type { EngineCardMessage, EngineCardRequest } from '../../webviews/engine-card.ts';
import { engineCardFeed } from '../../webviews/engine-card-feed.ts';
import { openPanel, type Panel } from '../../webviews/panel.ts';
import type { Command, Parts } from '../command.ts';

const viewType = 'slipway.engineCard';

let open: Panel<EngineCardMessage> | undefined;

export const showEngineCard: Command = {
  id: 'slipway.engine.showCard',
  async run(parts) {
    showPanel(parts);
  },
};

/** The panel that was open when the window was closed or reloaded. */
export function restoredEngineCard(parts: Parts): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel) {
      showPanel(parts, panel);
    },
  });
}

function showPanel(parts: Parts, restored?: vscode.WebviewPanel): void {
  if (open) {
    restored?.dispose();
    open.reveal();
    return;
  }
  const feed = engineCardFeed({
    store: parts.store,
    engine: parts.engine,
    choice: () => parts.engines.choice(),
    tell: message => panel.send(message),
  });
  const panel = openPanel<EngineCardMessage, EngineCardRequest>({
    viewType,
    title: 'Container Engine',
    icon: { light: parts.ownFile('media', 'engine-light.svg'), dark: parts.ownFile('media', 'engine-dark.svg') },
    bundle: 'engine-card',
    ownFile: parts.ownFile,
    ...(restored ? { restored } : {}),
    onReady: () => feed.tellAll(),
    onMessage: ({ kind }) => {
      if (kind === 'measure') feed.measure();
      else if (kind === 'select') void vscode.commands.executeCommand('slipway.engine.select');
      else void vscode.commands.executeCommand(prunes[kind]).then(() => feed.measure());
    },
    onDidChangeVisibility: visibility => (visibility === 'visible' ? feed.resume() : feed.pause()),
    onDidClose() {
      open = undefined;
    },
  });
  open = panel;
  feed.resume();
}

const prunes = {
  'prune-images': 'slipway.image.prune',
  'prune-volumes': 'slipway.volume.prune',
} as const;
