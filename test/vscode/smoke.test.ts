// The extension starts in a real VS Code, and the workbench around it can be driven and looked at.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import { slipwayApi, slipwayExtension } from './support/slipway.ts';
import { lightBulb, needsWorkbench, workbench } from './support/workbench.ts';
import { diagnosticsOf, eventually, open } from './support/workspace.ts';

describe('Slipway in VS Code', () => {
  it('starts when the first Dockerfile is opened', async () => {
    const { document } = await open('dashboard/Dockerfile');
    assert.equal(document.languageId, 'dockerfile');
    await slipwayApi();
    assert.equal(slipwayExtension().isActive, true);
  });

  it('runs from its bundle', () => {
    assert.equal(slipwayExtension().packageJSON.main, './dist/extension.js');
  });
});

describe('The workbench', () => {
  it('takes keys and the mouse', async function () {
    needsWorkbench(this);
    const { document } = await open('dashboard/Dockerfile');
    await workbench.click('.monaco-editor .view-line');
    await workbench.press('Control+Home');
    await workbench.type('# typed by hand');
    await workbench.press('Enter');
    await eventually(vscode.workspace.onDidChangeTextDocument, () =>
      document.getText().startsWith('# typed by hand\nFROM ') ? document : undefined,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('is seen in a light and in a dark theme', async function () {
    needsWorkbench(this);
    const editor = await open('docker-compose.yml');
    // Another test may have left it scrolled.
    editor.revealRange(editor.document.lineAt(0).range, vscode.TextEditorRevealType.AtTop);
    for (const theme of ['dark', 'light'] as const) {
      await workbench.theme(theme);
      await workbench.waitFor('.monaco-editor .view-line >> text=privileged');
      assert.ok(statSync(await workbench.screenshot(`workbench-${theme}`)).size > 10_000);
    }
  });
});

describe('A finding', () => {
  it('is shown, and mended from the keyboard', async function () {
    needsWorkbench(this);
    const { document } = await open('sensors/Dockerfile.template');
    const isExpected = ({ code }: vscode.Diagnostic) =>
      (typeof code === 'object' ? code.value : code) === 'dockerfile/wrong-systemd-stop-signal';
    await diagnosticsOf(document.uri, found => found.some(isExpected));
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    // By keyboard alone: a mouse that rests on the squiggle brings up a hover, which may take the list's place.
    await workbench.press('Control+Home');
    await workbench.waitUntilGone(lightBulb);
    await workbench.press('Control+End');
    await workbench.press('ArrowUp');
    await workbench.waitFor(lightBulb);
    await workbench.press('Control+.');
    await workbench.waitFor('.action-widget >> text=STOPSIGNAL SIGRTMIN+3');
    await workbench.screenshot('finding-with-quick-fix');
    await workbench.press('Enter');
    await eventually(vscode.workspace.onDidChangeTextDocument, () =>
      document.getText().includes('STOPSIGNAL SIGRTMIN+3') ? document : undefined,
    );
    await diagnosticsOf(document.uri, found => !found.some(isExpected));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
