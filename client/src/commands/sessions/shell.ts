// Opens a shell in a container, as the container's own user or as another.
import * as vscode from 'vscode';
import type { ContainerRow } from '../../engine/engine-state.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { openSession } from '../../terminals/session-terminal.ts';
import type { Command, Parts } from '../command.ts';
import { withLateProgress } from '../late-progress.ts';
import { containerTargets } from '../targets.ts';
import { findShell, shellsToTry } from './find-shell.ts';
import { runCommand } from './run-command.ts';

export const shell: Command = {
  id: 'slipway.container.shell',
  async run(parts, ...given) {
    const rows = await asked(parts, given, 'several');
    for (const row of rows) await open(parts, row, {});
  },
};

export const shellAs: Command = {
  id: 'slipway.container.shellAs',
  async run(parts, ...given) {
    const [row] = await asked(parts, given, 'one');
    if (!row) return;
    const { Config } = await (await parts.engine()).containers.inspect(row.id);
    const title = `Shell in ${row.name}`;
    const user = await vscode.window.showInputBox({
      title,
      prompt: 'As which user? A name or number, also with a group: `www-data`, `1000:1000`',
      value: Config?.User || 'root',
    });
    if (!user) return;
    const workingFolder = await vscode.window.showInputBox({
      title,
      prompt: 'In which folder of the container?',
      value: Config?.WorkingDir || '/',
      validateInput: text => (text.startsWith('/') ? undefined : 'A folder of the container begins with /'),
    });
    if (!workingFolder) return;
    const wished = await vscode.window.showInputBox({
      title,
      prompt: 'Which shell? Empty: the first that is there',
      value: wish(),
    });
    if (wished === undefined) return;
    await open(parts, row, { user, workingFolder, wished: wished.trim() });
  },
};

interface As {
  readonly user?: string;
  readonly workingFolder?: string;
  readonly wished?: string;
}

/** What was found, by container: looking costs a program's start or two. */
const known = new Map<string, string>();

async function open(parts: Parts, row: ContainerRow, { wished = wish(), user, workingFolder }: As): Promise<void> {
  const shells = shellsToTry((await parts.engine()).identity.operatingSystem, wished);
  const key = `${row.id} ${wished}`;
  const found =
    known.get(key) ??
    (await withLateProgress(`Looking for a shell in ${row.name}`, async signal =>
      findShell((await parts.engine()).sessions, row.id, shells, signal),
    ));
  if (found === undefined) {
    void withoutShell(row, shells);
    return;
  }
  known.set(key, found);
  parts.log.debug(`${row.name}: shell ${found}`);
  openSession(parts, {
    name: `${row.name}: ${found.slice(found.lastIndexOf('/') + 1)}`,
    start: async (terminal, signal) =>
      (await parts.engine()).sessions.exec(row.id, {
        command: [found],
        environment: ['TERM=xterm-256color'],
        terminal,
        signal,
        ...(user === undefined ? {} : { user }),
        ...(workingFolder === undefined ? {} : { workingFolder }),
      }),
  });
}

async function withoutShell(row: ContainerRow, tried: readonly string[]): Promise<void> {
  const why = `${row.name} has no shell: none of ${tried.join(', ')} starts there. Some images hold only their own program. What they do hold can be run as a command.`;
  const run = 'Run a Command…';
  const choice = await vscode.window.showWarningMessage(withoutLinks(`Slipway: ${why}`), run);
  if (choice === run)
    // As a command, so that its failure is told.
    await vscode.commands.executeCommand(runCommand.id, nodeOf(row));
}

function nodeOf({ id }: ContainerRow): object {
  return { id, facts: '', spoken: '', subject: { kind: 'container', id } };
}

function asked(parts: Parts, given: readonly unknown[], many: 'one' | 'several'): Promise<readonly ContainerRow[]> {
  return containerTargets(parts, given, {
    title: 'Open a shell in which container?',
    many: given.length === 0 ? 'one' : many,
    accepts: row => row.status === 'running',
    none: 'A shell needs a container that runs: start it first.',
  });
}

function wish(): string {
  return vscode.workspace.getConfiguration('slipway').get<string>('containers.shell', '').trim();
}
