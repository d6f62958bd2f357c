// Ends a device run and cleans up after it: containers and networks, and its volumes when that very choice is made.
import * as vscode from 'vscode';
import { type DeviceRunThere, deviceRuns, stopDeviceRun } from '../../device-run/carry-out.ts';
import type { Command, Parts } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { withLateProgress } from '../late-progress.ts';
import { counted, stopQuestion } from './run-questions.ts';

/** Called with an optional name of a project. */
export const stopDeviceRunCommand: Command = {
  id: 'slipway.device.stopRun',
  async run(parts, given) {
    const run = await pickRun(parts, typeof given === 'string' ? given : undefined);
    const volumes = run && (await confirmDestruction(stopQuestion(run)));
    if (!run || !volumes) return;
    parts.log.info(`Stopping the device run of ${run.root}, volumes: ${volumes}`);
    const engine = await parts.engine();
    await withLateProgress(`Stopping ${run.name}`, signal => stopDeviceRun(engine, run, { volumes, signal }));
    vscode.window.setStatusBarMessage(`$(check) ${run.name} is stopped and cleaned up`, 5000);
  },
};

async function pickRun(parts: Parts, name: string | undefined): Promise<DeviceRunThere | undefined> {
  const all = await deviceRuns(await parts.engine());
  const runs = name === undefined ? all : all.filter(run => run.name === name);
  if (runs.length === 0) throw new Error('Nothing runs here as on a device.');
  if (runs.length === 1) return runs[0];
  const items = runs.map(run => ({
    label: run.name,
    description: counted(run.containers.length, 'container'),
    detail: run.root,
    run,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Stop which device run?' }))?.run;
}
