// Going from finding to finding as somebody with a mouse does: the light bulb's list, the preview of a fix, the fix taken.
import * as vscode from 'vscode';
import { lightBulb, workbench } from './workbench.ts';
import { diagnosticsOf } from './workspace.ts';

/** In the panel *Refactor Preview*. */
const applyButton = '.bulk-edit-panel .monaco-button >> text=Apply';

export interface PreviewedFix {
  /** `area/name`. */
  readonly rule: string;
  /** The text in front of whose first place the cursor is put. */
  readonly at: string;
  /** The start of what the light bulb offers. */
  readonly title: string;
  /** Pictures are called `<picture>-list` and `<picture>-preview`. */
  readonly picture: string;
}

export interface OpenProject {
  readonly document: vscode.TextDocument;
  /** Closes everything, changes thrown away, and deletes the folder. */
  close(): Promise<void>;
}

/**
 * Writes the files into a folder of that name in the workspace and opens one of them. The preview of a fix opens in the
 * panel: with Problems there already, neither its coming nor its going moves the editor, which would close a list.
 */
export async function openProject(
  name: string,
  files: Readonly<Record<string, string>>,
  opened: string,
): Promise<OpenProject> {
  const folder = vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'), name);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const [path, text] of Object.entries(files))
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, path), Buffer.from(text));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, opened));
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  await vscode.window.showTextDocument(document);
  return {
    document,
    async close() {
      await vscode.commands.executeCommand('workbench.action.closePanel');
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(folder, { recursive: true });
    },
  };
}

/** Opens the list at the finding, looks at the preview of the fix, takes it, and waits until the finding is gone. */
export async function takeAfterPreview(
  document: vscode.TextDocument,
  { rule, at, title, picture }: PreviewedFix,
): Promise<void> {
  const isPresent = (all: readonly vscode.Diagnostic[]): boolean =>
    all.some(({ code }) => (typeof code === 'object' ? code.value : code) === rule);
  await diagnosticsOf(document.uri, isPresent);
  await openList(document, at, title);
  await workbench.screenshot(`${picture}-list`);
  await focusEntry(title);
  await workbench.press('Control+Enter');
  await workbench.waitFor(applyButton);
  await workbench.screenshot(`${picture}-preview`);
  await workbench.click(applyButton);
  await workbench.waitUntilGone(applyButton);
  await diagnosticsOf(document.uri, all => !isPresent(all));
}

/**
 * Puts the cursor on the first place where the text stands and opens the light bulb's list with the mouse. After a
 * question asked by key the editor holds its own next one back for half a second and may then set an old answer over a
 * newer one: whoever goes from finding to finding that fast waits for a bulb in vain.
 */
async function openList(document: vscode.TextDocument, text: string, title: string): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  // The first empty line is clean: the bulb of an earlier place has to go.
  await placeCursor(editor, document.getText().indexOf('\n\n') + 1);
  await workbench.waitUntilGone(lightBulb);
  await placeCursor(editor, document.getText().indexOf(text));
  await workbench.waitFor(lightBulb);
  await workbench.click(lightBulb);
  await workbench.waitFor(`.action-widget >> text=${title}`);
}

/** Comes back when the window has the cursor there. */
async function placeCursor(editor: vscode.TextEditor, offset: number): Promise<void> {
  const at = editor.document.positionAt(offset);
  // A bulb is only drawn on a line that is.
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (editor.selection.isEmpty && editor.selection.active.isEqual(at)) return;
  const moved = new Promise<void>(resolve => {
    const subscription = vscode.window.onDidChangeTextEditorSelection(({ selections }) => {
      if (!selections[0]?.active.isEqual(at)) return;
      subscription.dispose();
      resolve();
    });
  });
  editor.selection = new vscode.Selection(at, at);
  await moved;
}

/** Moves down the list to the entry of this title. */
async function focusEntry(title: string): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const focused = await workbench.text('.action-widget .monaco-list-row.focused');
    if (focused.includes(title)) return;
    await workbench.press('ArrowDown');
  }
  throw new Error(`The list never came to "${title}"`);
}
