// Without trust Slipway reads and lints, and leaves engines alone. Runs in a session of its own (test/bed/vscode-suite.ts).
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { slipwayApi } from './support/slipway.ts';
import { needsWorkbench, workbench } from './support/workbench.ts';
import { diagnosticsOf, isOfShellCheck, open, scripted, writeFolder } from './support/workspace.ts';

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

  it('ShellCheck is not run', async () => {
    await writeFolder('scripted', { Dockerfile: scripted });
    const { document } = await open('scripted/Dockerfile');
    await diagnosticsOf(document.uri);
    // Longer than it takes to follow the other findings where it is run.
    await sleep(3_000);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri).filter(isOfShellCheck), []);
  });

  it('no engine is asked for anything', async () => {
    const { engine } = await slipwayApi();
    await assert.rejects(engine(), /Restricted Mode/);
  });
});
