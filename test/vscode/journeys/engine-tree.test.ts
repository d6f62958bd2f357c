// Journey: the four views show what an engine has as it changes, without losing what somebody selected, opened or closed;
// rows are filtered and grouped; the engine is lost and comes back; another one is empty, and a third is not there at all.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { slipwayApi } from '../support/slipway.ts';
import { emptyEngine, losableEngine } from '../support/stand-in-engine.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const engineHost = process.env['DOCKER_HOST'] ?? '';

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

/** A row by what a screen reader says of it. */
const row = (...spoken: readonly string[]): string =>
  `[role="treeitem"]${spoken.map(text => `[aria-label*="${text}"]`).join('')}`;
const header = (view: string): string => `.pane-header[aria-label^="${view}"]`;
const welcome = (text: string): string => `.welcome-view >> text=${text}`;

async function inBothThemes(name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await workbench.theme(theme);
    await workbench.screenshot(`${name}-${theme}`);
  }
}

/** Opens exactly these views. */
async function openViews(...names: readonly string[]): Promise<void> {
  for (const name of ['Containers', 'Images', 'Volumes', 'Networks']) {
    await vscode.commands.executeCommand(`slipway.${name.toLowerCase()}.focus`);
    await workbench.waitFor(`${header(name)}[aria-expanded="true"]`);
  }
  for (const name of ['Containers', 'Images', 'Volumes', 'Networks']) {
    if (names.includes(name)) continue;
    // Rows move below a pointer that rests, and their tooltips cover the headers.
    await workbench.hover('.part.editor');
    await workbench.waitUntilGone('.workbench-hover');
    await workbench.click(header(name));
    await workbench.waitFor(`${header(name)}[aria-expanded="false"]`);
  }
}

/** Settles when the rows are those of the engine at this address. */
async function connectedTo(host: string): Promise<void> {
  const { store } = await slipwayApi();
  await new Promise<void>(resolve => {
    const look = () => {
      const { connection } = store.state;
      if (connection.kind !== 'connected' || connection.engine.host !== host) return;
      listener.dispose();
      resolve();
    };
    const listener = store.onDidChange(look);
    look();
  });
}

