// Stops a build that runs, in the engine too. Which one is asked when there are several.
import * as vscode from 'vscode';
import type { BuildRun } from '../../builds/build-run.ts';
import { currentLine, percentOf } from '../../builds/run-words.ts';
import { subjectOf } from '../build-view/build-target.ts';
import type { Command } from '../command.ts';

/**
 * Called with the id of a run, on a row of one, or without anything. A build that has ended by then stands for no other:
 * the button in the view's title is called on the row that has the focus, too, so that those that run are listed.
 */
export const cancelBuild: Command = {
  id: 'slipway.device.cancelBuild',
  async run({ builds }, given) {
    const running = builds.runs.filter(run => run.state === 'running');
    if (running.length === 0) {
      vscode.window.setStatusBarMessage('No build is running', 5000);
      return;
    }
    const asked = subjectOf([given])?.run ?? (typeof given === 'string' ? given : undefined);
    const meant = running.filter(run => asked === undefined || run.id === asked);
    const placeHolder = meant.length === 0 ? 'That build has ended. Cancel another one?' : 'Which builds?';
    const picked = meant.length === 1 ? meant : await pick(running, placeHolder);
    for (const run of picked) builds.cancel(run.id);
  },
};

async function pick(running: readonly BuildRun[], placeHolder: string): Promise<readonly BuildRun[]> {
  const items = running.map(run => ({
    ...{ label: run.title, description: `${percentOf(run)} %`, detail: currentLine(run), run },
  }));
  const picked = await vscode.window.showQuickPick(items, {
    ...{ title: 'Slipway: Cancel Build', placeHolder, canPickMany: true },
  });
  return (picked ?? []).map(({ run }) => run);
}
