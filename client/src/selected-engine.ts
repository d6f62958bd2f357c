// Which engine the user selected, remembered for the workspace, and the addresses typed so far, remembered for all of them.
import type { Memento } from 'vscode';
import type { EngineName } from './engine/engine-state.ts';

const key = 'slipway.engine';
const typedKey = 'slipway.engines';

export function selectedEngine(
  ofWorkspace: Memento,
  ofUser: Memento,
): {
  readonly selected: () => EngineName | undefined;
  readonly remember: (choice: EngineName | undefined) => Promise<void>;
  readonly typed: () => readonly EngineName[];
  readonly rememberTyped: (all: readonly EngineName[]) => Promise<void>;
} {
  return {
    selected: () => ofWorkspace.get<EngineName>(key),
    remember: async choice => ofWorkspace.update(key, choice),
    typed: () => ofUser.get<readonly EngineName[]>(typedKey, []),
    rememberTyped: async all => ofUser.update(typedKey, all),
  };
}
