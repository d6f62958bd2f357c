// Follows the logs of containers in a terminal.
import * as vscode from 'vscode';
import type { ContainerRow } from '../../engine/engine-state.ts';
import { type LogTerminalOptions, openLogs, usualTail } from '../../terminals/log-terminal.ts';
import type { Command, Parts } from '../command.ts';
import { containerTargets } from '../targets.ts';

export const logs: Command = {
  id: 'slipway.container.logs',
  async run(parts, ...given) {
    show(parts, await asked(parts, given));
  },
};

export const logsWithOptions: Command = {
  id: 'slipway.container.logsWithOptions',
  async run(parts, ...given) {
    const rows = await asked(parts, given);
    if (rows.length === 0) return;
    const title = rows.length === 1 ? `Logs of ${rows[0]?.name}` : `Logs of ${rows.length} containers`;
    const from = await vscode.window.showQuickPick(beginnings(Date.now()), { title, placeHolder: 'From when?' });
    if (!from) return;
    const looks = [
      { label: 'Lines as they were written', timestamps: 'hidden' },
      { label: 'With the time of each line', timestamps: 'shown' },
    ] as const;
    const look = await vscode.window.showQuickPick(looks, { title, placeHolder: 'With timestamps?' });
    if (look) show(parts, rows, { ...from.options, timestamps: look.timestamps });
  },
};

const minute = 60_000;

function beginnings(now: number): readonly (vscode.QuickPickItem & { readonly options: LogTerminalOptions })[] {
  const tail = 'all';
  return [
    { label: `Last ${usualTail.toLocaleString('en')} lines`, options: { tail: usualTail } },
    { label: 'Last 5 minutes', options: { since: now - 5 * minute, tail } },
    { label: 'Last hour', options: { since: now - 60 * minute, tail } },
    { label: 'Since the start', description: 'of the last run', options: { since: 'start', tail } },
    { label: 'Everything', description: 'that the engine has kept', options: { tail } },
    { label: 'Only new lines', options: { tail: 0 } },
  ];
}

function asked(parts: Parts, given: readonly unknown[]): Promise<readonly ContainerRow[]> {
  const none = 'There is no container, so there are no logs.';
  return containerTargets(parts, given, { title: 'Show the logs of which containers?', many: 'several', none });
}

function show(parts: Parts, rows: readonly ContainerRow[], options?: LogTerminalOptions): void {
  if (rows.length === 0) return;
  const ids = rows.map(row => row.id);
  openLogs(parts, ids, options);
}
