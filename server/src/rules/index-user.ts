/** Which RUN works with the package index that an earlier RUN left in the image. */
import { stageChain } from '../syntax/dockerfile/stage-chain.ts';
import type { PackageUse } from '../syntax/shell/package-uses.ts';

/** Whether it looks packages up in the index. */
export function usesIndex({ action }: PackageUse): boolean {
  return action === 'install' || action === 'upgrade';
}

/**
 * The first command in another RUN behind the update, in its stage or in one built on it, that uses the index; undefined
 * when there is none or an update of its own comes first. `uses` are all of the file in order.
 */
export function indexUser(update: PackageUse, uses: readonly PackageUse[]): PackageUse | undefined {
  const { stage } = update.run;
  for (let i = firstBehind(update, uses); i < uses.length; i++) {
    const it = uses[i];
    if (it?.manager !== update.manager) continue;
    if ((it.run.onbuild === undefined) !== (update.run.onbuild === undefined)) continue;
    if (it.action !== 'update-index' && !usesIndex(it)) continue;
    if (it.run.stage !== stage && !stageChain(it.run.stage).includes(stage)) continue;
    return it.action === 'update-index' ? undefined : it;
  }
  return undefined;
}

/** The place of the first one in a RUN behind that of the update. */
function firstBehind({ run }: PackageUse, uses: readonly PackageUse[]): number {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uses[middle]?.run.instruction.span.start ?? 0) <= run.instruction.span.start) low = middle + 1;
    else high = middle;
  }
  return low;
}
