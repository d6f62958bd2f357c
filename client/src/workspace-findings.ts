// The findings of files that are not open, as `Check Workspace` last saw them. They make way as soon as their file is
// opened (the server reports on it then) or changes (they would be about a text that is gone).
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { WorkspaceReport } from '../../server/src/lsp/custom-requests.ts';

export interface WorkspaceFindings extends vscode.Disposable {
  show(report: WorkspaceReport, client: LanguageClient): Promise<void>;
}

/** @param dressed what is done to every diagnostic of Slipway before it is shown */
export function workspaceFindings(
  dressed: (diagnostics: readonly vscode.Diagnostic[]) => vscode.Diagnostic[],
): WorkspaceFindings {
  const collection = vscode.languages.createDiagnosticCollection('slipway workspace');
  const opening = vscode.workspace.onDidOpenTextDocument(({ uri }) => collection.delete(uri));
  let watcher: vscode.Disposable | undefined;

  function watch(): vscode.Disposable {
    const files = vscode.workspace.createFileSystemWatcher('**/*', true);
    const forget = (uri: vscode.Uri): void => collection.delete(uri);
    return vscode.Disposable.from(files, files.onDidChange(forget), files.onDidDelete(forget));
  }

  return {
    async show({ files }, client) {
      const entries = await Promise.all(
        files.map(async ({ uri, diagnostics }): Promise<[vscode.Uri, vscode.Diagnostic[]]> => {
          const shown = await client.protocol2CodeConverter.asDiagnostics([...diagnostics]);
          return [client.protocol2CodeConverter.asUri(uri), dressed(shown)];
        }),
      );
      const open = new Set(vscode.workspace.textDocuments.map(document => document.uri.toString()));
      collection.clear();
      // A file may have been opened while it was checked.
      collection.set(entries.filter(([uri]) => !open.has(uri.toString())));
      watcher ??= watch();
    },
    dispose() {
      opening.dispose();
      watcher?.dispose();
      collection.dispose();
    },
  };
}
