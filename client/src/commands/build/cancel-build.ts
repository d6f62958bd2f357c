// Stops a build that runs, in the engine too. Which one is asked when there are several.
import * as vscode from 'vscode';
import type { BuildRun } from '../../builds/build-run.ts';
import { currentLine, percentOf } from '../../builds/run-words.ts';
import { isTreeNode } from '../../views/tree-node.ts';
import type { Command } from '../command.ts';

/** Called with the id of a run, on a row of one, or without anything. */
export const cancelBuild: Command = {
  id: 'slipway.device.cancelBuild',
  async run({ builds }, given) {
    const running = builds.runs.filter(run => run.state === 'running');
    const asked = isTreeNode(given) && given.subject?.kind === 'build' ? given.subject.run : given;
    const named = running.find(run => run.id === asked);
    if (running.length === 0) {
      vscode.window.setStatusBarMessage('No build is running', 5000);
      return;
    }
    const [only] = running;
    const picked = named ? [named] : running.length === 1 && only ? [only] : await pick(running);
    for (const run of picked) builds.cancel(run.id);
  },
};

async function pick(running: readonly BuildRun[]): Promise<readonly BuildRun[]> {
  const items = running.map(run => ({
    ...{ label: run.title, description: `${percentOf(run)} %`, detail: currentLine(run), run },
  }));
  const picked = await vscode.window.showQuickPick(items, {
    ...{ title: 'Slipway: Cancel Build', placeHolder: 'Which builds?', canPickMany: true },
  });
  return (picked ?? []).map(({ run }) => run);
}
