// Journey: a lesson from its row in the Learn view to its last tick. By mouse: view, walkthrough, exercise, a check that
// fails with its hint and then passes, a command in the terminal. Then what happens in any other terminal counts as well,
// and cleaning up leaves nothing.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Learning } from '../../../client/src/learn/learning.ts';
import { environment } from '../../bed/environment.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { eventually, workspaceFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const themes = ['light', 'dark'] as const;
const lessonId = 'docker/04-dockerfiles';

describe('Journey: learning', () => {
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const root = join(workspaceFolder(), 'slipway-learn');
  const exercise = join(root, 'd04-first-df');
  let learning: Learning;

  before(async function () {
    if (baseImage === '') this.skip();
    ({ learning } = await slipwayApi());
    await learning.lessons();
    // No registry can be reached: busybox in the place of Debian, with an apt-get that has nothing to do.
    const folder = join(workspaceFolder(), 'stand-in');
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(folder));
    const lines = [`FROM ${baseImage}`, 'ENV PATH=/usr/local/bin:/usr/bin:/bin', 'COPY apt-get /bin/', ''];
    writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'));
    writeFileSync(join(folder, 'apt-get'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    docker('build', '--quiet', '-t', 'debian:trixie-slim', folder);
    rmSync(folder, { recursive: true });
  });
  after(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(root, { recursive: true, force: true });
    if (baseImage !== '') docker('rmi', '--force', 'debian:trixie-slim');
  });

  const row = (spoken: string): string => `[role="treeitem"][aria-label*="${spoken}"]`;
  const step = (title: string): string => `.getting-started-step:has(.step-title:text-is("${title}"))`;
  const ticked = (title: string): string => `${step(title)} .codicon-getting-started-step-checked`;
  const stepButton = (label: string): string => `.getting-started-step.expanded .monaco-button >> text="${label}"`;

  /** Settles once the step is done. */
  const done = (id: string): Promise<unknown> =>
    eventually(learning.onDidChange, () => learning.loaded?.progress.of(lessonId).done[id]);
  const dockerfile = (...lines: readonly string[]): void =>
    writeFileSync(join(exercise, 'Dockerfile'), `${lines.join('\n')}\n`);
  const run = 'RUN apt-get update && apt-get install -y --no-install-recommends tree && rm -rf /var/lib/apt/lists/*';
  const upper = ['FROM debian:trixie-slim', 'COPY list-files.sh /list-files.sh', 'COPY notes /notes/', run];

  it('begins in the Learn view', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closeAuxiliaryBar');
    // Whatever journey came before: the Learn view gets all the room.
    for (const name of ['Containers', 'Images', 'Volumes', 'Networks']) {
      await vscode.commands.executeCommand(`slipway.${name.toLowerCase()}.focus`);
      await workbench.waitFor(`.pane-header[aria-label^="${name}"][aria-expanded="true"]`);
      // The middle of a narrow header may be one of its buttons.
      await workbench.click(`.pane-header[aria-label^="${name}"] .title`);
      await workbench.waitFor(`.pane-header[aria-label^="${name}"][aria-expanded="false"]`);
    }
    await vscode.commands.executeCommand('slipway.learn.focus');
    await workbench.waitFor(row('Class Docker in depth'));
    await workbench.click(row('Lesson FROM, COPY, RUN, CMD'));
    await workbench.waitFor(row('Step Read the recipe'));
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`learn-view-${theme}`);
    }
    await workbench.click(row('Step Read the recipe'));
    await workbench.waitFor(stepButton('Open the Exercise'));
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.waitFor('.getting-started-media iframe.webview.ready');
      await workbench.screenshot(`learn-walkthrough-${theme}`);
    }
  });

  it('copies the exercise and ticks the step', async function () {
    needsWorkbench(this);
    await workbench.click(stepButton('Open the Exercise'));
    await done('recipe');
    assert.equal(readFileSync(join(exercise, 'Dockerfile'), 'utf8').split('\n')[0], 'FROM debian');
    assert.equal(statSync(join(exercise, 'list-files.sh')).mode & 0o777, 0o755);
    assert.ok(!existsSync(join(exercise, '.progress')));
    await eventually(vscode.window.onDidChangeActiveTextEditor, () =>
      vscode.window.activeTextEditor?.document.uri.fsPath === join(exercise, 'Dockerfile') ? true : undefined,
    );
    await workbench.waitFor(ticked('Read the recipe'));
    await workbench.waitFor('.codelens-decoration >> text=/Check/');
    await workbench.screenshot('learn-exercise');
  });

  it('says what is missing when a check fails, and ticks the step when it is mended', async function () {
    needsWorkbench(this);
    await workbench.click(`${step('FROM: say which')} .step-title`);
    await workbench.click(stepButton('Check'));
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor('.notifications-center >> text=/Not yet: .*takes whatever is latest today/');
    await workbench.screenshot('learn-hint');
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('slipway.learn.focus');
    await workbench.waitFor(row('Check of the step FROM: say which: not yet.'));
    await workbench.screenshot('learn-checks');

    const document = await vscode.workspace.openTextDocument(join(exercise, 'Dockerfile'));
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    await editor.edit(edit => edit.replace(document.lineAt(0).range, 'FROM debian:trixie-slim'));
    await document.save();
    await done('from');
    await workbench.waitFor(row('Check of the step FROM: say which: done'));
    await workbench.waitFor(ticked('FROM: say which'));
  });

  it('compares with the solution, after a question while nobody tried twice', async function () {
    needsWorkbench(this);
    const showing = vscode.commands.executeCommand('slipway.learn.showSolution');
    await workbench.click('.quick-input-list .monaco-list-row >> text=/Show the solution/');
    await showing;
    await workbench.waitFor('.monaco-diff-editor .modified >> text=/list-files.sh/');
    await workbench.screenshot('learn-solution');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('types a command into the terminal, in the folder of the exercise', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    dockerfile(...upper, 'CMD /list-files.sh 2>&1 | tee /list.log');
    await Promise.all([done('copy'), done('run')]);
    await workbench.click(`${step('COPY: what really arrives')} .step-title`);
    const ended = new Promise<number | undefined>(resolve => {
      const listening = learning.terminal.onDidEnd(({ command, exitCode }) => {
        if (!command.startsWith('docker build')) return;
        listening.dispose();
        resolve(exitCode);
      });
    });
    await workbench.click(stepButton('Build “first-df”'));
    assert.equal(await ended, 0);
    await workbench.screenshot('learn-terminal');
  });

  it('sees what happens in any other terminal, and ends with every tick', async function () {
    needsWorkbench(this);
    // Beside the extension, not in its way: a container that is removed when it stops must be looked at before.
    const elsewhere = (...args: readonly string[]) => promisify(execFile)('docker', args);
    await elsewhere('run', '-d', '--rm', '--name', 'd04-loop', 'first-df');
    await elsewhere('stop', 'd04-loop');
    await done('killed');
    dockerfile(...upper, 'CMD ["/list-files.sh"]');
    await done('exec');
    await elsewhere('build', '--quiet', '-t', 'first-df', exercise);
    await elsewhere('run', '-d', '--rm', '--name', 'd04-clean', 'first-df');
    await elsewhere('stop', 'd04-clean');
    await done('clean-stop');
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor('.notifications-center >> text=/Well done/');
    await workbench.screenshot('learn-done');
    await vscode.commands.executeCommand('notifications.clearAll');
    const noted = JSON.parse(readFileSync(join(root, '.progress/d04-first-df.json'), 'utf8')) as {
      lessons: Record<string, { done: object }>;
    };
    assert.equal(Object.keys(noted.lessons[lessonId]?.done ?? {}).length, 7);
  });

  it('is read on one page as well', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('slipway.learn.read', { lesson: lessonId, step: 'copy' });
    await workbench.waitFor({ frames: webviewFrames, selector: 'h2 >> text=/Stop cleanly/' });
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.waitFor({ frames: webviewFrames, selector: 'svg >> text=Build context' });
      await workbench.screenshot(`learn-page-${theme}`);
    }
  });

  it('is cleaned up after, all of it named first', async function () {
    needsWorkbench(this);
    const cleaning = vscode.commands.executeCommand('slipway.learn.cleanup', { lesson: lessonId });
    await workbench.waitFor('.quick-input-list .monaco-list-row >> text=/first-df:latest/');
    await workbench.screenshot('learn-cleanup');
    await workbench.click('.quick-input-list .monaco-list-row >> text=/Remove/');
    await cleaning;
    assert.equal(docker('images', '--quiet', 'first-df'), '');
    assert.ok(existsSync(join(exercise, 'Dockerfile')));
  });

  it('is begun anew, and keeps what the learner made', async function () {
    needsWorkbench(this);
    const resetting = vscode.commands.executeCommand('slipway.learn.reset', { lesson: lessonId });
    await workbench.click('.quick-input-list .monaco-list-row >> text=/Begin anew/');
    await resetting;
    assert.equal(readFileSync(join(exercise, 'Dockerfile'), 'utf8').split('\n')[0], 'FROM debian');
    const kept = readdirSync(root).find(name => name.startsWith('d04-first-df.'));
    assert.ok(kept);
    assert.equal(readFileSync(join(root, kept, 'Dockerfile'), 'utf8').split('\n')[0], 'FROM debian:trixie-slim');
  });
});

