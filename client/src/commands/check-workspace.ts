// Lists what is wrong in the files nobody has opened, in the Problems panel.
import * as vscode from 'vscode';
import type { WorkDoneProgressBegin, WorkDoneProgressReport } from 'vscode-languageclient/node';
import type { WorkspaceReport } from '../../../server/src/lsp/custom-requests.ts';
import { withoutLinks } from '../engine/without-links.ts';
import type { Command, Parts } from './command.ts';

export const checkWorkspace: Command = {
  id: 'slipway.checkWorkspace',
  async run(parts) {
    if (!vscode.workspace.workspaceFolders?.length) {
      throw new Error('No folder is open. Open the folder of your project first (File > Open Folder…).');
    }
    const report = await withProgress(parts);
    if (!report) return;
    await parts.findings.show(report, await parts.server.started());
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    const message = summary(report);
    if (report.incomplete === undefined) vscode.window.setStatusBarMessage(message, 10_000);
    else void vscode.window.showWarningMessage(withoutLinks(`${message} ${report.incomplete}.`));
  },
};

/** Undefined when the user cancelled. */
async function withProgress({ server }: Parts): Promise<WorkspaceReport | undefined> {
  const client = await server.started();
  const { WorkDoneProgress } = await import('../language-client-library.ts');
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Slipway: Checking workspace',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    const workDoneToken = `slipway-check-${Date.now()}`;
    let shown = 0;
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, value => {
      const { message, percentage = 0 } = value as WorkDoneProgressBegin | WorkDoneProgressReport;
      progress.report({
        increment: Math.max(0, percentage - shown),
        ...(message === undefined ? {} : { message: withoutLinks(message) }),
      });
      shown = Math.max(shown, percentage);
    });
    try {
      return await server.request('slipway/checkWorkspace', { workDoneToken }, cancellation);
    } catch (error) {
      if (cancellation.isCancellationRequested) return undefined;
      throw error;
    } finally {
      listener.dispose();
    }
  });
}

export function summary({ files, checked }: WorkspaceReport): string {
  const count = files.reduce((sum, file) => sum + file.diagnostics.length, 0);
  const unopened = `${checked} unopened ${checked === 1 ? 'file' : 'files'}`;
  if (count === 0) return `Slipway: Nothing found in ${unopened}.`;
  return `Slipway: ${count} ${count === 1 ? 'finding' : 'findings'} in ${files.length} of ${unopened}.`;
}
