// Opens the files of containers and volumes in the explorer.
import * as vscode from 'vscode';
import type { ImageRow } from '../../engine/engine-state.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { imageToLookThrough, isHandy } from '../../files/opened-volumes.ts';
import type { Command, Parts } from '../command.ts';
import { containerTargets, volumeTargets } from '../targets.ts';

export const browseContainerFiles: Command = {
  id: 'slipway.container.browseFiles',
  async run(parts, ...given) {
    const rows = await containerTargets(parts, given, {
      title: 'Browse the files of which container?',
      many: 'one',
      none: 'There is no container to look into.',
    });
    for (const { name } of rows) await parts.files.open({ kind: 'container', name });
  },
};

export const browseVolumeFiles: Command = {
  id: 'slipway.volume.browseFiles',
  async run(parts, ...given) {
    const [row] = await volumeTargets(parts, given, {
      title: 'Browse the files of which volume?',
      many: 'one',
      none: 'There is no volume to look into.',
    });
    if (!row) return;
    const state = await parts.store.current();
    await parts.volumes.removeExpired(state);
    const image = imageToLookThrough(state);
    if (!image)
      throw new Error(
        `A volume is looked into through a container, and this engine has no image to make one of. Pull a small one, such as busybox, first.`,
      );
    if ((await parts.volumes.containerOf(row.name)) === undefined && !(await mayMake(parts, image, row.name))) return;
    await parts.volumes.open(row.name, image);
    await parts.files.open({ kind: 'volume', name: row.name });
  },
};

const agreedKey = 'slipway.volume.helperAgreed';

/** Asked once for each workspace: the container is of the user's engine. */
async function mayMake(parts: Parts, image: ImageRow, volume: string): Promise<boolean> {
  const name = image.tags[0] ?? image.id.slice(7, 19);
  if (parts.memory.get<boolean>(agreedKey) === true) {
    vscode.window.setStatusBarMessage(`$(database) Looking into ${volume} through a container of ${name}`, 5000);
    return true;
  }
  const browse = 'Browse';
  const choice = await vscode.window.showInformationMessage(
    withoutLinks(`Slipway looks into ${volume} through a container of ${name}.`),
    {
      modal: true,
      detail: `An engine shows the files of a volume only through a container that mounts it. This one has no network, mounts the volume read-only, and is removed when you close the volume’s files, after an hour at the latest.${isHandy(image) ? '' : ' Should VS Code end before and the image have no program `sleep`, it stays until Slipway next sees this engine.'}`,
    },
    browse,
  );
  if (choice !== browse) return false;
  await parts.memory.update(agreedKey, true);
  return true;
}
