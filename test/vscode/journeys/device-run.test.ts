// Journey: a balena project is run on this machine as a Raspberry Pi would run it, without one: built first, shown, started
// under emulation without rights over the machine, and stopped so that only its volume is left.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { folderLabel } from '../../../client/src/device-run/container-config.ts';
import type { ContainerRow, EngineState } from '../../../client/src/engine/engine-state.ts';
import { environment } from '../../bed/environment.ts';
import { stateWhen } from '../support/engine-state.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage];
const platforms = process.env[environment.platforms] ?? '';
const files = {
  'balena.yml': 'name: hive\ntype: sw.application\ndata:\n  defaultDeviceType: raspberrypi4-64\n',
  'docker-compose.yml': `version: "2.4"
services:
  bees:
    build: bees
    volumes:
      - honey:/honey
    labels:
      io.balena.features.dbus: "1"
      io.balena.features.supervisor-api: "1"
  keeper:
    image: ${baseImage}
    command: sleep 600
    stop_signal: SIGKILL
    restart: on-failure:3
    depends_on:
      - bees
volumes:
  honey:
`,
  'bees/Dockerfile': `FROM ${baseImage}\nRUN uname -m > /machine\nSTOPSIGNAL SIGKILL\nCMD ["sleep", "600"]\n`,
};

describe('Journey: a project runs here as the device would run it', () => {
  const name = 'journey-hive';
  let folder = '';
  const themes = ['light', 'dark'] as const;

  before(function () {
    if (baseImage === undefined || !platforms.includes('linux/arm64')) this.skip();
  });
  after(() => removeFolder(folder));

  const isOurs = ({ labels }: { readonly labels: Readonly<Record<string, string>> }) => labels[folderLabel] === folder;
  const containersOf = ({ containers }: EngineState): readonly ContainerRow[] =>
    [...containers.values()].filter(isOurs).sort((a, b) => a.name.localeCompare(b.name));
  const inThemes = async (picture: string): Promise<void> => {
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`${picture}-${theme}`);
    }
  };

  it('builds what is not there, shows what will be applied and what cannot be, and starts it', async function () {
    needsWorkbench(this);
    folder = await writeFolder(name, files);
    const { document } = await open(`${folder}/docker-compose.yml`);
    const command = vscode.commands.executeCommand('slipway.device.run', document.uri);
    await workbench.waitFor('.quick-input-list >> text=Build First, Then Run');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-list >> text=Start Without Rights over This Machine');
    await inThemes('device-run');
    await workbench.press('Enter');
    await command;
    const state = await stateWhen(all => containersOf(all).filter(({ status }) => status === 'running').length === 2);
    assert.deepEqual(
      containersOf(state).map(it => it.name),
      [`${name}_bees`, `${name}_keeper`],
    );
    const engine = await (await slipwayApi()).engine();
    const [bees] = containersOf(state);
    const { HostConfig, Config } = await engine.containers.inspect(bees?.id ?? '');
    assert.deepEqual(
      (HostConfig as { readonly RestartPolicy: { readonly Name: string } }).RestartPolicy.Name,
      'always',
    );
    assert.ok(Config?.Env?.includes('BALENA_DEVICE_TYPE=raspberrypi4-64'));
    assert.ok(!JSON.stringify(HostConfig).includes('dbus'));
  });

  it('shows all of it as a document', async function () {
    needsWorkbench(this);
    const command = vscode.commands.executeCommand(
      'slipway.device.run',
      vscode.Uri.file(`${folder}/docker-compose.yml`),
    );
    await workbench.waitFor('.quick-input-list >> text=Start Without Rights over This Machine');
    await workbench.click('.quick-input-list >> text=Show All That Is Applied');
    await command;
    const inPage = (selector: string) => workbench.waitFor({ frames: webviewFrames, selector });
    await inPage('h1 >> text=/^journey-hive as Raspberry Pi 4 .*would run it/');
    await inPage('text=/there is no Supervisor here/');
    await inThemes('device-run-document');
  });

  it('is replaced by another only after what goes was named, and stays when Enter is all that was pressed', async function () {
    needsWorkbench(this);
    const ids = async () => containersOf(await stateWhen(() => true)).map(({ id }) => id);
    const before = await ids();
    const command = vscode.commands.executeCommand(
      'slipway.device.run',
      vscode.Uri.file(`${folder}/docker-compose.yml`),
    );
    await workbench.waitFor('.quick-input-list >> text=Start Without Rights over This Machine…');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-list >> text=Keep its 2 containers');
    await workbench.waitFor(`.quick-input-list >> text=${name}_keeper`);
    await inThemes('device-run-replace');
    await workbench.press('Enter');
    await command;
    assert.deepEqual(await ids(), before);
  });

  it('stays when Enter is all that was pressed, and leaves its volume when it is stopped', async function () {
    needsWorkbench(this);
    const stop = async (...keys: readonly string[]): Promise<void> => {
      const command = vscode.commands.executeCommand('slipway.device.stopRun', name);
      await workbench.waitFor('.quick-input-widget >> text=/^Keep /');
      for (const key of keys) await workbench.press(key);
      await command;
    };
    await stop('Enter');
    assert.equal(containersOf(await stateWhen(() => true)).length, 2);
    const shown = vscode.commands.executeCommand('slipway.device.stopRun', name);
    await workbench.waitFor('.quick-input-widget >> text=/^Keep /');
    await inThemes('device-run-stop');
    await workbench.press('Escape');
    await shown;
    await stop('ArrowDown', 'Enter');
    const after = await stateWhen(
      state => containersOf(state).length === 0 && ![...state.networks.values()].some(isOurs),
    );
    const volumes = [...after.volumes.values()].filter(isOurs);
    assert.match(volumes.map(it => it.name).join(), /^\d{7}_honey$/);
    await stop('ArrowDown', 'Enter');
    await stateWhen(state => [...state.volumes.values()].filter(isOurs).length === 0);
  });
});
