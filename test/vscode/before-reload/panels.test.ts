// Opens every kind of panel, changes what is seen of each, and leaves them open. The window is reloaded then;
// after-reload/panels.test.ts sees what came back.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import {
  cpuLine,
  docker,
  type LeftNote,
  leftCompose,
  leftContainer,
  leftFolder,
  leftImage,
  leftLesson,
  leftNote,
  leftStep,
  leftStopped,
} from '../support/left-panels.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { open, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';

describe('Before a reload of the window', () => {
  let folder = '';
  const inside = (selector: string) => ({ frames: webviewFrames, selector });
  const run = (name: string) =>
    docker('run', '-d', '--name', name, baseImage, 'sh', '-c', 'while :; do echo . > /dev/null; done');
  const rowOf = async (name: string) => {
    const { store } = await slipwayApi();
    const { containers } = await store.current();
    const row = [...containers.values()].find(it => it.name === name);
    return {
      id: `container:${row?.id}`,
      label: name,
      facts: ';container;',
      spoken: name,
      icon: { id: 'vm' },
      subject: row && { kind: 'container', id: row.id },
    };
  };

  before(async function () {
    if (baseImage === '') this.skip();
    needsWorkbench(this);
    folder = await writeFolder(leftFolder, {
      'compose.yaml': leftCompose,
      Dockerfile: `FROM ${baseImage}\nCOPY a /srv/a\nRUN mkdir /srv/b && echo kept > /srv/b/file && rm -r /srv/a\n`,
      'a/file': 'gone\n',
    });
    docker('build', '--quiet', '--tag', leftImage, folder);
    run(leftContainer);
    run(leftStopped);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await vscode.commands.executeCommand('notifications.clearAll');
    await workbench.theme('light');
  });

  it('what a container uses is followed until it stops', async () => {
    await vscode.commands.executeCommand('slipway.container.stats', await rowOf(leftStopped));
    await workbench.waitFor(inside(cpuLine));
    docker('kill', leftStopped);
    await workbench.waitFor(inside('.note >> text=Stopped with exit code 137'));
  });

  it('the life of another is looked at, and the engine', async () => {
    await vscode.commands.executeCommand('slipway.container.showLifeCycle', await rowOf(leftContainer));
    await workbench.waitFor(inside('text=Now running.'));
    await vscode.commands.executeCommand('slipway.engine.showCard');
    await workbench.waitFor(inside('text=could be freed.'));
  });

  it('a step of a lesson is read', async () => {
    await vscode.commands.executeCommand('slipway.learn.read', { lesson: leftLesson, step: leftStep });
    await workbench.waitFor(inside(`#step-${leftStep}:focus`));
  });

  it('files of a layer are filtered', async () => {
    const id = docker('image', 'inspect', '--format', '{{.Id}}', leftImage);
    await vscode.commands.executeCommand('slipway.image.showLayers', { id, name: leftImage });
    await workbench.waitFor(inside('.row >> text=srv/'));
    await workbench.click(inside('#layer-all'));
    await workbench.press('End');
    await workbench.click(inside('button.order'));
    await workbench.click(inside('input'));
    await workbench.type('srv/b');
    await workbench.waitFor(inside('.row >> text="/srv/b/file"'));
  });

  it('a part of a topology is looked at from near', async () => {
    const { document } = await open(join(folder, 'compose.yaml'));
    await vscode.commands.executeCommand('slipway.showTopology', document.uri);
    await workbench.waitFor(inside('[data-id="service/store"]'));
    // One panel is in sight at a time, so that it is known which one is meant.
    await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
    await vscode.commands.executeCommand('workbench.action.moveEditorToPreviousGroup');
    await workbench.waitFor(inside('[data-id="service/store"]'));
    await workbench.click(inside('button >> text="+"'));
    await workbench.click(inside('button >> text="+"'));
    const note: LeftNote = { viewBox: await workbench.attribute(inside('.stage > svg'), 'viewBox') };
    writeFileSync(join(folder, leftNote), JSON.stringify(note));
    await workbench.screenshot('reload-before');
  });
});
