// Without trust Slipway reads and lints, and leaves engines alone. Runs in a session of its own (test/bed/vscode-suite.ts).
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { slipwayApi } from './support/slipway.ts';
import { needsWorkbench, workbench } from './support/workbench.ts';
import { diagnosticsOf, open } from './support/workspace.ts';

describe('In Restricted Mode', () => {
  it('findings and fixes are there', async function () {
    assert.equal(vscode.workspace.isTrusted, false);
    const { document } = await open('docker-compose.yml');
    const [finding] = await diagnosticsOf(document.uri, all => all.length >= 3);
    assert.ok(finding);
    const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
    );
    assert.ok(actions.some(action => action.edit !== undefined));
    needsWorkbench(this);
    await workbench.waitFor('.statusbar >> text=Restricted Mode');
    await workbench.screenshot('restricted-mode');
  });

  it('no engine is asked for anything', async () => {
    const { engine } = await slipwayApi();
    await assert.rejects(engine.version(), /Restricted Mode/);
  });
});
