// The window of before-reload/panels.test.ts was reloaded: VS Code has brought back its tabs, and Slipway what was in them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cpuLine,
  docker,
  type LeftNote,
  leftContainer,
  leftFolder,
  leftImage,
  leftLessonTitle,
  leftNote,
  leftStep,
  leftStopped,
  tab,
} from '../support/left-panels.ts';
import { webviewFrames, workbench } from '../support/workbench.ts';
import { removeFolder, workspaceFolder } from '../support/workspace.ts';

describe('After a reload of the window', () => {
  const folder = join(workspaceFolder(), leftFolder);
  const note = JSON.parse(readFileSync(join(folder, leftNote), 'utf8')) as LeftNote;
  const inside = (selector: string) => ({ frames: webviewFrames, selector });

  after(async () => {
    await removeFolder(folder);
    docker('rm', '--force', leftContainer, leftStopped);
    docker('rmi', '--force', leftImage);
  });

  it('the topology shows what it showed, as near as it was', async () => {
    await workbench.waitFor(inside('[data-id="service/store"]'));
    const rounded = (viewBox: string) => viewBox.split(' ').map(it => Math.round(Number(it)));
    const viewBox = await workbench.attribute(inside('.stage > svg'), 'viewBox');
    assert.deepEqual(rounded(viewBox), rounded(note.viewBox));
    await workbench.screenshot('reload-topology');
  });

  it('the layers show the layer, the filter and the order that were chosen', async () => {
    await workbench.click(tab('Layers of'));
    await workbench.waitFor(inside(`h1 >> text=${leftImage}`));
    await workbench.waitFor(inside('.row >> text="/srv/b/file"'));
    await workbench.waitFor(inside('.layer:last-child[aria-selected="true"]'));
    assert.equal(await workbench.text(inside('button.order')), 'By name');
    await workbench.screenshot('reload-layers');
  });

  it('the lesson is open at the step that was read', async () => {
    await workbench.click(tab(leftLessonTitle));
    await workbench.waitFor(inside(`#step-${leftStep}:focus`));
    await workbench.screenshot('reload-lesson');
  });

  it('the card shows its engine', async () => {
    await workbench.click(tab('Container Engine'));
    await workbench.waitFor(inside('text=could be freed.'));
    await workbench.screenshot('reload-engine');
  });

  it('the life cycle goes on', async () => {
    await workbench.click(tab(`Life cycle of ${leftContainer}`));
    await workbench.waitFor(inside('text=Now running.'));
    docker('kill', leftContainer);
    await workbench.waitFor(inside('text=Now exited with exit code 137.'));
    await workbench.screenshot('reload-life-cycle');
  });

  it('the usage is as it was when the container stopped, and says when it is gone', async () => {
    await workbench.click(tab(`Usage of ${leftStopped}`));
    await workbench.waitFor(inside('.note >> text=Stopped with exit code 137'));
    await workbench.waitFor(inside(cpuLine));
    docker('rm', leftStopped);
    await workbench.waitFor(inside('.note >> text=Removed.'));
    await workbench.waitFor(inside(cpuLine));
    await workbench.screenshot('reload-usage');
  });
});
