// What the views say where no engine may be asked.
import * as vscode from 'vscode';
import { needsWorkbench, workbench } from '../support/workbench.ts';

describe('In Restricted Mode the views', () => {
  it('say why they are empty and lead to where trust is given', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('slipway.containers.focus');
    await workbench.waitFor('.welcome-view >> text=In Restricted Mode Slipway does not talk to a container engine');
    await workbench.waitFor('.welcome-view .monaco-button >> text=Manage Workspace Trust');
    for (const theme of ['dark', 'light'] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`engine-tree-restricted-${theme}`);
    }
  });
});
