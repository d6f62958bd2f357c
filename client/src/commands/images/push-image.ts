// Pushes images to the registries that their names say.
import * as vscode from 'vscode';
import { parseImageReference } from '../../../../server/src/syntax/image-reference.ts';
import { fullName, splitReference } from '../../engine/registry/image-reference.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import type { Command, Parts } from '../command.ts';
import { type ImageTarget, imageTargets } from '../targets.ts';
import { tagImage } from './tag-image.ts';
import { transfer } from './transfer.ts';

export const pushImage: Command = {
  id: 'slipway.image.push',
  async run(parts, ...given) {
    const targets = await imageTargets(parts, given, {
      title: 'Push which images?',
      many: 'several',
      accepts: ({ row }) => row.tags.length > 0,
      none: 'Only an image with a tag can be pushed: give it one first.',
    });
    const pushed: string[] = [];
    for (const target of targets) {
      const reference = await whereTo(parts, target);
      if (reference === undefined) return;
      if ((await transfer(parts, { action: 'push', reference })) === 'done') pushed.push(reference);
    }
    if (pushed.length > 0)
      void vscode.window.showInformationMessage(withoutLinks(`Slipway: Pushed ${pushed.join(', ')}.`));
  },
};

/** The name to push by. One without a registry goes to Docker Hub, which is asked about: it is public by default. */
async function whereTo(parts: Parts, target: ImageTarget): Promise<string | undefined> {
  const { reference } = target;
  if (parseImageReference(reference).registry !== undefined) return reference;
  const hub = `${fullName(reference)}:${splitReference(reference).tag}`;
  const isOfficial = !splitReference(reference).name.includes('/');
  const another: vscode.QuickPickItem = {
    label: 'Give It the Name of a Registry First…',
    detail: 'Such as ghcr.io/team/app:2 or localhost:5000/app',
    iconPath: new vscode.ThemeIcon('tag'),
  };
  const toHub: vscode.QuickPickItem = {
    label: `Push to Docker Hub as ${hub}`,
    detail: isOfficial
      ? 'Docker Hub keeps names without a user for its own images, and will refuse'
      : 'Everybody can pull it, unless the repository is private',
    iconPath: new vscode.ThemeIcon('cloud-upload'),
  };
  const picked = await vscode.window.showQuickPick(isOfficial ? [another, toHub] : [toHub, another], {
    title: `${reference} names no registry, so it goes to Docker Hub`,
    ignoreFocusOut: true,
  });
  if (picked === toHub) return reference;
  if (picked !== another) return undefined;
  return tagImage(parts, target);
}
