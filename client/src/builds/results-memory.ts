// The last build of each thing, remembered for the workspace.
import type { Memento } from 'vscode';
import type { EarlierResult } from './build-run.ts';
import type { ResultMemory } from './results.ts';

const memoryKey = 'builds.results';
/** Those built longest ago are forgotten first. */
const most = 200;

export function resultMemory(memory: Memento): ResultMemory {
  const remembered = new Map(Object.entries(memory.get<Record<string, EarlierResult>>(memoryKey) ?? {}));
  return {
    of: key => remembered.get(key),
    remember(key, result) {
      remembered.delete(key);
      remembered.set(key, result);
      for (const oldest of [...remembered.keys()].slice(0, -most)) remembered.delete(oldest);
      void memory.update(memoryKey, Object.fromEntries(remembered));
    },
  };
}
