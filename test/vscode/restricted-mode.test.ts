// Without trust Slipway reads and lints, and leaves engines alone. Runs in a session of its own (test/bed/vscode-suite.ts).
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { slipwayApi } from './support/slipway.ts';
import { needsWorkbench, workbench } from './support/workbench.ts';
import {
  diagnosticsOf,
  eventually,
  isOfShellCheck,
  open,
  scripted,
  workspaceFolder,
  writeFolder,
} from './support/workspace.ts';

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

  it('lessons are there: exercises are opened, their files are checked, and nothing is run', async function () {
    needsWorkbench(this);
    const { learning } = await slipwayApi();
    const lesson = 'docker/04-dockerfiles';
    const root = join(workspaceFolder(), 'slipway-learn');
    try {
      await vscode.commands.executeCommand('slipway.learn.openExercise', { lesson, step: 'recipe' });
      const states = await eventually(learning.onDidChange, () => {
        const known = learning.session?.checks.states;
        return learning.session?.lesson.id === lesson && known && known.length > 0 ? known : undefined;
      });
      const stateOf = (id: string) => states.find(it => it.id === id);
      assert.match(stateOf('d04.from')?.hint ?? '', /takes whatever is latest today/);
      assert.equal(stateOf('d04.killed')?.kind, 'unknown');
      assert.match(stateOf('d04.killed')?.hint ?? '', /Restricted Mode/);
      // Not awaited: what it says waits for an answer.
      void vscode.commands.executeCommand('slipway.learn.run', { lesson, step: 'copy' });
      await vscode.commands.executeCommand('notifications.showList');
      await workbench.waitFor('.notifications-center >> text=/Nothing is run in Restricted Mode/');
      assert.deepEqual(vscode.window.terminals, []);
    } finally {
      await vscode.commands.executeCommand('notifications.clearAll');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      rmSync(root, { recursive: true, force: true });
    }
  });

  it('no engine is asked for anything', async () => {
    const { engine } = await slipwayApi();
    await assert.rejects(engine(), /Restricted Mode/);
  });
});
