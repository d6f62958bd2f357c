// Runs a program in a container and shows its output and exit code in a terminal. Those run lately are offered again.
import * as vscode from 'vscode';
import { openSession } from '../../terminals/session-terminal.ts';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';
import { splitCommand } from './split-command.ts';

const memoryKey = 'slipway.commandsInContainers';
const remembered = 20;

export const runCommand: Command = {
  id: 'slipway.container.runCommand',
  async run(parts, ...given) {
    const rows = await containerTargets(parts, given, {
      title: 'Run a command in which containers?',
      many: 'several',
      accepts: row => row.status === 'running',
      none: 'A command needs a container that runs: start it first.',
    });
    if (rows.length === 0) return;
    const earlier = parts.memory.get<readonly string[]>(memoryKey, []);
    const where = rows.length === 1 ? rows[0]?.name : `${rows.length} containers`;
    const line = await askForCommand(`Run a Command in ${where}`, earlier);
    const split = line === undefined ? undefined : splitCommand(line);
    if (line === undefined || split?.kind !== 'words') return;
    await parts.memory.update(memoryKey, [line, ...earlier.filter(it => it !== line)].slice(0, remembered));
    for (const { id, name } of rows)
      openSession(parts, {
        name: `${name}: ${split.words[0]}`,
        icon: 'run',
        hint: `${name}: ${line}`,
        start: async (terminal, signal) =>
          (await parts.engine()).sessions.exec(id, {
            command: split.words,
            environment: ['TERM=xterm-256color'],
            terminal,
            signal,
          }),
      });
  },
};

/** What is typed stands first, the earlier ones that match below it. */
function askForCommand(title: string, earlier: readonly string[]): Promise<string | undefined> {
  return new Promise(resolve => {
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly line: string }>();
    const offer = (typed: string) => {
      const before = earlier.map(line => ({ label: line, line, iconPath: new vscode.ThemeIcon('history') }));
      const now = typed.trim();
      const detail = now === '' ? undefined : hintOn(now);
      const first = { label: now, line: now, alwaysShow: true, iconPath: new vscode.ThemeIcon('run') };
      const others = before.filter(({ line }) => line !== now);
      pick.items = now === '' ? before : [{ ...first, ...(detail === undefined ? {} : { detail }) }, ...others];
    };
    pick.title = title;
    pick.placeholder = 'A program and its arguments, such as: ls -l "/var/lib/my data"';
    pick.onDidChangeValue(offer);
    pick.onDidAccept(() => {
      const line = pick.selectedItems[0]?.line;
      const split = line === undefined ? undefined : splitCommand(line);
      // An open quote stays to be closed.
      if (split?.kind !== 'words' || split.words.length === 0) return;
      resolve(line);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    offer('');
    pick.show();
  });
}

function hintOn(line: string): string | undefined {
  const split = splitCommand(line);
  if (split.kind === 'unclosed') return `The quote ${split.quote} is not closed`;
  return split.needsShell
    ? "No shell reads this: for variables, wildcards, pipes and the like, run sh -c '…'"
    : undefined;
}
