// What every command needs that works by balena's CLI: that it is there, and that somebody is logged in where the cloud is
// meant. Its log-in is done by itself, in a terminal; nothing of it passes through here.
import * as vscode from 'vscode';
import { type Answer, askBalena, BalenaMissing, isInstalled, logInOf } from '../../builds/balena/balena-program.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import type { Parts } from '../command.ts';
import { withLateProgress } from '../late-progress.ts';

const restricted = 'In Restricted Mode Slipway does not run balena’s CLI: trust this workspace first.';

/** Rejects in Restricted Mode. */
export async function askCli(title: string, args: readonly string[]): Promise<Answer> {
  if (!vscode.workspace.isTrusted) throw new Error(restricted);
  return withLateProgress(title, signal => askBalena(args, { environment: process.env, signal }));
}

/** False when it is not there, which has been told with what to do instead. Rejects in Restricted Mode. */
export async function hasBalena(instead: 'build' | 'engine'): Promise<boolean> {
  if (!vscode.workspace.isTrusted) throw new Error(restricted);
  if (await isInstalled(process.env)) return true;
  // Not awaited: the command is done, whenever the message is read.
  void tellMissing(new BalenaMissing(), instead);
  return false;
}

const manual = 'https://docs.balena.io/reference/balena-cli/latest/';

async function tellMissing({ message }: BalenaMissing, instead: 'build' | 'engine'): Promise<void> {
  const [how, build, engine] = ['How to Install', 'Build Here…', 'Use Device as Engine…'];
  const other = instead === 'build' ? build : engine;
  const choice = await vscode.window.showErrorMessage(withoutLinks(`Slipway: ${message}`), how, other);
  if (choice === how) await vscode.env.openExternal(vscode.Uri.parse(manual));
  if (choice === build) await vscode.commands.executeCommand('slipway.device.build');
  if (choice === engine) await vscode.commands.executeCommand('slipway.balena.useDeviceAsEngine');
}

/** False when nobody is, which has been told with a way in. */
export async function isLoggedIn({ log }: Pick<Parts, 'log'>): Promise<boolean> {
  const logIn = logInOf(await askCli('Asking balena’s CLI who is logged in', ['whoami']));
  if (logIn.kind === 'in') {
    log.debug(`balena: logged in as ${logIn.user}`);
    return true;
  }
  const way = 'Log In in Terminal';
  void vscode.window
    .showWarningMessage('Slipway: Nobody is logged in to balena on this machine. Log in, then try again.', way)
    .then(choice => choice === way && openBalenaTerminal('balena login', ['login'], 'key'));
  return false;
}

/** The CLI itself is what runs in the terminal: nothing is handed to a shell. */
export function openBalenaTerminal(name: string, args: readonly string[], icon: string): void {
  const terminal = vscode.window.createTerminal({
    name,
    shellPath: process.platform === 'win32' ? 'balena.cmd' : 'balena',
    shellArgs: [...args],
    iconPath: new vscode.ThemeIcon(icon),
  });
  terminal.show();
}
