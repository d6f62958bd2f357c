// Journey: a shell is opened in a container by the button of its row and worked with; a command is run in it; and a
// container that has no shell says so.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';
import { eventually } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const themes = ['light', 'dark'] as const;

describe('Journey: a shell in a container', () => {
  const name = 'journey-cabin';
  const bare = 'journey-bare';
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  let ids: readonly string[] = [];

  before(async function () {
    if (baseImage === '') this.skip();
    const sleeper = (called: string) =>
      docker(
        'run',
        '-d',
        '--init',
        '--stop-timeout',
        '0',
        '-e',
        'PS1=cabin> ',
        '--name',
        called,
        baseImage,
        'sleep',
        '1000',
      );
    ids = [sleeper(name), sleeper(bare)];
    docker('exec', bare, 'busybox', 'rm', '-f', '/bin/sh', '/bin/ash', '/bin/bash');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // Its rows can be read from the page, unlike what a graphics card draws.
    await vscode.workspace
      .getConfiguration('terminal.integrated')
      .update('gpuAcceleration', 'off', vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    if (ids.length > 0) docker('rm', '-f', '-v', ...ids);
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  const row = (called: string) => `[role="treeitem"][aria-label*="Container ${called},"]`;
  const shown = (text: string) => `.terminal-wrapper.active .xterm-rows >> text=${text}`;
  const ended = (called: string) =>
    eventually(vscode.window.onDidCloseTerminal, () =>
      vscode.window.terminals.some(it => it.name === called) ? undefined : true,
    );

  it('is opened by the button of the row, and answers', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.containers.focus');
    await workbench.click(row(name));
    await workbench.click(`${row(name)} .action-label[aria-label^="Open Shell"]`);
    await workbench.waitFor(shown('cabin>'));
    await workbench.type('echo $((6*7))');
    await workbench.press('Enter');
    await workbench.waitFor(shown('"42"'));
    await workbench.type('busybox stty size');
    await workbench.press('Enter');
    await workbench.waitFor(shown('/^[1-9]\\d* [1-9]\\d+$/'));
    assert.doesNotMatch(await workbench.text('.terminal-wrapper.active .xterm-rows'), /24 80/);
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`shell-${theme}`);
    }
  });

  it('stays readable when it has ended, and closes with Enter', async function () {
    needsWorkbench(this);
    await workbench.type('exit 3');
    await workbench.press('Enter');
    await workbench.waitFor(shown('Ended with exit code 3. Press Enter to close.'));
    await workbench.screenshot('shell-ended');
    await workbench.press('Enter');
    await ended(`${name}: sh`);
  });

  it('is not needed to run a command', async function () {
    needsWorkbench(this);
    await workbench.click(row(name));
    await workbench.chooseFromMenu(row(name), 'Run a Command…');
    await workbench.waitFor('.quick-input-widget >> text=Run a Command in journey-cabin');
    await workbench.type('echo "two words" | wc');
    await workbench.waitFor('.quick-input-list >> text=No shell reads this');
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`run-command-${theme}`);
    }
    await workbench.press('Control+a');
    await workbench.type('ls -l /etc /nowhere');
    await workbench.press('Enter');
    await workbench.waitFor(shown('Ended with exit code 1.'));
    await workbench.screenshot('run-command-ended');
    await workbench.click('.terminal-wrapper.active .xterm-screen');
    await workbench.press('Enter');
    await ended(`${name}: ls`);
  });

  it('that is missing is told, with what can be done instead', async function () {
    needsWorkbench(this);
    await workbench.click(row(bare));
    await workbench.press('Control+Enter');
    // A VS Code that is driven shows no toasts: what is said is read in the list of notifications.
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor('.notifications-center >> text=journey-bare has no shell');
    await workbench.screenshot('shell-missing');
    await workbench.click('.notifications-center .monaco-button >> text="Run a Command…"');
    await workbench.waitFor('.quick-input-widget >> text=Run a Command in journey-bare');
    await workbench.waitFor('.quick-input-list >> text=ls -l /etc /nowhere');
    await workbench.press('Escape');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
