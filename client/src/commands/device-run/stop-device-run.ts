// Ends a device run and cleans up after it: containers and networks, and its volumes when that very choice is made.
import * as vscode from 'vscode';
import { type DeviceRunThere, deviceRuns, stopDeviceRun } from '../../device-run/carry-out.ts';
import type { Command, Parts } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { withLateProgress } from '../late-progress.ts';

/** Called with an optional name of a project. */
export const stopDeviceRunCommand: Command = {
  id: 'slipway.device.stopRun',
  async run(parts, given) {
    const run = await pickRun(parts, typeof given === 'string' ? given : undefined);
    const volumes = run && (await confirmDestruction(question(run)));
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
  if (runs.length === 0) throw new Error('nothing runs here as on a device.');
  if (runs.length === 1) return runs[0];
  const items = runs.map(run => ({
    label: run.name,
    description: counted(run.containers.length, 'container'),
    detail: run.root,
    run,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Stop which device run?' }))?.run;
}

function question({ name, containers, networks, volumes }: DeviceRunThere) {
  const gone = [counted(containers.length, 'container'), counted(networks.length, 'network')].filter(it => it !== '');
  // Behind the number that stands for a fleet.
  const written = volumes.map(it => it.name.replace(/^\d+_/, ''));
  const keeps = volumes.length === 0 ? '' : `; ${written.join(', ')} ${volumes.length === 1 ? 'stays' : 'stay'}`;
  return {
    title: `Stop ${name} and clean up?`,
    keep: containers.length > 0 ? 'Keep it running' : 'Keep what it has left',
    choices: [
      ...(gone.length > 0
        ? [{ label: `Stop ${name}`, detail: `${gone.join(' and ')} go${keeps}`, value: 'keep' as const }]
        : []),
      ...(volumes.length > 0
        ? [
            {
              label: `${gone.length > 0 ? `Stop ${name} and remove` : 'Remove'} its ${counted(volumes.length, 'volume')} too`,
              detail: `What ${written.join(', ')} ${volumes.length === 1 ? 'holds' : 'hold'} is lost`,
              value: 'remove' as const,
            },
          ]
        : []),
    ],
  };
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}
