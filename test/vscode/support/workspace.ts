// Documents and events for a test inside VS Code. The open folder is a copy of test/sample, made for the run; a test
// writes its own files into a folder of its own there, so that tests do not see each other.
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** Absolute path of the open folder. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('No folder is open');
  return folder.uri.fsPath;
}

/** Writes `files` (path relative to the new folder → text) into a folder `name` of the workspace; gives its path. */
export async function writeFolder(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(workspaceFolder(), name);
  for (const [path, text] of Object.entries(files))
    await vscode.workspace.fs.writeFile(vscode.Uri.file(join(folder, path)), Buffer.from(text));
  return folder;
}

/** A Dockerfile with a mistake that ShellCheck finds, and one that is found without it. */
export const scripted = 'FROM debian\nRUN find . -name a*.c\n';
export const isOfShellCheck = ({ message }: vscode.Diagnostic): boolean => message.startsWith('SC2061');
/** Whether the program is there; a test that needs it is skipped where it is not. */
export const hasShellCheck = (): boolean => spawnSync('shellcheck', ['--version']).status === 0;

/** Removes what `writeFolder` made, after closing what shows it. */
export async function removeFolder(folder: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await rm(folder, { recursive: true, force: true });
}

/** Opens a file, shows it and gives it the focus. `path` is absolute, or relative to the open folder. */
export async function open(path: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.file(path.startsWith('/') ? path : join(workspaceFolder(), path));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

/**
 * Settles as soon as `look` answers something: now, or after one of the `event`s. Fails with Mocha's limit when it never
 * does.
 */
export function eventually<T>(event: vscode.Event<unknown>, look: () => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const subscription = event(() => check());
    const check = () => {
      try {
        const found = look();
        if (found === undefined) return;
        subscription.dispose();
        resolve(found);
      } catch (error) {
        subscription.dispose();
        reject(error);
      }
    };
    check();
  });
}

/** Slipway's diagnostics of a document, once there are any that satisfy `isEnough`. */
export function diagnosticsOf(
  uri: vscode.Uri,
  isEnough: (diagnostics: readonly vscode.Diagnostic[]) => boolean = found => found.length > 0,
): Promise<readonly vscode.Diagnostic[]> {
  return eventually(vscode.languages.onDidChangeDiagnostics, () => {
    const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'slipway');
    return isEnough(found) ? found : undefined;
  });
}
