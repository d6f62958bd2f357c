// Pulls images: the one whose name is typed, or those of the rows again.
import * as vscode from 'vscode';
import { familiarReference, whatIsWrongWithReference } from '../../engine/registry/image-reference.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { bySelection, isTreeNode } from '../../views/tree-node.ts';
import type { Command, Parts } from '../command.ts';
import { imageTargets } from '../targets.ts';
import { transfer } from './transfer.ts';

/** Always asks: VS Code hands a button in the title of a view the selected row, which is not what is to be pulled. */
export const pullImage: Command = {
  id: 'slipway.image.pull',
  async run(parts) {
    const reference = await askForReference('Pull image', '');
    if (reference !== undefined) await pull(parts, [reference], undefined);
  },
};

export const pullImageAgain: Command = {
  id: 'slipway.image.pullAgain',
  async run(parts, ...given) {
    const targets = await taggedTargets(parts, given, 'several');
    await pull(
      parts,
      targets.map(({ reference }) => reference),
      undefined,
    );
  },
};

export const pullImageForPlatform: Command = {
  id: 'slipway.image.pullForPlatform',
  async run(parts, ...given) {
    const isOnRow = given[0] === bySelection || isTreeNode(given[0]);
    const [target] = isOnRow ? await taggedTargets(parts, given, 'one') : [];
    const reference = await askForReference('Pull image for a platform', target?.reference ?? '');
    if (reference === undefined) return;
    const platform = await platformPicked(parts, reference);
    if (platform !== undefined) await pull(parts, [reference], platform);
  },
};

async function pull(parts: Parts, references: readonly string[], platform: string | undefined): Promise<void> {
  const pulled: string[] = [];
  for (const reference of references) {
    const result = await transfer(parts, {
      action: 'pull',
      reference,
      ...(platform === undefined ? {} : { platform }),
    });
    if (result === 'done') pulled.push(familiarReference(reference));
  }
  const [only] = pulled;
  if (only === undefined) return;
  if (pulled.length > 1) {
    void vscode.window.showInformationMessage(withoutLinks(`Slipway: Pulled ${pulled.join(', ')}.`));
    return;
  }
  const run = 'Run…';
  // Not awaited: the command is done, whenever the message is read.
  void vscode.window.showInformationMessage(withoutLinks(`Slipway: Pulled ${only}.`), run).then(choice => {
    if (choice === run) void vscode.commands.executeCommand('slipway.image.run', only);
  });
}

function taggedTargets(parts: Parts, given: readonly unknown[], many: 'one' | 'several') {
  return imageTargets(parts, given, {
    title: 'Pull which images again?',
    many,
    accepts: ({ row }) => row.tags.length > 0,
    none: 'An image without a tag cannot be pulled again: no registry knows it by its id.',
  });
}

async function askForReference(title: string, value: string): Promise<string | undefined> {
  const reference = await vscode.window.showInputBox({
    title,
    prompt: 'Name of the image, with its tag; without a registry it comes from Docker Hub',
    placeHolder: 'nginx:1.27, ghcr.io/team/app:2, localhost:5000/app',
    value,
    ignoreFocusOut: true,
    validateInput: text => (text === '' ? undefined : whatIsWrongWithReference(text.trim())),
  });
  return reference?.trim() || undefined;
}

const common = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/386', 'linux/riscv64'];

async function platformPicked(parts: Parts, reference: string): Promise<string | undefined> {
  const { operatingSystem, architecture } = (await parts.engine()).identity;
  const own = `${operatingSystem}/${architecture}`;
  const items = [...new Set([own, ...common])].map(platform => ({
    label: platform,
    iconPath: new vscode.ThemeIcon('chip'),
    ...(platform === own ? { description: 'this engine’s own' } : {}),
  }));
  const title = `Pull ${reference} for which platform?`;
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.label;
}
