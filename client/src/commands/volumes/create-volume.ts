// Makes a volume.
import * as vscode from 'vscode';
import type { Command } from '../command.ts';
import { whatIsWrongWithVolumeName } from '../images/run-options.ts';

export const createVolume: Command = {
  id: 'slipway.volume.create',
  async run(parts) {
    const { volumes: known } = await parts.store.current();
    const typed = await vscode.window.showInputBox({
      title: 'Create volume',
      prompt: 'Name of the volume; empty lets the engine invent one',
      placeHolder: 'data',
      ignoreFocusOut: true,
      validateInput: text => {
        if (text === '') return undefined;
        return whatIsWrongWithVolumeName(text) ?? (known.has(text) ? `There is a volume ${text} already` : undefined);
      },
    });
    if (typed === undefined) return;
    const { volumes } = await parts.engine();
    parts.log.debug(`Creating volume ${typed}`);
    const { name } = await volumes.create(typed === '' ? {} : { name: typed });
    vscode.window.setStatusBarMessage(`Slipway: Created volume ${name}`, 5_000);
  },
};
