// Journey: the engine cannot run what a build runs, which is asked about before anything happens; another builder is
// selected, builds, and is given up again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { newestBuild } from '../support/build-state.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';
import { open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const own = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';
const name = 'journey-builder';

describe('Journey: who builds', () => {
  let folder = '';
  const tags = new Set<string>();
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const input = '.quick-input-widget';
  const focused = (words: string) => `${input} .monaco-list-row.focused >> text=${words}`;
  const title = (words: string) => `${input} .quick-input-title >> text=${words}`;
  const pick = async (words: string) => {
    await workbench.waitFor(`${input} .monaco-list-row.focused`);
    await workbench.type(words);
    await workbench.waitFor(focused(words));
    await workbench.press('Enter');
  };
  const pictures = async (picture: string) => {
    for (const theme of ['light', 'dark'] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`${picture}-${theme}`);
    }
  };
  const build = (platform: string) =>
    vscode.commands.executeCommand('slipway.device.build', vscode.Uri.file(`${folder}/Dockerfile`), {
      platforms: [platform],
      services: [],
    });
  const builder = () => vscode.workspace.getConfiguration('slipway.build').get<string>('builder');

  before(async function () {
    if (baseImage === '') this.skip();
    const dockerfile = `FROM ${baseImage}\nCOPY cargo /cargo\nRUN cat /cargo\nCMD ["cat", "/cargo"]\n`;
    folder = await writeFolder(name, { Dockerfile: dockerfile, cargo: 'timber\n' });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    (await slipwayApi()).builds.clear();
  });
  after(async () => {
    const settings = vscode.workspace.getConfiguration('slipway.build');
    await settings.update('builder', undefined, vscode.ConfigurationTarget.Global);
    (await slipwayApi()).builds.clear();
    await vscode.commands.executeCommand('notifications.clearAll');
    for (const tag of tags) if (docker('images', '--quiet', tag) !== '') docker('rmi', '--force', tag);
    if (folder !== '') await removeFolder(folder);
  });

  it('is asked where the engine has no emulation, and nothing is installed by Enter', async function () {
    needsWorkbench(this);
    await open(`${folder}/Dockerfile`);
    const containers = docker('ps', '--all', '--quiet');
    const building = build('linux/s390x');
    await workbench.waitFor(title('cannot run programs for linux/s390x'));
    await pictures('emulation-question');
    await pick('Install QEMU');
    await workbench.waitFor(title('Run a privileged container on'));
    await workbench.waitFor(focused('Do not install anything'));
    await pictures('emulation-confirm');
    await workbench.press('Enter');
    await building;
    assert.equal(docker('ps', '--all', '--quiet'), containers);
    assert.deepEqual((await slipwayApi()).builds.runs, []);
  });

  it('is a builder of buildx once that is selected, and the engine again', async function () {
    needsWorkbench(this);
    await workbench.press('F1');
    await workbench.type('Slipway: Select Builder');
    await workbench.waitFor(focused('Select Builder'));
    await workbench.press('Enter');
    await workbench.waitFor(title('Slipway: Select Builder'));
    await workbench.waitFor(focused('The connected engine'));
    await pictures('select-builder');
    const changed = new Promise<void>(resolve => {
      const listening = vscode.workspace.onDidChangeConfiguration(change => {
        if (!change.affectsConfiguration('slipway.build.builder')) return;
        listening.dispose();
        resolve();
      });
    });
    await pick('default');
    await changed;
    assert.equal(builder(), 'default');
    await build(own);
    const byBuildx = await newestBuild(run => run.state !== 'running');
    assert.deepEqual([byBuildx.runner, byBuildx.state], ['buildx', 'done']);
    const [job] = byBuildx.jobs;
    assert.equal(job?.result?.platform, own);
    const [tag = ''] = job?.result?.tags ?? [];
    tags.add(tag);
    assert.equal(docker('run', '--rm', tag), 'timber');
    assert.ok(job?.build.steps.some(step => step.name.text.includes('RUN cat /cargo')));

    const selecting = vscode.commands.executeCommand('slipway.device.selectBuilder');
    await workbench.waitFor(title('Slipway: Select Builder'));
    await pick('The connected engine');
    await selecting;
    assert.equal(builder(), '');
    await build(own);
    const byEngine = await newestBuild(run => run.id !== byBuildx.id && run.state !== 'running');
    assert.deepEqual([byEngine.runner, byEngine.state], ['engine', 'done']);
  });
});
