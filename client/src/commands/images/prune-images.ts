// Removes images that nobody needs: shows them with their sizes, and removes exactly those that stay ticked.
import * as vscode from 'vscode';
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { ImageRow } from '../../engine/engine-state.ts';
import { uptime } from '../../views/nodes/uptime.ts';
import type { Command } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { remove } from './remove-images.ts';
import { nameOf, sizeOf, unusedImages } from './unused-images.ts';

export const pruneImages: Command = {
  id: 'slipway.image.prune',
  async run(parts) {
    const { dangling, all } = unusedImages(await parts.store.current());
    if (all.length === 0) {
      void vscode.window.showInformationMessage(
        'Slipway: Every image is used by a container: there is nothing to prune.',
      );
      return;
    }
    const rows = await whichKind(dangling, all);
    if (!rows || rows.length === 0) return;
    const picked = await whichOfThem(rows);
    if (picked.length === 0) return;
    const [only] = picked;
    const what = picked.length === 1 && only ? `image ${nameOf(only)}` : `${picked.length} images`;
    const removals = await confirmDestruction({
      title: `Remove ${what} for good?`,
      keep: picked.length === 1 ? 'Keep it' : 'Keep them all',
      choices: [
        {
          label: `Remove ${what}`,
          detail: `Up to ${byteSize(sizeOf(picked))}: layers that other images share stay`,
          value: picked.map(row => ({
            name: nameOf(row),
            references: row.tags.length > 0 ? row.tags : [row.id],
            force: false,
          })),
        },
      ],
      ...(picked.length === 1 ? {} : { goes: picked.map(row => ({ name: nameOf(row), about: byteSize(row.size) })) }),
    });
    if (removals) await remove(parts, removals);
  },
};

async function whichKind(
  dangling: readonly ImageRow[],
  all: readonly ImageRow[],
): Promise<readonly ImageRow[] | undefined> {
  const items = [
    {
      label: 'Dangling images',
      description: aboutAll(dangling),
      detail: 'Images that no tag names, as a newer build leaves them behind',
      rows: dangling,
    },
    {
      label: 'All unused images',
      description: aboutAll(all),
      detail: 'Also images with a tag that no container was made from',
      rows: all,
    },
  ];
  const title = 'Prune which images? You see each of them first';
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.rows;
}

async function whichOfThem(rows: readonly ImageRow[]): Promise<readonly ImageRow[]> {
  const now = Date.now();
  const items = rows.map(row => ({
    label: nameOf(row),
    description: [byteSize(row.size), uptime(row.createdAt, now).text, row.platform].filter(Boolean).join(' · '),
    picked: true,
    row,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Prune ${aboutAll(rows)}: untick what you want to keep`,
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return (picked ?? []).map(({ row }) => row);
}

function aboutAll(rows: readonly ImageRow[]): string {
  if (rows.length === 0) return 'none';
  return `${rows.length} ${rows.length === 1 ? 'image' : 'images'}, up to ${byteSize(sizeOf(rows))}`;
}
