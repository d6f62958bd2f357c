// Registers the commands with VS Code and turns a failure of one into a message with a way to learn more.
import * as vscode from 'vscode';
import { withoutLinks } from '../engine/without-links.ts';
import type { Parts } from './command.ts';
import { commands } from './index.ts';

export function registerCommands(parts: Parts): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(({ id, run }) =>
      vscode.commands.registerCommand(id, async (...given: readonly unknown[]) => {
        try {
          await run(parts, ...given);
        } catch (error) {
          if (error instanceof vscode.CancellationError) return;
          parts.log.error(`${id} failed`, error instanceof Error ? error : String(error));
          const show = 'Show Log';
          const why = error instanceof Error ? error.message : String(error);
          // Not awaited: whoever called the command should not wait until the message is read.
          void vscode.window
            .showErrorMessage(withoutLinks(`Slipway: ${why}`), show)
            .then(choice => choice === show && parts.log.show());
        }
      }),
    ),
  );
}
