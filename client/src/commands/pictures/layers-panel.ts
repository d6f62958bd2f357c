// The panel of layers: of one image, or of two beside each other. One panel for the same images, brought back after a
// reload with them.
import * as vscode from 'vscode';
import type { BaseCandidate } from '../../layers/base-image.ts';
import type { LayersSession, SessionImage } from '../../layers/layers-session.ts';
import type { LayersMessage, LayersRequest, PanelState } from '../../webviews/layers-messages.ts';
import { openPanel, type Panel } from '../../webviews/panel.ts';
import type { Parts } from '../command.ts';
import { dockerfileCandidates, goToInstruction } from './layers-dockerfiles.ts';

const viewType = 'slipway.layers';
/** Images that are asked whether another one is built on them, and how many at a time. */
const mostOthers = 100;
const atOnce = 4;

/** By the ids they show. */
const panels = new Map<string, Panel<LayersMessage>>();

export function showLayersPanel(parts: Parts, images: readonly SessionImage[], restored?: vscode.WebviewPanel): void {
  const key = images.map(({ id }) => id).join(' ');
  const open = panels.get(key);
  if (open) {
    restored?.dispose();
    open.reveal();
    return;
  }
  let session: Promise<LayersSession> | undefined;
  const begin = async (): Promise<LayersSession> => {
    const { layersSession } = await import('../../layers/layers-library.ts');
    return layersSession({
      images,
      engine: parts.engine,
      dockerfiles: ({ id }) => dockerfileCandidates(parts.lastBuilds.ofImage(id)),
      others: () => otherImages(parts, images),
      tell: message => panel.send(message),
      goTo: place => void goToInstruction(place).then(undefined, error => parts.log.warn(String(error))),
      log: message => parts.log.debug(message),
    });
  };
  const panel = openPanel<LayersMessage, LayersRequest>({
    viewType,
    title: titleOf(images),
    icon: { light: parts.ownFile('media', 'layers-light.svg'), dark: parts.ownFile('media', 'layers-dark.svg') },
    bundle: 'layers',
    ownFile: parts.ownFile,
    ...(restored ? { restored } : {}),
    onReady() {
      panel.send({ kind: 'subject', images });
      session ??= begin();
      void session.then(it => it.ready());
    },
    onMessage: request => void session?.then(it => it.asked(request)),
    onDidClose() {
      panels.delete(key);
      void session?.then(it => it.close());
    },
  });
  panels.set(key, panel);
}

/** Panels that were open when the window was closed or reloaded. */
export function restoredLayersPanels(parts: Parts): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, state: Partial<PanelState> | undefined) {
      const images = state?.images;
      if (Array.isArray(images) && images.length > 0) showLayersPanel(parts, images, panel);
      else panel.dispose();
    },
  });
}

function titleOf(images: readonly SessionImage[]): string {
  const [first, second] = images;
  return second ? `Layers: ${first?.name} → ${second.name}` : `Layers of ${first?.name}`;
}

/** Digests of layers never change: an image is asked for once. */
const known = new Map<string, readonly string[]>();

async function otherImages(parts: Parts, images: readonly SessionImage[]): Promise<readonly BaseCandidate[]> {
  const own = new Set(images.map(({ id }) => id));
  const state = await parts.store.current();
  for (const id of known.keys()) if (!state.images.has(id)) known.delete(id);
  const rows = [...state.images.values()].filter(row => row.tags.length > 0 && !own.has(row.id));
  const left = rows.slice(0, mostOthers).filter(({ id }) => !known.has(id));
  const engine = await parts.engine();
  const ask = async (): Promise<void> => {
    for (let row = left.pop(); row; row = left.pop()) {
      const details = await engine.images.inspect(row.id).catch(() => undefined);
      if (!details) continue; // Removed meanwhile, or the engine is gone: asked again next time.
      const { Layers = [] } = (details['RootFS'] ?? {}) as { readonly Layers?: readonly string[] };
      known.set(row.id, Layers);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return rows.map(row => ({ name: row.tags[0] ?? '', diffIds: known.get(row.id) ?? [] }));
}
