// Journey: an image is pulled, with a look at its progress, given up and pulled again; it is run as proposed, answers in a
// browser, tells its history, and is removed, which Enter alone does not do.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { EngineState } from '../../../client/src/engine/engine-state.ts';
import { environment } from '../../bed/environment.ts';
import { stateWhen } from '../support/engine-state.ts';
import { type HeldRegistry, holdRegistry } from '../support/held-registry.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const registry = process.env[environment.registry] ?? '';
const themes = ['light', 'dark'] as const;

describe('Journey: an image, from its registry to its end', () => {
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  let held: HeldRegistry;
  let reference = '';

  before(async function () {
    if (baseImage === '' || registry === '') this.skip();
    held = await holdRegistry(registry, 6_000_000);
    reference = `${held.host}/fleet/harbour:1`;
    const pushed = `${registry}/fleet/harbour:1`;
    // Imported rather than built: the cache of a build would keep the layer that is to be pulled.
    const folder = mkdtempSync(join(tmpdir(), 'slipway-harbour-'));
    const container = docker('create', baseImage);
    docker('export', '--output', join(folder, 'root.tar'), container);
    docker('rm', container);
    writeFileSync(join(folder, 'cargo'), randomBytes(12_000_000));
    execFileSync('tar', ['-rf', join(folder, 'root.tar'), '-C', folder, 'cargo']);
    const serve = ['sh', '-c', 'mkdir -p /quay; echo berthed > /quay/index.html; exec httpd -f -p 8080 -h /quay'];
    const changes = ['EXPOSE 8080', 'ENV HARBOUR=calm PATH=/bin', `CMD ${JSON.stringify(serve)}`];
    docker('import', ...changes.flatMap(change => ['--change', change]), join(folder, 'root.tar'), pushed);
    docker('push', '--quiet', pushed);
    docker('rmi', pushed);
    rmSync(folder, { recursive: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
  after(async () => {
    held?.close();
    for (const id of docker('ps', '--all', '--quiet', '--filter', 'name=harbour').split(/\s+/).filter(Boolean))
      docker('rm', '--force', '--volumes', id);
    if (reference !== '' && docker('images', '--quiet', reference) !== '') docker('rmi', '--force', reference);
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const isThere = (state: EngineState) => [...state.images.values()].some(({ tags }) => tags.includes(reference));

  const row = () => `[role="treeitem"][aria-label*="Image ${reference},"]`;
  const repository = () => `[role="treeitem"][aria-label*="Image repository ${reference.slice(0, -2)},"]`;
  const entry = (label: string) => `.quick-input-list .monaco-list-row >> text="${label}"`;
  const notification = (words: string) => `.notifications-center .notification-list-item >> text=${words}`;
  const notificationButton = (label: string) =>
    `.notifications-center .notification-list-item-buttons-container .monaco-button >> text="${label}"`;
  /** A VS Code that is driven shows no toasts: what is said is read in the list of notifications. */
  const isTold = async (words: string) => {
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor(notification(words));
  };
  const input = '.quick-input-widget';

  const askToPull = async () => {
    await vscode.commands.executeCommand('slipway.images.focus');
    await workbench.click('.pane-header[aria-label*="Images"] .action-label[aria-label^="Pull…"]');
    await workbench.waitFor(`${input} >> text=Pull image`);
  };

  it('is pulled by its name, which is checked while it is typed', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.images.focus');
    await workbench.hover('.pane-header[aria-label*="Images"]');
    await askToPull();
    await workbench.type('Harbour:');
    await workbench.waitFor('.quick-input-message >> text=small letters');
    await workbench.screenshot('image-pull-wrong-name');
    await workbench.press('Control+a');
    await workbench.type(reference);
    await workbench.press('Enter');
    await isTold('Pulling');
    await isTold('MB of');
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`image-pull-progress-${theme}`);
    }
  });

  it('is not there when the pull was given up', async function () {
    needsWorkbench(this);
    await workbench.click(notificationButton('Cancel'));
    await workbench.waitUntilGone(notification('Pulling'));
    assert.equal(docker('images', '--quiet', reference), '');
  });

  it('appears as a row when it is pulled again', async function () {
    needsWorkbench(this);
    held.letGo();
    await askToPull();
    await workbench.type(reference);
    await workbench.press('Enter');
    await isTold('pulled');
    await stateWhen(isThere);
    await workbench.click(repository());
    await workbench.waitFor(row());
    await workbench.screenshot('image-pulled');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('that no registry has is said to be missing', async function () {
    needsWorkbench(this);
    await askToPull();
    await workbench.type(`${registry}/fleet/no-such-harbour:1`);
    await workbench.press('Enter');
    await isTold('check the name and the tag');
    await workbench.screenshot('image-pull-missing');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is run as proposed by Enter, and says where it listens', async function () {
    needsWorkbench(this);
    await workbench.click(row());
    await workbench.click(`${row()} .action-label[aria-label^="Run…"]`);
    await workbench.waitFor(entry('Run in the background'));
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`image-run-${theme}`);
    }
    await workbench.click(entry('Environment'));
    await workbench.waitFor(entry('HARBOUR'));
    await workbench.screenshot('image-run-environment');
    await workbench.press('Escape');
    // Wherever somebody was in the list, Enter runs it.
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text="Run in the background"');
    await workbench.press('Enter');
    await isTold('harbour runs and listens on localhost:');
    await workbench.screenshot('image-running');
    const [, published = ''] = docker('port', 'harbour', '8080').split('\n')[0]?.split(':') ?? [];
    docker('exec', 'harbour', 'sh', '-c', 'until wget -qO- http://127.0.0.1:8080/ >/dev/null 2>&1; do :; done');
    const answer = await fetch(`http://127.0.0.1:${published}/`);
    assert.equal(await answer.text(), 'berthed\n');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('tells its history and its menu', async function () {
    needsWorkbench(this);
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.contextClick(row());
      await workbench.waitFor('.context-view .action-label >> text=Remove…');
      await workbench.screenshot(`image-menu-${theme}`);
      // A menu takes no click right after it has opened: the picture comes first.
      if (theme === 'light') await workbench.press('Escape');
    }
    await workbench.click('.context-view .action-label >> text="Show History"');
    await workbench.waitFor('.editor-instance >> text=Instruction');
    await workbench.screenshot('image-history');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /Size +Age +Instruction/);
    assert.equal(vscode.window.activeTextEditor?.document.isDirty, false);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is not removed while a container runs from it, and says which', async function () {
    needsWorkbench(this);
    await workbench.click(row());
    await workbench.press('Delete');
    await isTold('is used by container harbour, which is running');
    await workbench.screenshot('image-remove-held');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is removed when that is chosen, and kept by Enter', async function () {
    needsWorkbench(this);
    docker('stop', '--time', '0', 'harbour');
    await stateWhen(state =>
      [...state.containers.values()].some(it => it.name === 'harbour' && it.status === 'exited'),
    );
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.click(row());
      await workbench.press('Delete');
      await workbench.waitFor(entry(`Keep ${reference}`));
      await workbench.screenshot(`image-remove-${theme}`);
      await workbench.press('Enter');
      await workbench.waitUntilGone(input);
    }
    assert.notEqual(docker('images', '--quiet', reference), '');
    await workbench.click(row());
    await workbench.press('Delete');
    await workbench.click(entry(`Remove image ${reference} by force`));
    await workbench.waitUntilGone(row());
    await stateWhen(state => !isThere(state));
    assert.equal(docker('images', '--quiet', reference), '');
  });

  it('left dangling is pruned after it was shown, and kept by Enter', async function () {
    needsWorkbench(this);
    const made = docker('create', baseImage, 'true');
    const id = docker('commit', '--message', 'left over', made);
    docker('rm', made);
    await stateWhen(state => state.images.has(id));
    const prune = async () => {
      const done = vscode.commands.executeCommand('slipway.image.prune');
      await workbench.waitFor(entry('Dangling images'));
      await workbench.screenshot('image-prune-kinds');
      await workbench.press('Enter');
      await workbench.waitFor(`${input} >> text=untick what you want to keep`);
      await workbench.screenshot('image-prune-list');
      await workbench.press('Enter');
      // Other tests may have left dangling images, too.
      await workbench.waitFor('.quick-input-list .monaco-list-row >> text=/^Keep (it|them all)$/');
      await workbench.screenshot('image-prune-confirm');
      return { done };
    };
    const kept = await prune();
    await workbench.press('Enter');
    await kept.done;
    assert.ok(docker('images', '--all', '--quiet', '--no-trunc').includes(id));
    const removed = await prune();
    await workbench.click('.quick-input-list .monaco-list-row:nth-child(2)');
    await removed.done;
    await stateWhen(state => !state.images.has(id));
  });
});
