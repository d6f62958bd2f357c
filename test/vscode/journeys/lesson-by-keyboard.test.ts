// Journey: a lesson by keyboard alone, from a word that is searched to the clean-up. What is typed goes to the workbench as
// keys; the test itself looks at files and the engine, and opens the list of notifications.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Learning } from '../../../client/src/learn/learning.ts';
import { environment } from '../../bed/environment.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { eventually, workspaceFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const lessonId = 'docker/05-build';
/** More keys than any way on a page takes. */
const mostTabs = 60;

describe('Journey: learning by keyboard alone', () => {
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const root = join(workspaceFolder(), 'slipway-learn');
  const typing = vscode.workspace.getConfiguration('editor');
  let learning: Learning;
  let node = '';

  before(async function () {
    if (baseImage === '') this.skip();
    ({ learning } = await slipwayApi());
    node = (await learning.lessons()).curriculum.bases['node'] ?? '';
    // No registry can be reached: busybox in the place of Node, with an npm that installs nothing.
    const folder = join(workspaceFolder(), 'stand-in');
    mkdirSync(folder, { recursive: true });
    const lines = [`FROM ${baseImage}`, 'ENV PATH=/usr/local/bin:/usr/bin:/bin', 'COPY npm /bin/', ''];
    writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'));
    writeFileSync(join(folder, 'npm'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    docker('build', '--quiet', '-t', 'node:latest', '-t', node, folder);
    rmSync(folder, { recursive: true });
    // Suggestions come when they come: a key that is to end a line must not take one.
    for (const [name, value] of Object.entries(unassisted))
      await typing.update(name, value, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    for (const name of Object.keys(unassisted)) await typing.update(name, undefined, vscode.ConfigurationTarget.Global);
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(root, { recursive: true, force: true });
    if (node !== '') docker('rmi', '--force', 'node:latest', node);
  });

  const row = (words: string): string => `.quick-input-list .monaco-list-row.focused >> text=/${words}/`;
  /** What is typed before the list has come would go to whatever has the focus. */
  const asked = (placeholder: string): Promise<unknown> =>
    workbench.waitFor(`.quick-input-box input[placeholder="${placeholder}"]`);
  const choose = async (typed: string, words: string): Promise<void> => {
    await workbench.type(typed);
    await workbench.waitFor(row(words));
    await workbench.press('Enter');
  };
  const command = async (title: string): Promise<void> => {
    await workbench.press('F1');
    await workbench.waitFor('.quick-input-box input');
    await choose(`Slipway: ${title}`, title);
  };
  const step = (title: string): string => `.getting-started-step.expanded:has(.step-title:text-is("${title}"))`;
  /** Goes on by Tab until the button has the focus, and presses it. */
  const press = async (title: string, button: string): Promise<void> => {
    await workbench.waitFor(`${step(title)} .monaco-button >> text="${button}"`);
    for (let i = 0; i < mostTabs; i++) {
      await workbench.press('Tab');
      if ((await workbench.text(':focus')).trim() === button) return void (await workbench.press('Enter'));
    }
    assert.fail(`Tab does not lead to “${button}”`);
  };
  const done = (id: string): Promise<unknown> =>
    eventually(learning.onDidChange, () => learning.loaded?.progress.of(lessonId).done[id]);
  const inEditor = (path: string): Promise<true> =>
    eventually(vscode.window.onDidChangeActiveTextEditor, () =>
      vscode.window.activeTextEditor?.document.uri.fsPath === path ? true : undefined,
    );

  it('finds the lesson by a word, opens its exercise and builds', async function () {
    needsWorkbench(this);
    rmSync(root, { recursive: true, force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await command('Search Lessons');
    await asked('Words of a lesson or step');
    await choose('Build version one', 'Build version one');
    await press('Build version one', 'Open Dockerfile');
    await inEditor(join(root, 'd05-echo/Dockerfile'));
    await command('Run Command of Step');
    await done('build');
    await workbench.screenshot('learn-keyboard-built');
  });

  it('is told why an answer is wrong', async function () {
    needsWorkbench(this);
    await command('Answer Question of Step');
    await asked('Choose the answer');
    await choose('Lines of the Dockerfile', 'Lines of the Dockerfile');
    await workbench.waitFor('.quick-input-list .monaco-list-row >> text=/only three of them are steps/');
    await workbench.screenshot('learn-keyboard-quiz');
    await choose('Instructions of this stage', 'Instructions of this stage');
    await done('report');
  });

  it('goes on at the next step, whose button is reached by Tab', async function () {
    needsWorkbench(this);
    await command('Continue Learning');
    await press('Shared layers', 'Show Layers');
    await done('layers');
    // The panel takes the keys: it must be there before the next.
    const [webview = '', content = ''] = webviewFrames;
    await workbench.waitFor({ frames: [`${webview}:visible`, content], selector: 'text=Files of the image' });
    await workbench.screenshot('learn-keyboard-layers');
  });

  it('mends the Dockerfile after Check said what is missing', async function () {
    needsWorkbench(this);
    await command('Check Exercise');
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor('.notifications-center >> text=/Not yet: Add WORKDIR .usr.src.app under FROM/');
    await vscode.commands.executeCommand('notifications.clearAll');
    await command('Continue Learning');
    await press('WORKDIR instead of cd', 'Open Dockerfile');
    await inEditor(join(root, 'd05-echo/Dockerfile'));
    await workbench.press('Control+A');
    await workbench.type(
      [
        ...[`FROM ${node}`, 'WORKDIR /usr/src/app', 'COPY package.json package-lock.json ./'],
        ...['RUN npm ci --omit=dev', 'COPY index.js ./', 'CMD ["node", "index.js"]'],
      ].join('\n'),
    );
    await workbench.press('Control+S');
    await Promise.all([done('workdir'), done('cmd')]);
    await workbench.screenshot('learn-keyboard-mended');
  });

  it('builds again, has every tick, and cleans up', async function () {
    needsWorkbench(this);
    await command('Run Command of Step');
    await workbench.waitFor('.quick-input-title >> text=Run which command?');
    await choose('docker build', 'docker build');
    await done('rebuild');
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor('.notifications-center >> text=/Well done/');
    await vscode.commands.executeCommand('notifications.clearAll');
    await command('Clean Up Exercise');
    await workbench.waitFor(row('Keep everything'));
    await workbench.screenshot('learn-keyboard-cleanup');
    await workbench.press('ArrowDown');
    await workbench.waitFor(row('Remove'));
    await workbench.press('Enter');
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor('.notifications-center >> text=/Your files stay/');
    assert.equal(docker('images', '--quiet', 'simple-docker-app'), '');
    assert.ok(existsSync(join(root, 'd05-echo/Dockerfile')));
  });
});

const unassisted = {
  quickSuggestions: { other: 'off', comments: 'off', strings: 'off' },
  suggestOnTriggerCharacters: false,
  autoClosingBrackets: 'never',
  autoClosingQuotes: 'never',
} as const;
