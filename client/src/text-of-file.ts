// The text of a file as its user sees it.
import * as vscode from 'vscode';

/** A larger file is none that somebody wrote. Bytes. */
const longestFile = 256 * 1024;

/** As it is in the editor, where it is open; undefined where it cannot be read or is too long. */
export async function textOfFile(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find(it => it.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > longestFile ? undefined : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Gone, or not readable: whoever asks can do without.
    return undefined;
  }
}
