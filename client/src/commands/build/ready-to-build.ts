// What has to be so before anything is built: the workspace is trusted, and the disk has what the editors show.
import * as vscode from 'vscode';

/** Throws in Restricted Mode. To be called before anything is asked: nobody answers questions in vain. */
export function refuseRestricted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Error('Nothing is built in Restricted Mode: building runs programs. Trust the workspace first.');
}

/** Builders read the disk. As VS Code's setting for tasks has it; rejects when somebody who is asked turns away. */
export async function saveForBuild(): Promise<void> {
  const when = vscode.workspace.getConfiguration('task').get('saveBeforeRun');
  const isDirty = vscode.workspace.textDocuments.some(it => it.isDirty && !it.isUntitled);
  if (when === 'never' || !isDirty) return;
  if (when === 'prompt') {
    const [save, leave] = [{ label: 'Save All Files and Build' }, { label: 'Build What Is on the Disk' }];
    const title = 'Slipway: Some Files Are Not Saved';
    const picked = await vscode.window.showQuickPick([save, leave], { title, ignoreFocusOut: true });
    if (!picked) throw new vscode.CancellationError();
    if (picked === leave) return;
  }
  await vscode.workspace.saveAll(false);
}
