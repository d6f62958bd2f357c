// The last build of each thing, remembered for the workspace.
import type { Memento } from 'vscode';
import type { EarlierResult } from './build-run.ts';
import type { ResultMemory } from './results.ts';

const memoryKey = 'builds.results';
/** Those built longest ago are forgotten first. */
const most = 200;

/** Keeps nothing itself: builds that run at once may each have one. */
export function resultMemory(memory: Memento): ResultMemory {
  const all = () => memory.get<Readonly<Record<string, EarlierResult>>>(memoryKey) ?? {};
  return {
    of: key => all()[key],
    remember(key, result) {
      const others = Object.entries(all()).filter(([known]) => known !== key);
      void memory.update(memoryKey, Object.fromEntries([...others.slice(1 - most), [key, result]]));
    },
  };
}