describe('Journey: learning, the first lesson', () => {
  const root = join(workspaceFolder(), 'slipway-learn');
  const step = (title: string): string => `.getting-started-step:has(.step-title:text-is("${title}"))`;
  const button = (label: string): string => `.getting-started-step.expanded .monaco-button >> text="${label}"`;
  const ticked = (title: string): string => `${step(title)} .codicon-getting-started-step-checked`;

  after(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(root, { recursive: true, force: true });
  });

  it('is opened from the palette and ticks by what is there', async function () {
    needsWorkbench(this);
    rmSync(root, { recursive: true, force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await workbench.press('F1');
    await workbench.type('Slipway: Open Lesson');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text=/Open Lesson/');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-list .monaco-list-row >> text=/Start here/');
    await workbench.screenshot('learn-lessons');
    await workbench.click('.quick-input-list .monaco-list-row >> text=/Start here/');
    await workbench.waitFor(ticked('Meet your engine'));
    await workbench.screenshot('learn-first-lesson');
  });

  it('makes the folder for exercises, and sees a file', async function () {
    needsWorkbench(this);
    await workbench.click(`${step('Pick a place for exercises')} .step-title`);
    await workbench.click(button('Choose the Folder'));
    await workbench.click('.quick-input-list .monaco-list-row >> text=/slipway-learn/');
    await workbench.waitFor(ticked('Pick a place for exercises'));
    await workbench.click(`${step('See a check fail, then pass')} .step-title`);
    await workbench.waitFor(button('Check'));
    await workbench.screenshot('learn-first-lesson-svg');
    await workbench.click(button('Check'));
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor('.notifications-center >> text=/Not yet: hello.txt is missing/');
    await vscode.commands.executeCommand('notifications.clearAll');
    writeFileSync(join(root, 'hello.txt'), 'ready\n');
    await workbench.waitFor(ticked('See a check fail, then pass'));
  });
});
