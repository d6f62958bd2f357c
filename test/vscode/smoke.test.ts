// The extension starts in a real VS Code, and the workbench around it can be driven and looked at.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import { slipwayApi, slipwayExtension } from './support/slipway.ts';
import { needsWorkbench, workbench } from './support/workbench.ts';
import { eventually, open } from './support/workspace.ts';

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
    await open('docker-compose.yml');
    for (const theme of ['dark', 'light'] as const) {
      await workbench.theme(theme);
      await workbench.waitFor('.monaco-editor .view-line >> text=privileged');
      assert.ok(statSync(await workbench.screenshot(`workbench-${theme}`)).size > 10_000);
    }
  });
});
