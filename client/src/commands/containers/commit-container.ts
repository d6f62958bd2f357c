// Makes an image of what a container has become.
import * as vscode from 'vscode';
import type { ContainerRow } from '../../engine/engine-state.ts';
import { familiarReference, whatIsWrongWithNewTag } from '../../engine/registry/image-reference.ts';
import type { Command, Parts } from '../command.ts';
import { containerTargets } from '../targets.ts';
import { atOnce } from './containers-at-once.ts';

export const commitContainer: Command = {
  id: 'slipway.container.commit',
  async run(parts, ...given) {
    const [row] = await containerTargets(parts, given, {
      title: 'Make an image of which container?',
      many: 'one',
      accepts: it => it.status !== 'dead' && it.status !== 'removing',
      none: 'There is no container yet.',
    });
    if (!row) return;
    const reference = await askReference(parts, row);
    if (reference === undefined) return;
    const message = await vscode.window.showInputBox({
      title: `Commit ${row.name} as ${reference}: message`,
      prompt: 'What was changed, for the history of the image. May be left empty.',
    });
    if (message === undefined) return;
    const pause = row.status === 'running' ? await askPause(row) : true;
    if (pause === undefined) return;
    const options = { reference, pause, ...(message === '' ? {} : { message }) };
    await atOnce(parts, [row], {
      doing: 'Committing',
      couldNot: 'Could not commit',
      how: `as ${reference}`,
      run: (containers, id, signal) => containers.commit(id, options, signal),
    });
    vscode.window.setStatusBarMessage(`Slipway: ${row.name} is now the image ${reference}`, 10_000);
  },
};

async function askReference({ store }: Parts, { name }: ContainerRow): Promise<string | undefined> {
  const reference = await vscode.window.showInputBox({
    title: `Commit ${name}: image reference`,
    prompt: 'What the new image is called',
    placeHolder: 'registry.example.com/team/app:2',
    value: `${name.toLowerCase()}:latest`,
    validateInput: typed => {
      const text = typed.trim();
      const wrong = whatIsWrongWithNewTag(text);
      if (wrong !== undefined) return wrong;
      const tag = familiarReference(text);
      const isTaken = [...store.state.images.values()].some(image => image.tags.includes(tag));
      return isTaken
        ? {
            message: `The image that is called ${tag} now loses that name.`,
            severity: vscode.InputBoxValidationSeverity.Warning,
          }
        : undefined;
    },
  });
  return reference?.trim();
}

async function askPause({ name }: ContainerRow): Promise<boolean | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: `Pause ${name} meanwhile`, description: 'files that belong together are taken together', pause: true },
      { label: `Let ${name} run on`, description: 'the image may hold half-written files', pause: false },
    ],
    { title: `${name} is running` },
  );
  return picked?.pause;
}
