// Gives a container another name.
import * as vscode from 'vscode';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';
import { whatIsWrongWithName } from './container-name.ts';
import { atOnce } from './containers-at-once.ts';

export const renameContainer: Command = {
  id: 'slipway.container.rename',
  async run(parts, ...given) {
    const question = {
      title: 'Rename which container?',
      many: 'one',
      none: 'There is no container to rename.',
    } as const;
    const [row] = await containerTargets(parts, given, question);
    if (!row) return;
    const name = await vscode.window.showInputBox({
      title: `Rename container ${row.name}`,
      prompt: 'The new name',
      value: row.name,
      // Read at every keystroke: a container may have come or gone.
      validateInput: typed => whatIsWrongWithName(typed.trim(), otherNames(row.id)),
    });
    const wanted = name?.trim();
    if (wanted === undefined || wanted === row.name) return;
    await atOnce(parts, [row], {
      doing: 'Renaming',
      couldNot: 'Could not rename',
      run: containers => containers.rename(row.id, wanted),
    });

    function otherNames(id: string): ReadonlySet<string> {
      const others = [...parts.store.state.containers.values()].filter(other => other.id !== id);
      return new Set(others.map(other => other.name));
    }
  },
};
