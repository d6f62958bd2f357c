// Journey: another engine is picked by typing its address, is used at once, and is taken off the list again.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';

const engineHost = process.env['DOCKER_HOST'] ?? '';
const oldestHost = process.env[environment.oldestHost] ?? '';

/** A line of the list. */
const line = (text: string): string => `.quick-input-list [role="option"][aria-label*="${text}"]`;

async function inBothThemes(name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await workbench.theme(theme);
    await workbench.screenshot(`${name}-${theme}`);
  }
}

describe('Journey: selecting an engine', () => {
  before(function () {
    if (oldestHost === '') this.skip();
  });
  after(async () => {
    const { engines } = await slipwayApi();
    await engines.select(undefined);
  });

  /** The list of engines is open; `done` settles when the command has ended. */
  async function openList(): Promise<{ readonly done: Thenable<unknown> }> {
    const done = vscode.commands.executeCommand('slipway.engine.select');
    await workbench.waitFor(line('Enter an Address'));
    return { done };
  }

  it('lists what docker does first, and takes an address that is typed', async function () {
    needsWorkbench(this);
    const { engines, engine } = await slipwayApi();
    assert.equal((await engines.byDocker()).host, engineHost);
    let told = 0;
    const listening = engines.onDidSelect(() => told++);

    const { done } = await openList();
    await inBothThemes('select-engine');
    await workbench.click(line('Enter an Address'));
    await workbench.waitFor('.quick-input-box input[placeholder*="raspberrypi.local"]');
    await workbench.type('docker://hut');
    await workbench.waitFor('.quick-input-message >> text=not through docker:');
    await workbench.screenshot('select-engine-no-address');
    await workbench.press('Control+A');
    await workbench.type('raspberrypi.local');
    await workbench.waitFor('.quick-input-message >> text=without encryption');
    await workbench.screenshot('select-engine-plain-address');
    await workbench.press('Control+A');
    await workbench.type(oldestHost);
    await workbench.press('Enter');
    await done;

    assert.equal((await engines.choice()).host, oldestHost);
    assert.equal((await engine()).identity.api, '1.41');
    assert.equal(told, 1);
    listening.dispose();
  });

  it('marks the engine in use, and goes back to what docker does when it is taken off the list', async function () {
    needsWorkbench(this);
    const { engines, engine } = await slipwayApi();
    const { done } = await openList();
    const typed = line(oldestHost);
    await workbench.waitFor(`${typed} >> .codicon-check`);
    await workbench.screenshot('select-engine-marked');
    await workbench.hover(typed);
    await workbench.click(`${typed} >> [aria-label="Take this address off the list"]`);
    await workbench.waitUntilGone(typed);
    await workbench.waitFor(`${line('As docker does')} >> .codicon-check`);
    await workbench.press('Escape');
    await done;

    assert.equal(engines.isSelected, false);
    assert.equal((await engines.choice()).host, engineHost);
    assert.notEqual((await engine()).identity.api, '1.41');
  });

  it('says why an engine that was picked cannot be reached', async function () {
    needsWorkbench(this);
    const { engines } = await slipwayApi();
    const { done } = await openList();
    await workbench.click(line('Enter an Address'));
    await workbench.waitFor('.quick-input-box input[placeholder*="raspberrypi.local"]');
    await workbench.type('/run/slipway-test/none.sock');
    await workbench.press('Enter');
    await done;
    // A VS Code that is driven shows no toasts.
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor(
      '.notification-list-item >> text=No container engine answers at unix:///run/slipway-test/none.sock',
    );
    await workbench.screenshot('select-engine-unreachable');
    await vscode.commands.executeCommand('notifications.clearAll');
    await engines.forget(await engines.choice());
    assert.equal((await engines.choice()).host, engineHost);
  });
});
