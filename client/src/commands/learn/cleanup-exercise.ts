// Removes from the engine what an exercise made, after everything that goes has been named. Files stay.
import * as vscode from 'vscode';
import { EngineRefused } from '../../engine/engine.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { leftoverCount, leftovers, newerLeftovers } from '../../learn/exercise-leftovers.ts';
import type { Command } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { volumesGoingWith } from '../containers/removal.ts';
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
      void vscode.window.showInformationMessage(
        withoutLinks(`Slipway: ${folder.name} has left nothing on the engine.`),
      );
      return;
    }
    const goes = [
      ...left.containers.flatMap(it => {
        const row = state.containers.get(it.key);
        return [it, ...(row ? volumesGoingWith(row) : [])];
      }),
      ...[...left.images, ...left.volumes, ...left.networks],
    ];
    const newer = newerLeftovers(left);
    const newerCount = leftoverCount(newer);
    const detail = 'Running containers are stopped; your files stay';
    const going = await confirmDestruction({
      title: `Clean up after ${folder.name}?`,
      keep: 'Keep everything',
      choices: [
        // What is older may be somebody's own that bears the name.
        ...(newerCount > 0 && newerCount < count
          ? [{ label: `Remove the ${newerCount} made since this exercise was opened`, detail, value: newer }]
          : []),
        { label: count === 1 ? 'Remove this one' : `Remove these ${count}`, detail, value: left },
      ],
      goes: goes.map(({ name, about = '' }) => ({ name, about })),
    });
    if (!going) return;
    const failures = await withLateProgress(`Cleaning up after ${folder.name}`, async signal => {
      const engine = await parts.engine();
      const failed: string[] = [];
      const remove = async (name: string, removal: () => Promise<unknown>): Promise<void> => {
        signal.throwIfAborted();
        try {
          await removal();
        } catch (error) {
          // Somebody was quicker.
          if (error instanceof EngineRefused && error.status === 404) return;
          failed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      };
      for (const { key, name } of going.containers)
        await remove(name, () => engine.containers.remove(key, { force: true, volumes: true }));
      for (const { key, name } of going.images) await remove(name, () => engine.images.remove(key, { force: false }));
      for (const { key, name } of going.volumes) await remove(name, () => engine.volumes.remove(key));
      for (const { key, name } of going.networks) await remove(name, () => engine.networks.remove(key));
      return failed;
    });
    if (failures.length > 0) throw new Error(`Not everything could be removed. ${failures.join('; ')}`);
    const gone = leftoverCount(going);
    void vscode.window.showInformationMessage(
      withoutLinks(
        `Slipway: ${gone === 1 ? '1 object' : `${gone} objects`} of ${folder.name} removed. Your files stay.`,
      ),
    );
  },
};