describe('Journey: the views of an engine', () => {
  const containers = ['harbour-crane-1', 'harbour-pilot-1', 'harbour-gull-1', 'lonely', 'sleeper'];
  /** Id of an image without a tag. */
  let untagged = '';
  const running = (): number =>
    docker('ps', '-q', '--filter', 'status=running')
      .split('\n')
      .filter(id => id !== '').length;

  before(function () {
    if (baseImage === '') this.skip();
    const run = (...args: readonly string[]) => docker('run', '-d', '--init', '--stop-timeout', '0', ...args);
    const service = (name: string) => [
      ...['--name', `harbour-${name}-1`, '--network', 'harbour_docks'],
      ...['--label', 'com.docker.compose.project=harbour', '--label', `com.docker.compose.service=${name}`],
    ];
    const healthy = ['--health-cmd', 'true', '--health-interval', '1s'];
    docker('network', 'create', '--internal', '--subnet', '10.77.0.0/24', 'harbour_docks');
    docker('volume', 'create', 'harbour_ropes');
    docker('volume', 'create', 'flotsam');
    docker('tag', baseImage, 'registry.example/harbour/crane:1.0');
    docker('tag', baseImage, 'registry.example/harbour/crane:1.1');
    const crane = 'registry.example/harbour/crane:1.1';
    run(...service('crane'), ...healthy, '-v', 'harbour_ropes:/ropes', '-m', '32m', crane, 'sleep', '3600');
    run(...service('pilot'), baseImage, 'sleep', '3600');
    run(...service('gull'), baseImage, 'sh', '-c', 'exit 3');
    run('--name', 'lonely', '-p', '127.0.0.1::80', '-p', '127.0.0.1::53/udp', baseImage, 'httpd', '-f');
    run('--name', 'sleeper', baseImage, 'sleep', '3600');
    docker('pause', 'sleeper');
    untagged = docker('commit', '-p=false', 'lonely');
  });
  after(async () => {
    const { engines } = await slipwayApi();
    await engines.select(undefined);
    await vscode.commands.executeCommand('slipway.containers.clearFilter');
    if (baseImage === '') return;
    docker('rm', '-f', '-v', ...containers);
    docker('network', 'rm', 'harbour_docks');
    docker('volume', 'rm', 'harbour_ropes', 'flotsam');
    docker('rmi', untagged, 'registry.example/harbour/crane:1.0', 'registry.example/harbour/crane:1.1');
  });

  it('shows containers by their project, state, health and ports', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await openViews('Containers', 'Images');
    await workbench.waitFor(row('Compose project harbour', '2 of 3 running', '1 failed'));
    await workbench.waitFor(row('Container harbour-crane-1', 'healthy'));
    await workbench.waitFor(row('Container harbour-gull-1', 'exited (3)'));
    await workbench.waitFor(row('Container lonely', 'ports '));
    await workbench.waitFor(row('Container sleeper', 'paused'));
    await workbench.waitFor(`.badge-content >> text=${running()}`);
    await workbench.click(row('Image repository registry.example/harbour/crane'));
    await workbench.waitFor(row('Image registry.example/harbour/crane:1.1', 'linux/'));
    await workbench.click(row('Dangling images, '));
    await workbench.waitFor(row(`Dangling image ${untagged.slice(7, 19)}`));
    await inBothThemes('engine-tree-containers-and-images');
  });

  it('shows who mounts a volume, and who is in a network', async function () {
    needsWorkbench(this);
    await openViews('Volumes', 'Networks');
    await workbench.waitFor(row('Volume harbour_ropes', 'used by harbour-crane-1'));
    await workbench.waitFor(row('Volume flotsam', 'no container mounts it'));
    await vscode.commands.executeCommand('slipway.volumes.measure');
    await workbench.waitFor(row('Volume flotsam', '0 B'));
    await workbench.click(row('Network harbour_docks', 'internal', '3 members'));
    await workbench.waitFor(row('Member harbour-crane-1, 10.77.0.'));
    await workbench.waitFor(row('Member harbour-gull-1, exited'));
    await inBothThemes('engine-tree-volumes-and-networks');
  });

  it('keeps what is selected, opened and closed while containers stop and start', async function () {
    needsWorkbench(this);
    await openViews('Containers', 'Images');
    const crane = `${row('Image repository registry.example/harbour/crane')}[aria-expanded="true"]`;
    const dangling = row('Dangling images, ');
    await workbench.waitFor(crane);
    await workbench.click(dangling);
    await workbench.waitFor(`${dangling}[aria-expanded="false"]`);
    await workbench.click(row('Container harbour-pilot-1', 'running'));
    const selected = `${row('Container harbour-pilot-1')}[aria-selected="true"]`;
    await workbench.waitFor(selected);
    docker('stop', 'harbour-pilot-1');
    await workbench.waitFor(`${selected}[aria-label*="exited"]`);
    await workbench.waitFor(`${row('Compose project harbour', '1 of 3 running')}[aria-expanded="true"]`);
    await workbench.screenshot('engine-tree-stopped');
    docker('start', 'harbour-pilot-1');
    await workbench.waitFor(`${selected}[aria-label*="running"]`);
    docker('rm', '-f', 'sleeper');
    await workbench.waitUntilGone(row('Container sleeper'));
    await workbench.waitFor(selected);
    docker('run', '-d', '--init', '--name', 'sleeper', baseImage, 'sleep', '3600');
    await workbench.waitFor(row('Container sleeper', 'running'));
    await workbench.waitFor(selected);
    await workbench.waitFor(crane);
    await workbench.waitFor(`${dangling}[aria-expanded="false"]`);
  });

  it('has keys for the row that the arrows went to', async function () {
    needsWorkbench(this);
    await workbench.click(row('Container harbour-crane-1'));
    await workbench.press('ArrowDown');
    await workbench.press('F2');
    await workbench.waitFor('.quick-input-widget >> text=Rename container harbour-pilot-1');
    await workbench.press('Escape');
    await workbench.waitUntilGone('.quick-input-widget');
    await workbench.press('ArrowUp');
    await workbench.press('ArrowUp');
    await workbench.press('Delete');
    await workbench.waitFor('.quick-input-widget >> text=Remove 3 containers?');
    await workbench.press('Enter');
    await workbench.waitUntilGone('.quick-input-widget');
    await workbench.waitFor(`${row('Compose project harbour')}[aria-selected="true"][aria-expanded="true"]`);
  });

  it('tells more under the pointer', async function () {
    needsWorkbench(this);
    for (const theme of ['dark', 'light'] as const) {
      await workbench.theme(theme);
      // A pointer that rests on the row already would say nothing.
      await workbench.hover('.part.editor');
      await workbench.waitUntilGone('.workbench-hover');
      await workbench.hover(row('Container harbour-crane-1'));
      await workbench.waitFor('.workbench-hover >> text=memory 32 MiB');
      await workbench.screenshot(`engine-tree-tooltip-${theme}`);
      await workbench.press('Escape');
    }
  });

  it('is filtered while words are typed', async function () {
    needsWorkbench(this);
    await workbench.click(row('Container lonely'));
    await workbench.press('/');
    await workbench.waitFor('.quick-input-widget >> text=Filter containers');
    await workbench.type('PILOT');
    await workbench.waitUntilGone(row('Container lonely'));
    await workbench.waitFor(row('Container harbour-pilot-1'));
    await workbench.screenshot('engine-tree-filter');
    await workbench.press('Escape');
    await workbench.waitFor(row('Container lonely'));
    await workbench.press('/');
    await workbench.waitFor('.quick-input-widget >> text=Filter containers');
    await workbench.type('no such thing');
    await workbench.press('Enter');
    await workbench.waitFor(welcome('No containers match the filter'));
    await inBothThemes('engine-tree-filtered-away');
    await workbench.click('.welcome-view .monaco-button >> text=Clear Filter');
    await workbench.waitFor(row('Container lonely'));
  });

  it('is grouped as somebody likes it', async function () {
    needsWorkbench(this);
    const group = vscode.commands.executeCommand('slipway.containers.group');
    await workbench.waitFor('.quick-input-list >> text=Compose project');
    await workbench.screenshot('engine-tree-group-by');
    await workbench.type('state');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text=/state/i');
    await workbench.press('Enter');
    await group;
    await workbench.waitFor(row(`Running, ${running()} containers`));
    await workbench.screenshot('engine-tree-by-state');
    const back = vscode.commands.executeCommand('slipway.containers.group');
    await workbench.waitFor('.quick-input-list >> text=Compose project');
    await workbench.type('compose');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text=Compose project');
    await workbench.press('Enter');
    await back;
    await workbench.waitFor(row('Compose project harbour'));
  });

  it('says that the engine was lost and what was known, and goes on when it is back', async function () {
    needsWorkbench(this);
    const engine = losableEngine(engineHost);
    const { engines } = await slipwayApi();
    try {
      await engine.open();
      await engines.select({ name: 'harbour', host: engine.host });
      await workbench.waitFor(`${header('Containers')} >> text=harbour`);
      await workbench.waitFor(row('Container harbour-crane-1', 'healthy'));
      await connectedTo(engine.host);
      await engine.lose();
      await workbench.waitFor(row('Container harbour-crane-1', 'was running when the engine was last reached'));
      await workbench.waitFor('.tree-explorer-viewlet-tree-view .message >> text=Rows are as last known');
      await inBothThemes('engine-tree-lost');
      await engine.open();
      await vscode.commands.executeCommand('slipway.engine.refresh');
      await workbench.waitFor(row('Container harbour-crane-1', 'healthy'));
    } finally {
      await engines.select(undefined);
      await engine.close();
    }
  });

  it('says what an empty engine is for', async function () {
    needsWorkbench(this);
    const engine = emptyEngine();
    const { engines } = await slipwayApi();
    try {
      await engine.open();
      await engines.select({ name: 'brand-new', host: engine.host });
      await openViews('Containers', 'Images', 'Volumes', 'Networks');
      for (const things of ['containers', 'images', 'volumes', 'networks'])
        await workbench.waitFor(welcome(`This engine has no ${things}`));
      await inBothThemes('engine-tree-empty');
    } finally {
      await engines.select(undefined);
      await engine.close();
    }
  });

  it('says why there is no engine, and what to do', async function () {
    needsWorkbench(this);
    const { engines } = await slipwayApi();
    await openViews('Containers');
    try {
      await engines.select({ name: 'nowhere', host: 'unix:///run/slipway-test/nowhere.sock' });
      await workbench.waitFor(welcome('No container engine answers at the address above'));
      for (const button of ['Try Again', 'Select Engine…', 'Show Log'])
        await workbench.waitFor(`.welcome-view .monaco-button >> text=${button}`);
      assert.match(await workbench.text('.welcome-view'), /systemctl start docker/);
      await inBothThemes('engine-tree-disconnected');
      await openViews('Images', 'Volumes', 'Networks');
      for (const view of ['Images', 'Volumes', 'Networks']) {
        const pane = `.pane:has(${header(view)})`;
        await workbench.waitFor(`${pane} >> .welcome-view >> text=No container engine answers.`);
        for (const button of ['Try Again', 'Select Engine…'])
          await workbench.waitFor(`${pane} >> .welcome-view .monaco-button >> text=${button}`);
      }
      await inBothThemes('engine-tree-disconnected-others');
    } finally {
      await engines.select(undefined);
    }
    await openViews('Containers');
    await workbench.waitFor(row('Container harbour-crane-1', 'healthy'));
  });
});
