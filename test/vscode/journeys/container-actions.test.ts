// Journey: a container is stopped and started by its buttons, renamed by key, looked into, watched at work, paused from
// the palette and removed, which Enter alone does not do.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ContainerRow, EngineState } from '../../../client/src/engine/engine-state.ts';
import { environment } from '../../bed/environment.ts';
import { slipwayApi } from '../support/slipway.ts';
import { watchedEngine } from '../support/stand-in-engine.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { eventually, open, workspaceFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const themes = ['light', 'dark'] as const;

describe('Journey: a container, from its row to its end', () => {
  const name = 'journey-tug';
  const renamed = 'journey-ferry';
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  let id = '';

  before(function () {
    if (baseImage === '') this.skip();
    // Works now and then, and listens to something: the charts have something to show.
    const script =
      'httpd -p 80; while :; do i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; cat /bin/busybox > /log; sync; nc -w 1 127.0.0.1 80 </dev/null; sleep 1; done';
    const options = ['--init', '--stop-timeout', '0', '--memory', '24m', '--cpus', '0.5', '-p', '127.0.0.1::80'];
    id = docker('run', '-d', '--name', name, ...options, '-v', '/data', baseImage, 'sh', '-c', script);
  });
  after(async () => {
    if (id !== '') docker('rm', '-f', '-v', id);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Settles with the row of our container, undefined when it is gone, as soon as it satisfies the condition. */
  async function rowWhen(isSo: (row: ContainerRow | undefined) => boolean): Promise<ContainerRow | undefined> {
    const { store } = await slipwayApi();
    const demand = store.demand();
    await store.current();
    try {
      return await new Promise(resolve => {
        const look = (state: EngineState) => {
          const row = state.containers.get(id);
          if (!isSo(row)) return;
          listener.dispose();
          resolve(row);
        };
        const listener = store.onDidChange((_change, state) => look(state));
        look(store.state);
      });
    } finally {
      demand.dispose();
    }
  }

  const row = (called: string, state?: string) =>
    `[role="treeitem"][aria-label*="Container ${called},"]${state === undefined ? '' : `[aria-label*="${state}"]`}`;
  const button = (called: string, title: string) => `${row(called)} .action-label[aria-label^="${title}"]`;
  const entry = (label: string) => `.quick-input-list .monaco-list-row >> text="${label}"`;

  it('is stopped and started by the buttons of its row', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('slipway.containers.focus');
    await workbench.click(row(name, 'running'));
    await workbench.screenshot('container-row-running');
    await workbench.click(button(name, 'Stop'));
    await workbench.waitFor(row(name, 'exited'));
    await workbench.hover(row(name));
    await workbench.screenshot('container-row-stopped');
    await workbench.click(button(name, 'Start'));
    await workbench.waitFor(row(name, 'running'));
  });

  it('offers everything in the menu of its row', async function () {
    needsWorkbench(this);
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.contextClick(row(name));
      await workbench.waitFor('.context-view .action-label >> text=Remove…');
      await workbench.screenshot(`container-menu-${theme}`);
      await workbench.press('Escape');
    }
  });

  it('is renamed by key, and not to a name that cannot be', async function () {
    needsWorkbench(this);
    await workbench.click(row(name));
    await workbench.press('F2');
    await workbench.waitFor('.quick-input-widget >> text=Rename container');
    await workbench.press('Control+a');
    await workbench.type('no blanks');
    await workbench.waitFor('.quick-input-message >> text=A blank cannot be in a name');
    await workbench.screenshot('container-rename');
    await workbench.press('Control+a');
    await workbench.type(renamed);
    await workbench.press('Enter');
    await workbench.waitFor(row(renamed));
  });

  it('is inspected in a document that follows it, is never dirty and keeps the cursor', async function () {
    needsWorkbench(this);
    await workbench.click(row(renamed));
    await workbench.press('Alt+Enter');
    const editor = await eventually(vscode.window.onDidChangeActiveTextEditor, () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.scheme === 'slipway' ? active : undefined;
    });
    const { document } = editor;
    assert.equal(document.languageId, 'json');
    assert.equal(JSON.parse(document.getText()).Id, id);
    const at = document.positionAt(document.getText().indexOf('"Platform"'));
    editor.selection = new vscode.Selection(at, at);
    await workbench.screenshot('container-inspect');
    const { containers } = await (await slipwayApi()).engine();
    await containers.pause(id);
    await eventually(vscode.workspace.onDidChangeTextDocument, () =>
      JSON.parse(document.getText()).State.Paused === true ? true : undefined,
    );
    assert.equal(editor.selection.active.line, at.line);
    assert.equal(document.isDirty, false);
    await containers.unpause(id);
    await eventually(vscode.workspace.onDidChangeTextDocument, () =>
      JSON.parse(document.getText()).State.Paused === false ? true : undefined,
    );
  });

  it('tells its processes, and what differs from its image', async function () {
    needsWorkbench(this);
    for (const [command, words] of [
      ['slipway.container.processes', 'httpd -p 80'],
      ['slipway.container.changes', 'A /log'],
    ] as const) {
      await vscode.commands.executeCommand(command, await treeNode());
      const shown = vscode.window.activeTextEditor?.document;
      assert.ok(shown?.getText().includes(words), shown?.getText());
      await workbench.waitFor('.editor-actions .action-label[aria-label^="Refresh"]');
      await workbench.screenshot(`container-${command.slice(command.lastIndexOf('.') + 1)}`);
    }
  });

  it('shows what it uses, live, until it stops, and again when it starts', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('slipway.container.stats', await treeNode());
    const inside = (selector: string) => ({ frames: webviewFrames, selector });
    await workbench.waitFor(inside(`h1 >> text=${renamed}`));
    const cpu = inside('tbody tr:first-child td');
    // Some seconds' worth, so that the picture has lines.
    await workbench.waitFor(inside('path.line.series-0[d*="L"]'));
    while (!/^\d.* %$/.test(await workbench.text(cpu)));
    // Traffic, until it is shown.
    const { port } = new URL(`http://${docker('port', id, '80')}`);
    const received = inside('tbody tr:nth-child(3) td:nth-child(3)');
    while (/^(–|0 B)/.test(await workbench.text(received))) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    await workbench.screenshot('container-usage-traffic');
    const { containers } = await (await slipwayApi()).engine();
    await containers.stop(id, 0);
    await workbench.waitFor(inside('.note >> text=Stopped with exit code'));
    await workbench.screenshot('container-usage-stopped');
    await containers.start(id);
    await workbench.waitFor(inside('section:not(.resting)'));
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`container-usage-${theme}`);
    }
    const settings = vscode.workspace.getConfiguration('workbench');
    await settings.update('colorTheme', 'Default High Contrast', vscode.ConfigurationTarget.Global);
    await workbench.waitFor('.monaco-workbench.hc-black');
    await workbench.screenshot('container-usage-high-contrast');
    await workbench.theme('light');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is not asked what it uses while nobody sees it', async function () {
    needsWorkbench(this);
    const engine = watchedEngine(process.env['DOCKER_HOST'] ?? '');
    const { engines } = await slipwayApi();
    const close = () => vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    try {
      await engine.open();
      await engines.select({ name: 'watched', host: engine.host });
      await vscode.commands.executeCommand('slipway.container.stats', await treeNode());
      await engine.whenOpen('/stats', 1);
      await open('balena.yml');
      await engine.whenOpen('/stats', 0);
      await close();
      await engine.whenOpen('/stats', 1);
      await close();
      await engine.whenOpen('/stats', 0);
    } finally {
      await engines.select(undefined);
      await engine.close();
    }
  });

  it('becomes an image, whose reference is asked for', async function () {
    needsWorkbench(this);
    const committing = vscode.commands.executeCommand('slipway.container.commit', await treeNode());
    await workbench.waitFor(`.quick-input-widget >> text=Commit ${renamed}: image reference`);
    await workbench.press('Control+a');
    await workbench.type('Journey/Ferry');
    await workbench.waitFor('.quick-input-message >> text=small letters');
    await workbench.press('Control+a');
    await workbench.type('slipway-test/ferry:2');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-widget >> text=as slipway-test/ferry:2: message');
    await workbench.type('as she sailed');
    await workbench.press('Enter');
    await workbench.waitFor(entry(`Pause ${renamed} meanwhile`));
    await workbench.screenshot('container-commit-pause');
    await workbench.press('Enter');
    await committing;
    const [image] = JSON.parse(docker('image', 'inspect', 'slipway-test/ferry:2')) as [{ readonly Comment: string }];
    docker('rmi', 'slipway-test/ferry:2');
    assert.equal(image.Comment, 'as she sailed');
  });

  it('is exported to the file that is chosen', async function () {
    needsWorkbench(this);
    const file = join(workspaceFolder(), `${renamed}.tar`);
    const exporting = vscode.commands.executeCommand('slipway.container.export', await treeNode());
    await workbench.waitFor('.quick-input-widget >> text=Export the files of');
    // Until it has listed the folder, this way of asking for a file is deaf to Enter.
    await workbench.waitFor('.quick-input-list .monaco-list-row');
    await workbench.press('Enter');
    await exporting;
    await vscode.commands.executeCommand('notifications.clearAll');
    const { size } = await vscode.workspace.fs.stat(vscode.Uri.file(file));
    await vscode.workspace.fs.delete(vscode.Uri.file(file));
    assert.ok(size > 500_000, String(size));
  });

  it('gives its name, id and address to the clipboard', async function () {
    needsWorkbench(this);
    const address = docker('inspect', '-f', '{{.NetworkSettings.IPAddress}}', id);
    for (const [what, value] of [
      ['Name', renamed],
      ['Id', id],
      ['Address', address],
    ] as const) {
      await vscode.commands.executeCommand(`slipway.container.copy${what}`, await treeNode());
      assert.equal(await vscode.env.clipboard.readText(), value);
    }
  });

  it('is paused and unpaused from the palette, which asks which one', async function () {
    needsWorkbench(this);
    for (const [verb, state] of [
      ['Pause', 'paused'],
      ['Unpause', 'running'],
    ] as const) {
      await workbench.press('F1');
      await workbench.waitFor('.quick-input-widget');
      await workbench.type(`Slipway Containers: ${verb}`);
      await workbench.waitFor(`.quick-input-list .monaco-list-row.focused >> text="Slipway Containers: ${verb}"`);
      await workbench.press('Enter');
      await workbench.waitFor(`.quick-input-widget >> text=${verb} which containers?`);
      await workbench.type(renamed);
      await workbench.waitFor(`.quick-input-list .monaco-list-row >> text=${renamed}`);
      await workbench.click('.quick-input-list .monaco-list-row .quick-input-list-label');
      await workbench.screenshot(`container-palette-${verb.toLowerCase()}`);
      await workbench.press('Enter');
      await rowWhen(it => it?.status === state);
    }
  });

  it('is removed when that is chosen, and kept by Enter', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.containers.focus');
    await workbench.click(row(renamed));
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.press('Delete');
      await workbench.waitFor(entry(`Keep ${renamed}`));
      await workbench.screenshot(`container-remove-${theme}`);
      await workbench.press('Enter');
      await workbench.waitUntilGone('.quick-input-widget');
      await workbench.click(row(renamed));
    }
    assert.equal((await rowWhen(() => true))?.status, 'running');
    await vscode.commands.executeCommand('slipway.container.inspect', await treeNode());
    await vscode.commands.executeCommand('slipway.containers.focus');
    await workbench.click(row(renamed));
    await workbench.press('Delete');
    await workbench.click(entry(`Stop and remove ${renamed} and its anonymous volume`));
    await workbench.waitUntilGone(row(renamed));
    assert.equal(await rowWhen(it => it === undefined), undefined);
    // What was known of it stays to be read; its tab says that it is gone.
    await workbench.waitFor('.tab [class*="monaco-decoration-item"]');
    assert.equal(JSON.parse(vscode.window.activeTextEditor?.document.getText() ?? '').Id, id);
    await workbench.screenshot('container-gone');
    id = '';
  });

  it('goes together with others, which are listed by name', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const names = ['journey-buoy-1', 'journey-buoy-2', 'journey-buoy-3'];
    const [first = ''] = names;
    for (const called of names)
      docker('run', '-d', '--name', called, '--stop-timeout', '0', baseImage, 'sleep', '1000');
    try {
      await vscode.commands.executeCommand('slipway.containers.focus');
      for (const called of names) await workbench.waitFor(row(called, 'running'));
      docker('kill', first);
      await workbench.waitFor(row(first, 'exited'));
      await workbench.click(row('journey-buoy-2'));
      for (const _other of names.slice(1)) await workbench.press('Shift+ArrowDown');
      await workbench.press('Delete');
      await workbench.waitFor(entry('Keep them'));
      for (const theme of themes) {
        await workbench.theme(theme);
        await workbench.screenshot(`containers-remove-${theme}`);
      }
      await workbench.click(entry('Kill those that run and remove all 3'));
      for (const called of names) await workbench.waitUntilGone(row(called));
    } finally {
      const left = docker('ps', '-aq', '--filter', 'name=journey-buoy').split('\n').filter(Boolean);
      if (left.length > 0) docker('rm', '-f', ...left);
    }
  });

  /** What VS Code hands a command of the row's menu. */
  async function treeNode(): Promise<unknown> {
    const subject = { kind: 'container', id } as const;
    return { id: `container:${id}`, facts: ';container;', spoken: '', label: '', icon: { id: 'vm' }, subject };
  }
});
