// Journey: the logs of two containers are read in one terminal, one of them is restarted and the reading goes on; then what
// they wrote is opened as a document.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';
import { eventually } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const themes = ['light', 'dark'] as const;

describe('Journey: logs', () => {
  const names = ['journey-gull', 'journey-gull-two'] as const;
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const written =
    'printf "\\033[32mGET\\033[0m /harbour \\033[33m200\\033[0m in 3 ms\\n"; echo "at /app/harbour.js:12:7" >&2';
  let ids: readonly string[] = [];

  before(async function () {
    if (baseImage === '') this.skip();
    // A line each time somebody says so, and one at the start.
    const script = `echo "harbour is open"; trap '${written}' USR1; while :; do sleep 1000 & wait; done`;
    ids = names.map(name =>
      docker('run', '-d', '--init', '--stop-timeout', '0', '--name', name, baseImage, 'sh', '-c', script),
    );
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
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const row = (name: string) => `[role="treeitem"][aria-label*="Container ${name},"]`;
  const shown = (text: string) => `.terminal-wrapper.active .xterm-rows >> text=${text}`;
  const terminal = (name: string) => vscode.window.terminals.find(it => it.name === name);

  it('of two containers are read together, each line with its name', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.containers.focus');
    // A row moves when its container begins to run.
    for (const name of names) await workbench.waitFor(`${row(name)}[aria-label*="running"]`);
    await workbench.click(row(names[0]));
    await workbench.press('Shift+ArrowDown');
    await workbench.press('Control+l');
    await workbench.waitFor(shown('journey-gull-two │'));
    docker('kill', '--signal', 'USR1', names[0]);
    await workbench.waitFor(shown('/harbour.js:12:7'));
    docker('kill', '--signal', 'USR1', names[1]);
    await workbench.waitFor(shown('journey-gull-two │ at /app'));
    assert.ok(terminal('Logs: 2 containers'));
  });

  it('go on when one of them is restarted', async function () {
    needsWorkbench(this);
    docker('restart', names[1]);
    await workbench.waitFor(shown('journey-gull-two runs again since'));
    docker('kill', '--signal', 'USR1', names[1]);
    await workbench.waitFor(
      `${shown('journey-gull-two runs again since')} >> xpath=following::*[contains(., "harbour is open")]`,
    );
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`logs-of-two-${theme}`);
    }
  });

  it('come to the front when they are asked for again', async function () {
    needsWorkbench(this);
    const before = vscode.window.terminals.length;
    await workbench.click(row(names[0]));
    await workbench.press('Shift+ArrowDown');
    await workbench.press('Control+l');
    await workbench.click(row(names[0]));
    await workbench.click(`${row(names[0])} .action-label[aria-label^="Show Logs"]`);
    await eventually(vscode.window.onDidOpenTerminal, () => terminal('Logs: journey-gull'));
    await workbench.waitFor(shown('harbour is open'));
    assert.equal(vscode.window.terminals.length, before + 1);
  });

  it('end with Ctrl+C and close with Enter', async function () {
    needsWorkbench(this);
    const closing = terminal('Logs: journey-gull');
    closing?.show();
    await workbench.click('.terminal-wrapper.active .xterm-screen');
    await workbench.press('Control+c');
    await workbench.waitFor(shown('Stopped. Press Enter to close.'));
    await workbench.screenshot('logs-of-one-stopped');
    await workbench.press('Enter');
    await eventually(vscode.window.onDidCloseTerminal, () => (terminal('Logs: journey-gull') ? undefined : true));
  });

  it('are opened as a document, without colours', async function () {
    needsWorkbench(this);
    const { store } = await slipwayApi();
    await store.current();
    await workbench.click(row(names[0]));
    await workbench.press('F1');
    await workbench.type('Open Logs as Document');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text=Open Logs as Document');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-widget >> text=Open the Logs of Which Containers?');
    await workbench.type(names[0]);
    await workbench.click(`.quick-input-list .monaco-list-row >> text="${names[0]}"`);
    await workbench.press('Enter');
    const editor = await eventually(vscode.window.onDidChangeActiveTextEditor, () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.fileName.endsWith('journey-gull.log') ? active : undefined;
    });
    assert.deepEqual(editor.document.getText().split('\n').toSorted(), [
      '',
      'GET /harbour 200 in 3 ms',
      'at /app/harbour.js:12:7',
      'harbour is open',
    ]);
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`logs-document-${theme}`);
    }
  });
});
