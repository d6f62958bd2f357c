// Removes images or tags, after saying which of the two it is and who uses them.
import * as vscode from 'vscode';
import { EngineRefused } from '../../engine/engine.ts';
import type { Images } from '../../engine/images.ts';
import { containersByImage } from '../../views/nodes/uses.ts';
import type { Command, Parts } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { doEach, failureText } from '../each.ts';
import { withLateProgress } from '../late-progress.ts';
import { imageTargets } from '../targets.ts';
import { type ImageRemoval, imageRemoval } from './image-removal.ts';

export const removeImages: Command = {
  id: 'slipway.image.remove',
  async run(parts, ...given) {
    const targets = await imageTargets(parts, given, {
      title: 'Remove which images?',
      many: 'several',
      none: 'There is no image to remove.',
    });
    if (targets.length === 0) return;
    const plan = imageRemoval(targets, containersByImage(parts.store.state));
    if (plan.kind === 'impossible') throw new Error(plan.why);
    const removals = await confirmDestruction(plan.question);
    if (removals) await remove(parts, removals);
  },
};

/** Throws the one message for all that failed. */
export async function remove(parts: Parts, removals: readonly ImageRemoval[]): Promise<void> {
  const { images } = await parts.engine();
  const [only] = removals;
  const title = `Removing ${removals.length === 1 && only ? only.name : `${removals.length} images`}`;
  parts.log.debug(`${title}: ${removals.flatMap(({ references }) => references).join(', ')}`);
  await withLateProgress(title, async (signal, report) => {
    const tell = (done: number) => removals.length > 1 && report(`${done} of ${removals.length}`);
    const failures = await doEach(removals, removal => removeOne(images, removal), signal, tell);
    if (signal.aborted) throw new vscode.CancellationError();
    const message = failureText('Could not remove', failures, removals.length);
    if (message !== undefined) throw new Error(message);
  });
}

async function removeOne(images: Images, { references, force }: ImageRemoval): Promise<void> {
  for (const reference of references) {
    try {
      await images.remove(reference, { force });
    } catch (error) {
      // Gone is what it was to be, whoever did it.
      if (!(error instanceof EngineRefused && error.status === 404)) throw error;
    }
  }
}
