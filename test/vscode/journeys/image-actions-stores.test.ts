// Journey: a volume whose holder is stopped, and a network with a member: what goes is named before it goes, and Enter
// alone keeps everything.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { stateWhen } from '../support/engine-state.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const themes = ['light', 'dark'] as const;

describe('Journey: a volume and a network, made and removed', () => {
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const [volume, network, holder, member] = ['quay-hold', 'quay-net', 'quay-holder', 'quay-member'];

  before(async function () {
    if (baseImage === '') this.skip();
    docker('run', '--detach', '--name', member, '--stop-timeout', '0', baseImage, 'sleep', '600');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
  after(async () => {
    for (const id of docker('ps', '--all', '--quiet', '--filter', 'name=quay').split(/\s+/).filter(Boolean))
      docker('rm', '--force', '--volumes', id);
    const left = (what: string) => docker(what, 'ls', '--quiet', '--filter', 'name=quay').split(/\s+/).filter(Boolean);
    for (const name of left('volume')) docker('volume', 'rm', name);
    for (const id of left('network')) docker('network', 'rm', id);
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('slipway.containers.focus');
  });

  const volumeRow = `[role="treeitem"][aria-label*="olume ${volume},"]`;
  const networkRow = `[role="treeitem"][aria-label*="Network ${network},"]`;
  const memberRow = `[role="treeitem"][aria-label*="Member ${member}"]`;
  const entry = (label: string) => `.quick-input-list .monaco-list-row >> text="${label}"`;
  const input = '.quick-input-widget';
  const titleButton = (view: string, title: string) =>
    `.pane-header[aria-label*="${view}"] .action-label[aria-label^="${title}"]`;

  it('the volume is made by its name', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.volumes.focus');
    await workbench.hover('.pane-header[aria-label*="Volumes"]');
    await workbench.click(titleButton('Volumes', 'Create Volume…'));
    await workbench.waitFor(`${input} >> text=Create volume`);
    await workbench.type('quay hold');
    await workbench.waitFor('.quick-input-message >> text=is no name of a volume');
    await workbench.press('Control+a');
    await workbench.type(volume);
    await workbench.press('Enter');
    await workbench.waitFor(volumeRow);
  });

  it('the volume is kept by Enter, and goes with its stopped holder where that is chosen', async function () {
    needsWorkbench(this);
    docker('run', '--name', holder, '--volume', `${volume}:/hold`, baseImage, 'sh', '-c', 'echo tea > /hold/cargo');
    await stateWhen(state => [...state.containers.values()].some(it => it.name === holder && it.status === 'exited'));
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.click(volumeRow);
      await workbench.press('Delete');
      await workbench.waitFor(`${input} >> text=It is held by ${holder} (exited).`);
      await workbench.screenshot(`volume-remove-${theme}`);
      await workbench.press('Enter');
      await workbench.waitUntilGone(input);
    }
    assert.equal(docker('volume', 'ls', '--quiet', '--filter', `name=${volume}`), volume);
    await workbench.click(volumeRow);
    await workbench.press('Delete');
    await workbench.click(entry(`Remove volume ${volume} and the stopped container ${holder}`));
    await workbench.waitUntilGone(volumeRow);
    assert.equal(docker('ps', '--all', '--quiet', '--filter', `name=${holder}`), '');
  });

  it('volumes that nobody holds are pruned from a list, named ones not by themselves', async function () {
    needsWorkbench(this);
    docker('volume', 'create', volume);
    const anonymous = docker('volume', 'create');
    await stateWhen(({ volumes }) => volumes.has(volume) && volumes.has(anonymous));
    const done = vscode.commands.executeCommand('slipway.volume.prune');
    await workbench.waitFor(`${input} >> text=Prune volumes`);
    await workbench.waitFor(`.quick-input-list >> text=/^0 B · /`);
    await workbench.screenshot('volume-prune');
    await workbench.press('Enter');
    await workbench.waitFor(`${input} >> text=for good?`);
    await workbench.screenshot('volume-prune-confirm');
    await workbench.click('.quick-input-list .monaco-list-row:nth-child(2)');
    await done;
    await stateWhen(({ volumes }) => !volumes.has(anonymous));
    assert.equal(docker('volume', 'ls', '--quiet', '--filter', `name=${volume}`), volume);
  });

  it('the network is made with a subnet that is checked', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.networks.focus');
    await workbench.hover('.pane-header[aria-label*="Networks"]');
    await workbench.click(titleButton('Networks', 'Create Network…'));
    await workbench.waitFor(`${input} >> text=Create network`);
    await workbench.type(network);
    await workbench.press('Enter');
    await workbench.waitFor(entry('bridge, internal'));
    await workbench.screenshot('network-driver');
    await workbench.press('Enter');
    await workbench.waitFor(`${input} >> text=Subnet of network ${network}`);
    await workbench.type('10.77.0.5/24');
    await workbench.waitFor('.quick-input-message >> text=begins at 10.77.0.0/24');
    await workbench.press('Control+a');
    await workbench.type('10.77.0.0/24');
    await workbench.press('Enter');
    await workbench.waitFor(networkRow);
  });

  it('a container is connected, disconnected, and named when the network goes', async function () {
    needsWorkbench(this);
    await workbench.click(networkRow);
    await workbench.click(`${networkRow} .action-label[aria-label^="Connect Containers…"]`);
    await workbench.waitFor(`${input} >> text=Connect which containers to ${network}?`);
    await workbench.type(member);
    await workbench.waitFor(`.quick-input-list .monaco-list-row >> text=${member}`);
    await workbench.click('.quick-input-list .monaco-list-row .quick-input-list-label');
    await workbench.press('Enter');
    await workbench.waitFor(`[role="treeitem"][aria-label*="Network ${network}, driver bridge, 1 member"]`);
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.click(networkRow);
      await workbench.press('Delete');
      await workbench.waitFor(`${input} >> text=${member} (running) is in it.`);
      await workbench.screenshot(`network-remove-${theme}`);
      await workbench.press('Enter');
      await workbench.waitUntilGone(input);
    }
    await vscode.commands.executeCommand('list.expand');
    await workbench.click(memberRow);
    await workbench.screenshot('network-member');
    await workbench.click(`${memberRow} .action-label[aria-label^="Disconnect…"]`);
    await workbench.waitUntilGone(memberRow);
    await workbench.click(networkRow);
    await workbench.press('Delete');
    await workbench.click(entry(`Remove network ${network}`));
    await workbench.waitUntilGone(networkRow);
  });
});
