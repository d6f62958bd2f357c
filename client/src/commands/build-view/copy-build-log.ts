// Puts what a step, or all of a build, has written on the clipboard.
import * as vscode from 'vscode';
import type { Command } from '../command.ts';
import { jobTarget, stepOf } from './build-target.ts';
import { jobLogText, stepLogText } from './log-text.ts';

export const copyBuildLog: Command = {
  id: 'slipway.build.copyLog',
  async run(parts, ...given) {
    const target = await jobTarget(parts, given, {
      title: 'Copy the log of which build?',
      none: 'Nothing was built yet, so that there is no log.',
    });
    if (!target) return;
    const { run, job } = target;
    const log = parts.builds.log(run.id, job.id);
    const step = stepOf(target);
    await vscode.env.clipboard.writeText(step ? stepLogText(step, job, log) : jobLogText(job, log));
    vscode.window.setStatusBarMessage('Slipway: Copied the log', 5_000);
  },
};
