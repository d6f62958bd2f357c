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
  const start = update.run.instruction.span.start;
  for (const it of uses) {
    if (it.run.instruction.span.start <= start || it.manager !== update.manager) continue;
    if ((it.run.onbuild === undefined) !== (update.run.onbuild === undefined)) continue;
    if (it.action !== 'update-index' && !usesIndex(it)) continue;
    if (!stageChain(it.run.stage).includes(update.run.stage)) continue;
    return it.action === 'update-index' ? undefined : it;
  }
  return undefined;
}
