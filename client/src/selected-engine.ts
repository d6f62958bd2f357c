// Which engine the user selected, remembered for the workspace.
import type { Memento } from 'vscode';
import type { EngineName } from './engine/engine-state.ts';

const key = 'slipway.engine';

export function selectedEngine(memory: Memento): {
  readonly selected: () => EngineName | undefined;
  readonly remember: (choice: EngineName | undefined) => Promise<void>;
} {
  return {
    selected: () => memory.get<EngineName>(key),
    remember: async choice => memory.update(key, choice),
  };
}
