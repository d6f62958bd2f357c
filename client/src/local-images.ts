// What the language server is told of the local engine: the digests of its images, so that a fix can pin one without
// asking a registry. Read when the first Dockerfile is shown, and again when the window is returned to: from the store
// where it is current, else from the engine. One that does not answer leaves the list empty and is not spoken of.
import * as vscode from 'vscode';
import type { ContainerEngine } from './engine/engine.ts';
import type { EngineStore } from './engine/engine-store.ts';
import { digestsOf } from './engine/image-digests.ts';

/** Images seldom change; returning to the window within this time asks nothing, in milliseconds. */
const freshForMs = 5_000;

export interface LocalImages extends vscode.Disposable {
  /** Digests by `name:tag`; empty until they are known. */
  readonly digests: Readonly<Record<string, string>>;
  /** Fires when they have become others. */
  readonly onDidChange: vscode.Event<void>;
}

export function localImages(store: EngineStore, engine: () => Promise<ContainerEngine>): LocalImages {
  const changed = new vscode.EventEmitter<void>();
  let digests: Readonly<Record<string, string>> = {};
  let readAt = Number.NEGATIVE_INFINITY;

  async function read(): Promise<void> {
    const isWanted = vscode.window.visibleTextEditors.some(it => it.document.languageId === 'dockerfile');
    if (!isWanted || !vscode.workspace.isTrusted || Date.now() - readAt < freshForMs) return;
    readAt = Date.now();
    const { connection, images } = store.state;
    const next =
      connection.kind === 'connected'
        ? digestsOf(images.values())
        : await engine()
            .then(it => it.imageDigests())
            .catch(() => ({}));
    if (JSON.stringify(next) === JSON.stringify(digests)) return;
    digests = next;
    changed.fire();
  }

  const events = vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(() => void read()),
    vscode.window.onDidChangeWindowState(({ focused }) => void (focused && read())),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void read()),
  );
  // Nothing of an engine is loaded before the first paint.
  const first = setTimeout(() => void read(), 1000);
  return {
    get digests() {
      return digests;
    },
    onDidChange: changed.event,
    dispose() {
      clearTimeout(first);
      events.dispose();
      changed.dispose();
    },
  };
}

/** The settings as the server gets them: what the engine knows beside what the user set. */
export function withImages(settings: unknown, digests: Readonly<Record<string, string>>): unknown {
  if (Object.keys(digests).length === 0) return settings;
  const given = typeof settings === 'object' && settings !== null ? settings : {};
  return { ...given, localImages: digests };
}
