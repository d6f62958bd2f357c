// A BuildKit build through the extension's own bundle, in the extension host, on a real engine.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { environment } from '../bed/environment.ts';
import { slipwayApi } from './support/slipway.ts';
import { open, removeFolder, writeFolder } from './support/workspace.ts';

const baseImage = process.env[environment.baseImage];

describe('A build from VS Code', () => {
  let context = '';

  before(function () {
    if (baseImage === undefined) this.skip();
  });
  afterEach(() => removeFolder(context));

  it('gives an image', async () => {
    context = await writeFolder('built', { Dockerfile: `FROM ${baseImage}\nRUN echo launched > /log\n` });
    const engine = await (await slipwayApi()).engine();
    const output: string[] = [];
    const { imageId } = await engine.build({
      context,
      onProgress: progress => output.push(progress.kind === 'step' ? progress.step.name : ''),
    });
    assert.match(imageId, /^sha256:[0-9a-f]{64}$/);
    assert.ok(
      output.some(text => text.includes('RUN echo launched')),
      output.join('\n'),
    );
  });

  it('lets a fix pin the image to the digest it got', async () => {
    context = await writeFolder('pinned', {
      Dockerfile: `FROM ${baseImage}\n`,
      'app/Dockerfile': 'FROM slipway-test/hull\n',
    });
    const engine = await (await slipwayApi()).engine();
    await engine.build({ context, tags: ['slipway-test/hull:latest'] });
    const digest = (await engine.imageDigests())['slipway-test/hull:latest'];
    assert.ok(digest, 'an engine that keeps no digest of what it built');
    // What the engine holds is read when a Dockerfile comes into view, but not every time.
    const titles = async (): Promise<readonly string[]> => {
      await open(`${context}/Dockerfile`);
      const { document } = await open(`${context}/app/Dockerfile`);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(0, 5, 0, 5),
      );
      return actions.map(it => it.title);
    };
    const pin = `Pin "slipway-test/hull" to the local digest ${digest.slice(0, 19)}…`;
    while (!(await titles()).includes(pin));
  });

  it('fails with the words of the failing instruction', async () => {
    context = await writeFolder('failing', { Dockerfile: `FROM ${baseImage}\nRUN exit 3\n` });
    const engine = await (await slipwayApi()).engine();
    await assert.rejects(
      engine.build({ context }),
      /RUN exit 3|"?\/bin\/sh -c exit 3"? did not complete.*exit code: 3/,
    );
  });
});
