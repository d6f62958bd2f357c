// Removes from the engine what an exercise made, after everything that goes has been named. Files stay.
import * as vscode from 'vscode';
import { EngineRefused } from '../../engine/engine.ts';
import { leftoverCount, leftovers } from '../../learn/exercise-leftovers.ts';
import type { Command } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { withLateProgress } from '../late-progress.ts';
import { exerciseTarget } from './exercise-commands.ts';

export const cleanupExercise: Command = {
  id: 'slipway.learn.cleanup',
  async run(parts, given) {
    const target = await exerciseTarget(parts, given, 'Clean up after which exercise?');
    if (!target?.lesson.exercise) return;
    const { lesson, folder, all } = target;
    const state = await parts.store.current();
    const { session } = parts.learning;
    const known = session?.lesson.id === lesson.id ? await session.feed?.containers() : undefined;
    const left = leftovers(target.lesson.exercise, state, all.progress.of(lesson.id).openedAt ?? 0, known);
    const count = leftoverCount(left);
    if (count === 0) {
      void vscode.window.showInformationMessage(`Slipway: ${folder.name} has left nothing on the engine.`);
      return;
    }
    const goes = [...left.containers, ...left.images, ...left.volumes];
    const answer = await confirmDestruction({
      title: `Clean up after ${folder.name}?`,
      keep: 'Keep everything',
      choices: [
        {
          label: count === 1 ? 'Remove this one' : `Remove these ${count}`,
          detail: 'Running containers are stopped; your files stay',
          value: 'remove' as const,
        },
      ],
      goes: goes.map(({ name, about }) => ({ name, about })),
    });
    if (answer === undefined) return;
    const failures = await withLateProgress(`Cleaning up after ${folder.name}`, async () => {
      const engine = await parts.engine();
      const failed: string[] = [];
      const remove = async (name: string, removal: () => Promise<unknown>): Promise<void> => {
        try {
          await removal();
        } catch (error) {
          // Somebody was quicker.
          if (error instanceof EngineRefused && error.status === 404) return;
          failed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      };
      for (const { key, name } of left.containers)
        await remove(name, () => engine.containers.remove(key, { force: true, volumes: true }));
      for (const { key, name } of left.images) await remove(name, () => engine.images.remove(key, { force: false }));
      for (const { key, name } of left.volumes) await remove(name, () => engine.volumes.remove(key));
      return failed;
    });
    if (failures.length > 0) throw new Error(`not everything could be removed. ${failures.join('; ')}`);
    void vscode.window.showInformationMessage(
      `Slipway: ${count === 1 ? '1 object' : `${count} objects`} of ${folder.name} removed. Your files stay.`,
    );
  },
};
