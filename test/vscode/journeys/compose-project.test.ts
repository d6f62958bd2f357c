// Journey: a Compose file is brought up from the editor, its files are looked into, and it is taken down again, which
// Enter alone does not do.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ContainerRow, EngineState } from '../../../client/src/engine/engine-state.ts';
import { environment } from '../../bed/environment.ts';
import { stateWhen } from '../support/engine-state.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';
import { eventually, open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage];
const compose = `services:
  lamp:
    image: ${baseImage}
    command: sh -c "mkdir /oil && echo full > /oil/level && sleep 600"
    init: true
    stop_grace_period: 0s
    volumes:
      - wicks:/wicks
  keeper:
    image: ${baseImage}
    command: sleep 600
    init: true
    stop_grace_period: 0s
    depends_on:
      - lamp
volumes:
  wicks:
`;

describe('Journey: a Compose project, up and down', () => {
  let folder = '';
  const project = 'journey-lighthouse';

  before(function () {
    if (baseImage === undefined) this.skip();
  });
  after(() => removeFolder(folder));

  const containersOf = ({ containers }: EngineState): readonly ContainerRow[] =>
    [...containers.values()].filter(row => row.compose?.project === project);

  const themes = ['light', 'dark'] as const;

  it('comes up from its file, and its containers stand in the tree under its name', async function () {
    needsWorkbench(this);
    folder = await writeFolder(project, { 'compose.yaml': compose });
    const { document } = await open(`${folder}/compose.yaml`);
    await vscode.commands.executeCommand('slipway.compose.up', document.uri);
    await stateWhen(state => containersOf(state).filter(({ status }) => status === 'running').length === 2);
    await vscode.commands.executeCommand('slipway.containers.focus');
    await workbench.waitFor(`[role="treeitem"] >> text=${project}`);
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`compose-up-${theme}`);
    }
  });

  it('lets its files be looked into and opened, in the explorer', async function () {
    needsWorkbench(this);
    const state = await stateWhen(all => containersOf(all).length === 2);
    const lamp = containersOf(state).find(row => row.compose?.service === 'lamp');
    assert.ok(lamp);
    const row = {
      id: '',
      facts: '',
      spoken: '',
      label: lamp.name,
      icon: { id: 'vm' },
      subject: { kind: 'container', id: lamp.id },
    };
    await vscode.commands.executeCommand('slipway.container.browseFiles', row);
    await workbench.click('[role="treeitem"] >> text=oil');
    await workbench.click('[role="treeitem"] >> text=level');
    await workbench.waitFor('.tab >> text=level');
    // Its tab is there before the extension host knows of it.
    const shown = await eventually(vscode.workspace.onDidOpenTextDocument, () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith('/oil/level')),
    );
    assert.equal(shown.getText(), 'full\n');
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`container-files-${theme}`);
    }
  });

  it('stays when Enter is all that was pressed, and goes, but not its volume, by the second choice', async function () {
    needsWorkbench(this);
    const row = {
      id: '',
      facts: '',
      spoken: '',
      label: project,
      icon: { id: 'layers' },
      subject: { kind: 'project', name: project, containerIds: [] },
    };
    const kept = vscode.commands.executeCommand('slipway.compose.down', row);
    await workbench.waitFor('.quick-input-widget >> text=Keep it running');
    await workbench.waitFor('.quick-input-list >> text="containers keeper-1, lamp-1 · network default · volume wicks"');
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`compose-down-${theme}`);
    }
    await workbench.press('Enter');
    await kept;
    assert.equal(containersOf(await stateWhen(() => true)).length, 2);

    const taken = vscode.commands.executeCommand('slipway.compose.down', row);
    await workbench.waitFor('.quick-input-widget >> text=Keep it running');
    await workbench.press('ArrowDown');
    await workbench.press('Enter');
    await taken;
    const after = await stateWhen(state => containersOf(state).length === 0);
    assert.ok(after.volumes.has(`${project}_wicks`));
    await (await slipwayApi()).engine().then(engine => engine.volumes.remove(`${project}_wicks`));
  });
});
