// Sends a signal that the user picks to the first process of containers.
import * as vscode from 'vscode';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';
import { atOnce, objectsOf } from './containers-at-once.ts';
import { live } from './life.ts';

export const sendSignal: Command = {
  id: 'slipway.container.sendSignal',
  async run(parts, ...given) {
    const rows = await containerTargets(parts, given, {
      title: 'Send a signal to which containers?',
      many: 'several',
      accepts: row => live.includes(row.status),
      none: 'There is nothing to send a signal to: no container here runs.',
    });
    if (rows.length === 0) return;
    const picked = await vscode.window.showQuickPick(signals, {
      title: `Which signal to ${objectsOf(rows)}?`,
      matchOnDescription: true,
    });
    if (!picked) return;
    await atOnce(parts, rows, {
      doing: `Sending ${picked.label} to`,
      couldNot: `Could not send ${picked.label} to`,
      run: (containers, id, signal) => containers.kill(id, picked.label, signal),
    });
  },
};

/** What programs in containers are told by; what each does by default is signal(7)'s. */
const signals = [
  { label: 'SIGHUP', description: 'many programs read their configuration again' },
  { label: 'SIGINT', description: 'as Ctrl+C in a terminal does' },
  { label: 'SIGQUIT', description: 'as Ctrl+\\ does; Java and Go print their threads, nginx ends gracefully' },
  { label: 'SIGTERM', description: 'end, please: what Stop sends unless the image names another' },
  { label: 'SIGKILL', description: 'ends at once; the program does not notice' },
  { label: 'SIGUSR1', description: 'of the program’s own meaning; often: open log files again' },
  { label: 'SIGUSR2', description: 'of the program’s own meaning' },
  { label: 'SIGWINCH', description: 'the terminal has another size; Apache ends gracefully' },
  { label: 'SIGSTOP', description: 'stand still until SIGCONT' },
  { label: 'SIGCONT', description: 'go on after SIGSTOP' },
] as const;
