// Removes volumes that no container holds: measures and shows them, anonymous ones ticked, and removes exactly those that
// stay ticked.
import * as vscode from 'vscode';
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { VolumeRow } from '../../engine/engine-state.ts';
import { uptime } from '../../views/nodes/uptime.ts';
import type { Command, Parts } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { withLateProgress } from '../late-progress.ts';
import { remove } from './remove-volumes.ts';
import { pruneQuestion, pruneTitle, type UnusedVolume, unusedVolumes } from './unused-volumes.ts';
import { shortName } from './volume-removal.ts';

export const pruneVolumes: Command = {
  id: 'slipway.volume.prune',
  async run(parts) {
    const demand = parts.store.demand();
    try {
      await parts.store.current();
      const sizes = unusedVolumes(parts.store.state).length > 0 ? await measured(parts) : new Map();
      const unused = unusedVolumes(parts.store.state, sizes);
      if (unused.length === 0) {
        void vscode.window.showInformationMessage(
          'Slipway: A container holds every volume: there is nothing to prune.',
        );
        return;
      }
      await prune(parts, unused);
    } finally {
      demand.dispose();
    }
  },
};

async function prune(parts: Parts, unused: readonly UnusedVolume[]): Promise<void> {
  const picked = await whichOfThem(unused);
  if (picked.length === 0) return;
  const removal = await confirmDestruction(pruneQuestion(picked));
  if (removal) await remove(parts, removal);
}

/** Bytes by name. Without them the list is still of use. */
async function measured({ engine, log }: Parts): Promise<ReadonlyMap<string, number>> {
  try {
    const { listing } = await engine();
    return await withLateProgress('Measuring volumes', signal => listing.volumeSizes(signal));
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw error;
    log.warn('Volumes cannot be measured', String(error));
    return new Map();
  }
}

async function whichOfThem(unused: readonly UnusedVolume[]): Promise<readonly VolumeRow[]> {
  const now = Date.now();
  const itemsOf = (kind: 'anonymous' | 'named') =>
    unused
      .filter(({ isAnonymous }) => isAnonymous === (kind === 'anonymous'))
      .map(({ row, isAnonymous }) => ({
        label: shortName(row),
        description: [
          row.size === undefined ? '' : byteSize(row.size),
          row.createdAt === undefined ? '' : uptime(row.createdAt, now).text,
        ]
          .filter(Boolean)
          .join(' · '),
        picked: isAnonymous,
        row,
      }));
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const [anonymous, named] = [itemsOf('anonymous'), itemsOf('named')];
  const items: readonly (vscode.QuickPickItem & { readonly row?: VolumeRow })[] = [
    ...(anonymous.length === 0 ? [] : [separator('anonymous, left over from containers'), ...anonymous]),
    ...(named.length === 0 ? [] : [separator('named by somebody'), ...named]),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: pruneTitle(unused.map(({ row }) => row)),
    placeHolder: 'Tick what may go; named ones only if you know them',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return (picked ?? []).flatMap(({ row }) => row ?? []);
}
