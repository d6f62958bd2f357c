// Journey: a balena project is pushed to a fleet, chosen where one builds for a device; a program of ours stands in for
// balena's CLI. Nobody is logged in at first; then the release fails on a line, which is shown like any other failure.
import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { balenaStandIn, type Scene, type StandIn } from '../../client/balena/balena-stand-in.ts';
import { newestBuild } from '../support/build-state.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';
import { open, removeFolder, writeFolder } from '../support/workspace.ts';

const files = {
  'balena.yml': 'name: lock\ntype: sw.application\ndata:\n  defaultDeviceType: raspberrypi4-64\n',
  'docker-compose.yml': 'version: "2.4"\nservices:\n  gate:\n    build: gate\n  water:\n    build: water\n',
  'gate/Dockerfile': 'FROM debian:trixie-slim\nRUN make gate\n',
  'water/Dockerfile': 'FROM debian:trixie-slim\n',
};
const fleets = [
  { slug: 'canal/lock', app_name: 'lock', device_type: 'raspberrypi4-64', device_count: 3, online_devices: 2 },
  { slug: 'canal/weir', app_name: 'weir', device_type: 'raspberrypi3', device_count: 1, online_devices: 0 },
];
const push: Scene = {
  stdout: [
    '[Info]     Starting build for lock, user keeper',
    '[gate]     Step 1/2 : FROM debian:trixie-slim',
    '[water]    Step 1/1 : FROM debian:trixie-slim',
    '[water]    Successfully built 1a2b3c4d5e6f',
    '[gate]     Step 2/2 : RUN make gate',
    '[gate]     make: *** No rule to make target "gate".  Stop.',
    "[gate]     The command '/bin/sh -c make gate' returned a non-zero code: 2",
    '[Error]    Some services failed to build:',
    '[Error]      Service: gate',
    "[Error]        Error: The command '/bin/sh -c make gate' returned a non-zero code: 2",
    '[Error]    Not deploying release.',
  ],
  stderr: ['Remote build failed'],
  code: 1,
};

describe('Journey: a push to a fleet of balena', () => {
  const themes = ['light', 'dark'] as const;
  const path = process.env['PATH'];
  let folder = '';
  let standIn: StandIn | undefined;

  const play = (scenes: Readonly<Record<string, Scene>>): StandIn => {
    standIn?.remove();
    standIn = balenaStandIn(scenes);
    process.env['PATH'] = `${standIn.folder}${delimiter}${path ?? ''}`;
    return standIn;
  };
  const inThemes = async (picture: string): Promise<void> => {
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`${picture}-${theme}`);
    }
  };

  before(async () => {
    folder = await writeFolder('journey-lock', files);
  });
  after(async () => {
    process.env['PATH'] = path;
    standIn?.remove();
    await removeFolder(folder);
  });

  it('says that nobody is logged in, and offers the CLI’s own way in', async function () {
    needsWorkbench(this);
    const required = 'Login required: use the “balena login” command to log in.';
    play({ whoami: { stderr: [required], code: 1 } });
    await open(`${folder}/docker-compose.yml`);
    await vscode.commands.executeCommand('slipway.balena.pushToFleet');
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor('.notifications-center >> text=nobody is logged in to balena');
    await workbench.waitFor('.notifications-center >> text=Log In in Terminal');
    await inThemes('balena-log-in');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is chosen where one builds for a device, and followed in the view of builds to the line that failed', async function () {
    needsWorkbench(this);
    const program = play({
      whoami: { stdout: ['== ACCOUNT INFORMATION', 'USERNAME: keeper'] },
      'fleet list': { stdout: [JSON.stringify(fleets)] },
      push,
    });
    const { document } = await open(`${folder}/docker-compose.yml`);
    const command = vscode.commands.executeCommand('slipway.device.build', document.uri);
    await workbench.waitFor('.quick-input-list >> text=Push to Fleet…');
    await inThemes('balena-ways');
    await workbench.click('.quick-input-list >> text=Push to Fleet…');
    await workbench.waitFor('.quick-input-list >> text=canal/lock');
    await inThemes('balena-fleets');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-list >> text=Push as a Draft');
    await workbench.press('Enter');
    await command;
    const run = await newestBuild(({ state, runner }) => runner === 'balena' && state !== 'running');
    assert.deepEqual(program.calls(), [
      `whoami @ ${process.cwd()}`,
      `fleet list --json @ ${process.cwd()}`,
      `push canal/lock --draft @ ${folder}`,
    ]);
    assert.deepEqual(
      run.jobs.map(({ service, state }) => [service, state]),
      [
        ['gate', 'failed'],
        ['water', 'done'],
      ],
    );
    const { failure } = run.jobs[0] ?? {};
    assert.equal(failure?.exitCode, 2);
    assert.equal(failure?.place?.path, `${folder}/gate/Dockerfile`);
    assert.equal(files['gate/Dockerfile'].slice(failure?.place?.start, failure?.place?.end), 'RUN make gate');
    await vscode.commands.executeCommand('slipway.builds.focus');
    await workbench.waitFor('[role="treeitem"] >> text=journey-lock to the fleet canal/lock');
    await inThemes('balena-push-failed');
  });
});
