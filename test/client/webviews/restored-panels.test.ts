// Panels that VS Code brings back after a reload: which ones, what is told to them, and what is asked while they are hidden.

import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Parts } from '../../../client/src/commands/command.ts';
import { panelActivations } from '../../../client/src/contributions/index.ts';
import { containerRow, engineState } from '../../support/engine-states.ts';
import { type SettableStore, settableStore } from '../../support/settable-store.ts';

type Serializer = vscode.WebviewPanelSerializer<unknown>;

const serializers = new Map<string, Serializer>();

vi.mock('vscode', () => {
  const disposable = { dispose: () => undefined };
  class Uri {
    readonly text: string;
    readonly path: string;
    readonly scheme = 'file';
    constructor(text: string) {
      this.text = text;
      this.path = text.replace(/^file:\/\//, '');
    }
    static joinPath = (base: Uri, ...parts: string[]) => new Uri([base.text, ...parts].join('/'));
    static parse = (text: string) => new Uri(text);
    toString = () => this.text;
  }
  return {
    Uri,
    EventEmitter: class {},
    CancellationTokenSource: class {
      token = { isCancellationRequested: false };
      dispose = () => undefined;
      cancel = () => undefined;
    },
    Disposable: { from: () => disposable },
    window: {
      registerWebviewPanelSerializer(type: string, serializer: Serializer) {
        serializers.set(type, serializer);
        return disposable;
      },
      onDidChangeTextEditorSelection: () => disposable,
    },
    workspace: { onDidChangeTextDocument: () => disposable },
    commands: { executeCommand: async () => undefined },
  };
});
// Other tests may have loaded them with a VS Code of theirs.
vi.resetModules();
const { restoredLifeCyclePanels } = await import('../../../client/src/commands/containers/show-life-cycle.ts');
const { restoredUsagePanels } = await import('../../../client/src/commands/containers/show-usage.ts');
const { restoredEngineCard } = await import('../../../client/src/commands/engine/show-engine-card.ts');
const { restoredLayersPanels } = await import('../../../client/src/commands/pictures/layers-panel.ts');
const { restoredTopologyPanels } = await import('../../../client/src/commands/pictures/topology-panel.ts');

const { restoredLessonPages } = await import('../../../client/src/webviews/lesson-page.ts');

const anyFile = join(import.meta.dirname, '../../../client/webview/page.css');
const row = containerRow('web', { createdAt: 1 });

/** One that VS Code hands back, as it was before the reload. */
function broughtBack() {
  const received: Array<(message: unknown) => void> = [];
  const viewed: Array<() => void> = [];
  const closed: Array<() => void> = [];
  const panel = {
    title: '',
    visible: true,
    active: false,
    isDisposed: false,
    isRevealed: false,
    sent: [] as { readonly kind: string }[],
    webview: {
      html: '',
      options: {},
      cspSource: 'self',
      asWebviewUri: (uri: unknown) => uri,
      onDidReceiveMessage: (listener: (message: unknown) => void) => received.push(listener),
      postMessage: async (message: { readonly kind: string }) => panel.sent.push(message),
    },
    onDidChangeViewState: (listener: () => void) => viewed.push(listener),
    onDidDispose: (listener: () => void) => closed.push(listener),
    reveal() {
      panel.isRevealed = true;
    },
    dispose() {
      panel.isDisposed = true;
      for (const listener of closed) listener();
    },
    receive(message: unknown) {
      for (const listener of received) listener(message);
    },
    show(visible: boolean) {
      panel.visible = visible;
      for (const listener of viewed) listener();
    },
  };
  return panel;
}

const restore = async (type: string, panel: ReturnType<typeof broughtBack>, state: unknown): Promise<void> =>
  serializers.get(type)?.deserializeWebviewPanel(panel as unknown as vscode.WebviewPanel, state);

describe('Panels after a reload', () => {
  let followed: SettableStore;
  const asked: string[] = [];
  beforeEach(() => {
    asked.length = 0;
    followed = settableStore(engineState({ connection: { kind: 'idle' } }));
    const parts = {
      store: followed.store,
      engines: { choice: async () => ({ name: 'default', host: 'unix:///here' }) },
      engine: async () => {
        asked.push('engine');
        throw new Error('not connected');
      },
      server: { request: async (method: string) => void asked.push(method), onDidChange: () => undefined },
      learning: { lessons: async () => ({ curriculum: { lessons: [] } }) },
      log: { debug: () => undefined, warn: () => undefined },
      // What is in a page does not matter here; the bundles may not be built.
      ownFile: (...path: string[]) => ({ text: path.join('/'), fsPath: anyFile, toString: () => path.join('/') }),
    } as unknown as Parts;
    for (const restored of [
      restoredLifeCyclePanels,
      restoredUsagePanels,
      restoredEngineCard,
      restoredLayersPanels,
      restoredTopologyPanels,
      restoredLessonPages,
    ])
      restored(parts);
  });

  it('wake Slipway, every kind that it fills', () => {
    expect([...serializers.keys()].map(type => `onWebviewPanel:${type}`).sort()).toEqual([...panelActivations].sort());
  });

  it('show the life of the container they were about, and wait for its engine', async () => {
    const panel = broughtBack();
    const subject = { id: row.id, name: 'web', image: 'nginx:1.27', host: 'unix:///here' };
    await restore('slipway.lifeCycle', panel, subject);
    panel.receive({ kind: 'ready' });
    expect(panel.title).toBe('Life cycle of web');
    expect(panel.sent).toContainEqual({ kind: 'subject', subject });
    expect(panel.sent.at(-1)).toMatchObject({ kind: 'life', life: { name: 'web', note: 'Waiting for the engine…' } });
    expect(followed.demands).toBe(1);
    panel.show(false);
    expect(followed.demands).toBe(0);
    const before = panel.sent.length;
    // Its page asks, and is hidden before that is heard.
    panel.receive({ kind: 'ready' });
    expect(panel.sent).toHaveLength(before);
    panel.dispose();
  });

  it('show what containers used before, and wait for their engine', async () => {
    const panel = broughtBack();
    const containers = [{ id: row.id, name: 'web', image: 'nginx:1.27' }];
    const points = [{ at: 1_000, memory: 5, memoryLimit: 0, processes: 1 }];
    await restore('slipway.usage', panel, { containers, points: { [row.id]: points, other: 'x' } });
    panel.receive({ kind: 'ready' });
    expect(panel.title).toBe('Usage of web');
    expect(panel.sent.slice(-2)).toEqual([
      { kind: 'subject', subject: { containers } },
      { kind: 'all', containers: [{ ...containers[0], note: 'Waiting for the engine…', points }] },
    ]);
    expect(followed.demands).toBe(1);
    panel.dispose();
    expect(followed.demands).toBe(0);
  });

  it.each(['slipway.lifeCycle', 'slipway.layers', 'slipway.topology', 'slipway.usage', 'slipway.lesson'])(
    'are closed when nothing is known: %s',
    async type => {
      for (const kept of [undefined, {}, { id: 7, images: 'x', uri: 3, containers: [null] }]) {
        const panel = broughtBack();
        await restore(type, panel, kept);
        expect(panel.isDisposed).toBe(true);
      }
      expect({ demands: followed.demands, asked }).toEqual({ demands: 0, asked: [] });
    },
  );

  it('show the card of an engine once', async () => {
    const [panel, second] = [broughtBack(), broughtBack()];
    await restore('slipway.engineCard', panel, undefined);
    expect(followed.demands).toBe(1);
    await restore('slipway.engineCard', second, undefined);
    expect([second.isDisposed, panel.isRevealed]).toEqual([true, true]);
    panel.dispose();
    expect(followed.demands).toBe(0);
    const third = broughtBack();
    await restore('slipway.engineCard', third, undefined);
    expect(third.isDisposed).toBe(false);
    third.dispose();
  });

  it('let nothing be loaded but their own script and style', async () => {
    const panel = broughtBack();
    await restore('slipway.lifeCycle', panel, { id: row.id, name: '<script>alert(1)</script>', image: 'x' });
    const { html } = panel.webview;
    const policy = /content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-[0-9a-f]{32}'; style-src 'nonce-[0-9a-f]{32}'$/);
    expect(html.match(/<script/g)).toHaveLength(1);
    panel.dispose();
  });
});
