// Gives an image one more name.
import * as vscode from 'vscode';
import { familiarReference, whatIsWrongWithNewTag } from '../../engine/registry/image-reference.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import type { Command, Parts } from '../command.ts';
import { type ImageTarget, imageTargets } from '../targets.ts';

export const tag: Command = {
  id: 'slipway.image.tag',
  async run(parts, ...given) {
    const [target] = await imageTargets(parts, given, {
      title: 'Tag which image?',
      many: 'one',
      none: 'There is no image to tag.',
    });
    if (!target) return;
    const reference = await tagImage(parts, target);
    if (reference !== undefined) vscode.window.setStatusBarMessage(`Slipway: Tagged ${reference}`, 5_000);
  },
};

/** The new name; undefined when none was typed. */
export async function tagImage(parts: Parts, { row, reference }: ImageTarget): Promise<string | undefined> {
  const name = row.tags.includes(reference) ? reference : '';
  const colon = name.lastIndexOf(':');
  const typed = await vscode.window.showInputBox({
    title: `Tag ${name || shortId(row.id)}`,
    prompt: 'New name of the image, with its tag',
    placeHolder: 'app:2, ghcr.io/team/app:2',
    value: name,
    valueSelection: colon > name.lastIndexOf('/') ? [colon + 1, name.length] : [0, name.length],
    ignoreFocusOut: true,
    validateInput: text => remarkOn(parts, text.trim(), row.id),
  });
  const given = typed?.trim();
  if (given === undefined || given === '') return undefined;
  const { images } = await parts.engine();
  parts.log.debug(`Tagging ${shortId(row.id)} as ${given}`);
  await images.tag(row.id, given);
  return familiarReference(given);
}

function remarkOn({ store }: Parts, text: string, imageId: string): vscode.InputBoxValidationMessage | undefined {
  if (text === '') return undefined;
  const wrong = whatIsWrongWithNewTag(text);
  if (wrong !== undefined) return { message: wrong, severity: vscode.InputBoxValidationSeverity.Error };
  const reference = familiarReference(text);
  const holder = [...store.state.images.values()].find(({ tags }) => tags.includes(reference));
  if (!holder) return undefined;
  return holder.id === imageId
    ? { message: `The image is called ${reference} already`, severity: vscode.InputBoxValidationSeverity.Info }
    : {
        message: `${reference} is the name of image ${shortId(holder.id)}, which loses it`,
        severity: vscode.InputBoxValidationSeverity.Warning,
      };
}
