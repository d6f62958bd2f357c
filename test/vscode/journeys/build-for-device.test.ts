// Journey: a Dockerfile is built for a device: by the button of its editor, by the palette, by a key, by a lens and as a
// task; it is watched and cancelled while it runs, and a build that fails leads to the line that failed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { newestBuild } from '../support/build-state.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { eventually, open, removeFolder, workspaceFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const themes = ['light', 'dark'] as const;
const name = 'journey-device';
/** What the engine of the bed runs by itself. */
const own = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';

/** Runs until it is cancelled. */
const endless = `FROM ${baseImage} AS build
RUN echo keel laid > /hull
RUN for plank in 1 2 3 4 5; do echo "plank $plank"; done; sleep 3600

FROM ${baseImage}
COPY --from=build /hull /hull
`;
const quick = `FROM ${baseImage} AS build
RUN echo keel laid > /hull

FROM ${baseImage}
COPY --from=build /hull /hull
`;
const failing = `FROM ${baseImage}
RUN echo keel laid > /hull
RUN echo "no wood left" && exit 3
`;

describe('Journey: a build for a device', () => {
  let folder = '';
  const tags = new Set<string>();
  let tasksFile = vscode.Uri.file('/');
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const input = '.quick-input-widget';
  const entry = (label: string) => `${input} .monaco-list-row >> text="${label}"`;
  const focused = (words: string) => `${input} .monaco-list-row.focused >> text=${words}`;
  const pick = async (words: string) => {
    // What is typed before would go into the editor.
    await workbench.waitFor(`${input} input[placeholder="Build for which device or platform?"]`);
    await workbench.type(words);
    await workbench.waitFor(focused(words));
    await workbench.press('Enter');
  };
  const notification = (words: string) => `.notifications-center .notification-list-item >> text=${words}`;
  const notificationButton = (label: string) =>
    `.notifications-center .notification-list-item-buttons-container .monaco-button >> text="${label}"`;
  const title = '.editor-actions .action-label[aria-label^="Build for Device…"]';
  const status = '[id="slipway.slipway.slipway.builds"]';
  /** A VS Code that is driven shows no toasts: what is said is read in the list of notifications. */
  const isTold = async (words: string) => {
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor(notification(words));
  };
  const pictures = async (picture: string) => {
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`${picture}-${theme}`);
    }
  };
  const write = async (path: string, text: string) => {
    const editor = await open(`${folder}/${path}`);
    const { document } = editor;
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    await editor.edit(edit => edit.replace(all, text));
    await document.save();
  };

  before(async function () {
    if (baseImage === '') this.skip();
    tasksFile = vscode.Uri.file(`${workspaceFolder()}/.vscode/tasks.json`);
    folder = await writeFolder(name, {
      Dockerfile: endless,
      'bare/Dockerfile': 'FROM scratch\nCOPY cargo /cargo\n',
      'bare/cargo': 'timber\n',
      'fleet/compose.yaml': 'services:\n  tug:\n    build: tug\n  barge:\n    build: barge\n',
      'fleet/tug/Dockerfile': `FROM ${baseImage}\nRUN echo tug > /name\n`,
      'fleet/barge/Dockerfile': `FROM ${baseImage}\nRUN echo barge > /name\n`,
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    (await slipwayApi()).builds.clear();
  });
  after(async () => {
    const { builds } = await slipwayApi();
    for (const run of builds.runs) builds.cancel(run.id);
    builds.clear();
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('notifications.clearAll');
    for (const tag of tags) if (docker('images', '--quiet', tag) !== '') docker('rmi', '--force', tag);
    await vscode.workspace.fs.delete(tasksFile).then(undefined, () => undefined); // It was never written.
    if (folder !== '') await removeFolder(folder);
  });

  it('begins at the button of the editor, asks for a device and for what is built', async function () {
    needsWorkbench(this);
    await open(`${folder}/Dockerfile`);
    await workbench.waitFor('.codelens-decoration >> text=Build This Stage');
    await workbench.click(title);
    // The folder's fleet has a device of its own, which is the first.
    await workbench.waitFor(focused('raspberrypi4-64'));
    await pictures('build-picker');
    await pick(own);
    await workbench.waitFor(entry('The whole file'));
    await workbench.screenshot('build-picker-what');
    await workbench.press('Enter');
    const { jobs } = await newestBuild(run =>
      run.jobs.some(job => job.build.steps.some(it => it.lastLine === 'plank 5')),
    );
    assert.equal(jobs.length, 1);
  });

  it('tells where it is while it runs', async function () {
    needsWorkbench(this);
    await isTold('RUN for plank in');
    await workbench.waitFor(`${status} >> text=Building ${name}/Dockerfile`);
    await pictures('build-running');
    await vscode.commands.executeCommand('notifications.hideList');
    await workbench.click(status);
    await workbench.waitFor('.panel .pane-body [role="treeitem"]');
    await pictures('build-running-view');
  });

  it('is cancelled by the palette', async function () {
    needsWorkbench(this);
    await workbench.press('F1');
    await workbench.type('Slipway: Cancel Build');
    await workbench.waitFor(`${input} .monaco-list-row.focused >> text=Cancel Build`);
    await workbench.press('Enter');
    await newestBuild(run => run.state === 'cancelled');
    await workbench.waitUntilGone(status);
  });

  it('is built again by a key, without a question', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await write('Dockerfile', quick);
    await workbench.press('Control+k');
    await workbench.press('b');
    const { jobs } = await newestBuild(run => run.state === 'done');
    const [tag = ''] = jobs[0]?.result?.tags ?? [];
    tags.add(tag);
    assert.equal(docker('run', '--rm', tag, 'cat', '/hull'), 'keel laid');
    await isTold(`Built ${name}/Dockerfile for ${own}`);
    await workbench.waitFor(notificationButton('Run'));
    await pictures('build-done');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is built for another architecture by the keyboard alone, and is of it', async function () {
    needsWorkbench(this);
    await open(`${folder}/bare/Dockerfile`);
    await workbench.press('Control+k');
    await workbench.press('Shift+b');
    await pick('raspberrypi4-64');
    const { title: called, jobs } = await newestBuild(run => run.state === 'done' && run.title.includes('bare'));
    assert.match(called, /bare\/Dockerfile for Raspberry Pi 4/);
    assert.equal(jobs[0]?.result?.platform, 'linux/arm64');
    const [tag = ''] = jobs[0]?.result?.tags ?? [];
    tags.add(tag);
    assert.equal(docker('image', 'inspect', '--format', '{{.Architecture}}', tag), 'arm64');
  });

  it('builds all services of a Compose file from the palette, side by side', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('notifications.clearAll');
    await open(`${folder}/fleet/compose.yaml`);
    await workbench.press('F1');
    await workbench.type('Slipway: Build for Device');
    await workbench.waitFor(focused('Build for Device…'));
    await workbench.press('Enter');
    await pick(own);
    await workbench.waitFor(entry('All 2 services'));
    await workbench.screenshot('build-picker-services');
    await workbench.press('Enter');
    const { jobs } = await newestBuild(run => run.state === 'done' && run.jobs.length === 2);
    for (const { service, result } of jobs) {
      const [tag = ''] = result?.tags ?? [];
      tags.add(tag);
      assert.equal(docker('run', '--rm', tag, 'cat', '/name'), service);
    }
    const [first, second] = jobs;
    assert.ok(first?.endedAt && second?.startedAt && second.startedAt < first.endedAt, 'one after the other');
    await isTold('Built fleet for');
    await workbench.screenshot('build-done-services');
  });

  it('that fails leads to the line that failed', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('notifications.clearAll');
    await write('Dockerfile', failing);
    await vscode.window.showTextDocument(vscode.Uri.file(`${folder}/bare/Dockerfile`));
    const uri = vscode.Uri.file(`${folder}/Dockerfile`);
    await vscode.commands.executeCommand('slipway.device.build', uri, { platforms: [own], services: [] });
    const { jobs } = await newestBuild(run => run.state === 'failed');
    assert.equal(jobs[0]?.failure?.exitCode, 3);
    await isTold('could not be built');
    await pictures('build-failed');
    await workbench.click(notificationButton('Go to Line'));
    const editor = await eventually(vscode.window.onDidChangeTextEditorSelection, () => {
      const shown = vscode.window.activeTextEditor;
      return shown?.document.uri.fsPath === uri.fsPath && shown.selection.active.line === 2 ? shown : undefined;
    });
    assert.equal(editor.document.lineAt(editor.selection.active.line).text, 'RUN echo "no wood left" && exit 3');
    await vscode.commands.executeCommand('notifications.hideList');
    await pictures('build-failed-line');
  });

  it('is offered above stages, and builds up to one', async function () {
    needsWorkbench(this);
    await write('Dockerfile', quick);
    const uri = vscode.Uri.file(`${folder}/Dockerfile`);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    assert.deepEqual(
      lenses.map(({ range, command }) => `${range.start.line} ${command?.title}`),
      ['0 Build for Raspberry Pi 4 (using 64bit OS)', '0 Build for…', '0 Build This Stage'],
    );
    const [address, build] = lenses[2]?.command?.arguments ?? [];
    await vscode.commands.executeCommand('slipway.device.build', address, { ...build, platforms: [own] });
    const { plan } = await newestBuild(run => run.state === 'done' && run.title.includes('stage build'));
    assert.equal(plan.builds[0]?.target?.name, 'build');

    await vscode.commands.executeCommand('notifications.clearAll');
    await workbench.click('.codelens-decoration >> text="Build for…"');
    // Rows of the lists before are hidden, and still there.
    await workbench.waitFor(`${input} .quick-input-list-separator:visible:has-text("used lately")`);
    await workbench.screenshot('build-picker-used-lately');
    await pick(own);
    await newestBuild(run => run.state === 'done' && !run.title.includes('stage build'));
  });

  it('shows its plan as a page, and builds nothing', async function () {
    needsWorkbench(this);
    const { builds } = await slipwayApi();
    const before = builds.runs.length;
    const uri = vscode.Uri.file(`${folder}/Dockerfile`);
    const command = vscode.commands.executeCommand('slipway.showBuildPlan', uri);
    await workbench.waitFor(`${input} input[placeholder="Build for which devices or platforms?"]`);
    // The project's own device is ticked.
    await workbench.press('Enter');
    await command;
    const inPage = (selector: string) => workbench.waitFor({ frames: webviewFrames, selector });
    await inPage(`h1 >> text="Build plan of ${name}"`);
    await inPage(`td >> text="${name}_main:latest"`);
    await pictures('build-plan');
    assert.equal(builds.runs.length, before);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('is a task, too: with an exit code, and the line that failed as a problem', async function () {
    needsWorkbench(this);
    const ended = (): Promise<number | undefined> =>
      new Promise(resolve => {
        const listening = vscode.tasks.onDidEndTaskProcess(event => {
          if (event.execution.task.definition['type'] !== 'slipway') return;
          listening.dispose();
          resolve(event.exitCode);
        });
      });
    const configured = {
      version: '2.0.0',
      tasks: [{ label, type: 'slipway', path: `${name}/Dockerfile`, device: own }],
    };
    await vscode.workspace.fs.writeFile(tasksFile, Buffer.from(JSON.stringify(configured)));
    const run = async (text: string): Promise<number | undefined> => {
      await write('Dockerfile', text);
      const end = ended();
      await vscode.tasks.executeTask(await configuredTask());
      return end;
    };
    assert.equal(await run(quick), 0);
    assert.equal(await run(failing), 1);
    await workbench.waitFor('.terminal-wrapper.active');
    // By the build itself and by the problem matcher, but once for whoever looks.
    await workbench.waitFor('[id="status.problems"] [aria-label="Errors: 1"]');
    await pictures('build-task-failed');
  });
});

const label = 'build the hull';

/** As tasks.json says it, as soon as VS Code has read that file. */
async function configuredTask(): Promise<vscode.Task> {
  for (;;) {
    const found = (await vscode.tasks.fetchTasks({ type: 'slipway' })).find(task => task.name === label);
    if (found) return found;
  }
}
