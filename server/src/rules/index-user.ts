/** Which RUN works with the package index that an earlier RUN left in the image. */
import type { Stage } from '../syntax/dockerfile/dockerfile.ts';
import { stageChain } from '../syntax/dockerfile/stage-chain.ts';
import type { PackageUse } from '../syntax/shell/package-uses.ts';
import type { Run } from '../syntax/shell/runs.ts';

/** Whether it looks packages up in the index. */
export function usesIndex({ action }: PackageUse): boolean {
  return action === 'install' || action === 'upgrade';
}

/**
 * By update of an index: the first command in another RUN behind it, in its stage or in one built on it, that uses the
 * index. None is there for an update behind which nothing does, or behind which another update comes first. `uses` are
 * those of a file in order.
 */
export function indexUsers(uses: readonly PackageUse[]): ReadonlyMap<PackageUse, PackageUse> {
  const users = new Map<PackageUse, PackageUse>();
  /** The first use that comes next, by manager and stage, triggers of ONBUILD apart; filled from the end. */
  const next = new Map<string, Map<Stage, PackageUse>>();
  for (let end = uses.length; end > 0; ) {
    const run = uses[end - 1]?.run;
    let start = end;
    while (start > 0 && uses[start - 1]?.run === run) start--;
    const own = uses.slice(start, end).filter(it => it.action === 'update-index' || usesIndex(it));
    for (const it of own) {
      const user = it.action === 'update-index' ? next.get(keyOf(it))?.get(it.run.stage) : undefined;
      if (user && user.action !== 'update-index') users.set(it, user);
    }
    // From the last to the first, so that the first one stays.
    for (const it of own.reverse()) {
      const stages = next.get(keyOf(it)) ?? new Map<Stage, PackageUse>();
      next.set(keyOf(it), stages);
      for (const stage of stageChain(it.run.stage)) stages.set(stage, it);
    }
    end = start;
  }
  return users;
}

function keyOf({ manager, run }: { readonly manager: string; readonly run: Run }): string {
  return `${manager} ${run.onbuild ? 'later' : 'now'}`;
}
