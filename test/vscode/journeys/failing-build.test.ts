// Journey: a build fails, its message names the instruction, the instruction is mended and the build succeeds. So far the
// build is asked for through the extension's interface; a command with progress and a jump to the line comes later.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { slipwayApi } from '../support/slipway.ts';
import { open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage];

describe('Journey: a build that fails', () => {
  let context = '';

  before(function () {
    if (baseImage === undefined) this.skip();
  });
  after(() => removeFolder(context));

  it('names the failing instruction, and succeeds once its line is mended', async () => {
    const failing = 'RUN cp /nothing-here /etc/station';
    context = await writeFolder('journey-build', { Dockerfile: `FROM ${baseImage}\n${failing}\n` });
    const engine = await (await slipwayApi()).engine();
    await assert.rejects(engine.build({ context }), (error: Error) => {
      assert.match(error.message, /nothing-here/);
      return true;
    });

    const editor = await open(`${context}/Dockerfile`);
    const { document } = editor;
    const start = document.getText().indexOf(failing);
    const line = document.positionAt(start).line;
    await editor.edit(edit => edit.replace(document.lineAt(line).range, 'RUN echo roof > /etc-station'));
    await document.save();
    const { imageId } = await engine.build({ context });
    assert.match(imageId, /^sha256:/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
