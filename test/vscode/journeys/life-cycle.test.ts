// Journey: a container's life is watched while it is paused, killed and removed, and the engine's card is read.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

const inPanel = (selector: string) => ({ frames: webviewFrames, selector });
const row = (name: string): string => `[role="treeitem"][aria-label*="${name}"]`;

async function pictures(name: string): Promise<void> {
  for (const theme of ['dark', 'high-contrast', 'high-contrast-light', 'light'] as const) {
    await workbench.theme(theme);
    await workbench.screenshot(`${name}-${theme}`);
  }
}

describe('Journey: the life of a container', () => {
  before(function () {
    if (baseImage === '') this.skip();
    docker(
      'run',
      '-d',
      '--name',
      'mayfly',
      '--restart',
      'on-failure:3',
      baseImage,
      'sh',
      '-c',
      'trap : USR1; sleep 3600',
    );
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const id of docker('ps', '-aq', '--filter', 'name=^(mayfly|dayfly)$').split('\n').filter(Boolean))
      docker('rm', '--force', id);
  });

  it('is opened from its row and follows what happens', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.containers.focus');
    // A row moves when its container begins to run.
    await workbench.waitFor(`${row('mayfly')}[aria-label*="running"]`);
    await workbench.chooseFromMenu(row('mayfly'), 'Show Life Cycle');
    await workbench.waitFor(inPanel('text=Now running.'));
    await workbench.waitFor(inPanel('text=at most 3 times, 0 used'));
    await pictures('life-cycle-running');
    await workbench.click(inPanel('button >> text=Pause'));
    await workbench.waitFor(inPanel('text=Now paused.'));
    docker('unpause', 'mayfly');
    await workbench.waitFor(inPanel('text=Now running.'));
    docker('kill', 'mayfly');
    await workbench.waitFor(inPanel('text=Now exited with exit code 137.'));
    await workbench.waitFor(inPanel('li >> text=Was sent SIGKILL'));
    await pictures('life-cycle-killed');
    docker('rm', 'mayfly');
    await workbench.waitFor(inPanel('text=Now removed.'));
    assert.match(await workbench.text(inPanel('ol')), /Removed/);
  });

  it('is asked for by the palette, which lists containers', async function () {
    needsWorkbench(this);
    docker('run', '-d', '--name', 'dayfly', baseImage, 'sh', '-c', 'exit 3');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await workbench.press('F1');
    await workbench.type('Slipway Containers: Show Life Cycle');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text=Show Life Cycle');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-list [aria-label*="dayfly"]');
    await workbench.type('dayfly');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused[aria-label*="dayfly"]');
    await workbench.press('Enter');
    await workbench.waitFor(inPanel('text=Ended with exit code 3'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});

describe('Journey: the card of the engine', () => {
  before(function () {
    if (baseImage === '') this.skip();
  });

  it('says what it is, what it builds for and what its store takes', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.engine.showCard');
    await workbench.waitFor(inPanel('text=linux/arm64'));
    await workbench.waitFor(inPanel('text=could be freed.'));
    await pictures('engine-card');
    const text = await workbench.text(inPanel('main'));
    assert.match(text, /natively/);
    assert.match(text, /containerd/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
