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
      const kept = Object.fromEntries([...others.slice(1 - most), [key, result]]);
      // Where it cannot be kept the next build is a first one; no build fails for it.
      memory.update(memoryKey, kept).then(undefined, () => undefined);
    },
  };
}
