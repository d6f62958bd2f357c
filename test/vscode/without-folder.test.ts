// Somebody opens VS Code without a folder and begins to learn. Runs in a session of its own (test/bed/vscode-suite.ts).
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Learning } from '../../client/src/learn/learning.ts';
import { slipwayApi } from './support/slipway.ts';
import { needsWorkbench, workbench } from './support/workbench.ts';
import { eventually } from './support/workspace.ts';

describe('Without a folder', () => {
  const root = join(homedir(), 'slipway-learn');
  const step = (label: string): string => `.getting-started-step.expanded .monaco-button >> text="${label}"`;
  let learning: Learning;

  before(async function () {
    needsWorkbench(this);
    assert.equal(vscode.workspace.workspaceFolders, undefined);
    ({ learning } = await slipwayApi());
    await learning.lessons();
  });

  const hintOf = (lesson: string, check: string): Promise<string> =>
    eventually(learning.onDidChange, () => {
      const { session } = learning;
      return session?.lesson.id === lesson ? session.checks.states?.find(it => it.id === check)?.hint : undefined;
    });
  const inEditor = (path: string): Promise<true> =>
    eventually(vscode.window.onDidChangeActiveTextEditor, () =>
      vscode.window.activeTextEditor?.document.uri.fsPath === path ? true : undefined,
    );

  it('the Learn view and the first lesson are there, and say what they wait for', async () => {
    await vscode.commands.executeCommand('slipway.learn.focus');
    await workbench.waitFor('[role="treeitem"][aria-label*="Class Docker in depth"]');
    await workbench.screenshot('folderless-learn-view');
    await vscode.commands.executeCommand('slipway.learn.openLesson', { lesson: 'docker/00-welcome', step: 'folder' });
    await workbench.waitFor(step('Choose the Folder'));
    assert.match(await hintOf('docker/00-welcome', 'x.folder'), /press Choose the Folder, or open a folder first$/);
    await workbench.screenshot('folderless-welcome');
  });

  it('the folder is asked for, and the home folder is one answer', async () => {
    await workbench.click(step('Choose the Folder'));
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text="Your home folder"');
    await workbench.screenshot('folderless-where');
    assert.ok(!existsSync(root));
    await workbench.press('Enter');
    await eventually(learning.onDidChange, () => learning.loaded?.progress.of('docker/00-welcome').done['folder']);
    assert.equal(readFileSync(join(root, '.gitignore'), 'utf8'), '*\n');
  });

  it('what is saved there is checked', async () => {
    await vscode.commands.executeCommand('slipway.learn.openLesson', { lesson: 'docker/00-welcome', step: 'check' });
    await workbench.click(step('Open hello.txt'));
    await inEditor(join(root, 'hello.txt'));
    await workbench.type('ready');
    await vscode.commands.executeCommand('workbench.action.files.save');
    await eventually(learning.onDidChange, () => learning.loaded?.progress.of('docker/00-welcome').done['check']);
    await workbench.screenshot('folderless-checked');
  });

  it('an exercise opens there, is looked at as in any folder, and its terminal stands in it', async () => {
    await vscode.commands.executeCommand('slipway.learn.openExercise', { lesson: 'docker/12-review', step: 'repair' });
    await inEditor(join(root, 'd12-review/Dockerfile'));
    assert.match(await hintOf('docker/12-review', 'd12.clean'), /^9 findings left, first: /);
    await workbench.waitFor('.codelens-decoration >> text=/Check/');
    await learning.terminal.run('echo here > where.txt', join(root, 'd12-review'));
    await eventually(learning.onDidChange, () => (existsSync(join(root, 'd12-review/where.txt')) ? true : undefined));
    await workbench.screenshot('folderless-exercise');
  });
});
