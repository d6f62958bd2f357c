// The context keys of views, for `when` clauses. VS Code is told only what changed.
import * as vscode from 'vscode';

export interface ContextKeys {
  set(key: string, value: string | boolean | undefined): void;
}

export function contextKeys(): ContextKeys {
  const told = new Map<string, string | boolean | undefined>();
  return {
    set(key, value) {
      if (told.has(key) ? told.get(key) === value : value === undefined || value === false) return;
      told.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    },
  };
}
