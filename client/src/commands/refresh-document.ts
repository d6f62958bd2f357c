// Reads a read-only document of ours anew: the one whose editor's button was pressed, else the one in front.
import * as vscode from 'vscode';
import type { Command } from './command.ts';

export const refreshDocument: Command = {
  id: 'slipway.refreshDocument',
  async run({ documents }, given) {
    const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
    if (uri) documents.refresh(uri);
  },
};
