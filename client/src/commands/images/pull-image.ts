// Pulls images: those of the rows again, else the one whose name is typed.
import * as vscode from 'vscode';
import { familiarReference, whatIsWrongWithReference } from '../../engine/image-reference.ts';
import { bySelection, isTreeNode } from '../../views/tree-node.ts';
import type { Command, Parts } from '../command.ts';
import { imageTargets } from '../targets.ts';
import { transfer } from './transfer.ts';

export const pullImage: Command = {
  id: 'slipway.image.pull',
  async run(parts, ...given) {
    const references = await referencesToPull(parts, given);
    await pull(parts, references, undefined);
  },
};

export const pullImageForPlatform: Command = {
  id: 'slipway.image.pullForPlatform',
  async run(parts, ...given) {
    const references = await referencesToPull(parts, given);
    if (references.length === 0) return;
    const platform = await platformPicked(parts, references);
    if (platform !== undefined) await pull(parts, references, platform);
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
    void vscode.window.showInformationMessage(`Slipway: pulled ${pulled.join(', ')}.`);
    return;
  }
  const run = 'Run…';
  // Not awaited: the command is done, whenever the message is read.
  void vscode.window.showInformationMessage(`Slipway: pulled ${only}.`, run).then(choice => {
    if (choice === run) void vscode.commands.executeCommand('slipway.image.run', only);
  });
}

async function referencesToPull(parts: Parts, given: readonly unknown[]): Promise<readonly string[]> {
  if (given[0] === bySelection || isTreeNode(given[0])) {
    const targets = await imageTargets(parts, given, {
      title: 'Pull which images again?',
      many: 'several',
      accepts: ({ row }) => row.tags.length > 0,
      none: 'an image without a tag cannot be pulled again: no registry knows it by its id.',
    });
    return targets.map(({ reference }) => reference);
  }
  const reference = await vscode.window.showInputBox({
    title: 'Pull image',
    prompt: 'Name of the image, with its tag; without a registry it comes from Docker Hub',
    placeHolder: 'nginx:1.27, ghcr.io/team/app:2, localhost:5000/app',
    ignoreFocusOut: true,
    validateInput: text => (text === '' ? undefined : whatIsWrongWithReference(text.trim())),
  });
  return reference === undefined || reference.trim() === '' ? [] : [reference.trim()];
}

const common = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/386', 'linux/riscv64'];

async function platformPicked(parts: Parts, references: readonly string[]): Promise<string | undefined> {
  const { operatingSystem, architecture } = (await parts.engine()).identity;
  const own = `${operatingSystem}/${architecture}`;
  const items = [...new Set([own, ...common])].map(platform => ({
    label: platform,
    iconPath: new vscode.ThemeIcon('chip'),
    ...(platform === own ? { description: 'this engine’s own' } : {}),
  }));
  const title = `Pull ${references.join(', ')} for which platform?`;
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.label;
}
