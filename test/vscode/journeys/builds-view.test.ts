// Journey: two services are built at once and followed in the Builds view, by keyboard alone up to the log of a step; a
// failure shows on its line with what to do, goes when the line is edited, and the next build is compared with the last.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { BuildRun } from '../../../client/src/builds/build-run.ts';
import { environment } from '../../bed/environment.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { eventually, open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const themes = ['light', 'dark'] as const;

/** Steps of a build fetch a file from here: what they write, and when they end, is up to the test. */
async function dock() {
  const waiting = new Map<string, (response: ServerResponse) => void>();
  const come = new Map<string, ServerResponse>();
  const server = createServer(({ url = '' }, response) => {
    const name = url.slice(1);
    response.writeHead(200);
    const asked = waiting.get(name);
    if (asked) asked(response);
    else come.set(name, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    /** Once the step asks for the file. */
    arrived: (name: string) =>
      new Promise<ServerResponse>(resolve => {
        const there = come.get(name);
        come.delete(name);
        if (there) resolve(there);
        else waiting.set(name, resolve);
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('Journey: builds in their view', () => {
  const row = (words: string) => `[role="treeitem"][aria-label*="${words}"]`;
  let folder = '';
  let port: Awaited<ReturnType<typeof dock>>;

  const uri = (path: string) => vscode.Uri.file(`${folder}/${path}`);
  const failures = (path: string) =>
    vscode.languages.getDiagnostics(uri(path)).filter(({ source }) => source === 'Slipway build');
  const build = async () => {
    const { builds } = await slipwayApi();
    await vscode.commands.executeCommand('slipway.device.build', uri('compose.yaml'), {
      platforms: [],
      services: ['hull', 'mast'],
    });
    const [run] = builds.runs;
    if (!run) throw new Error('Nothing was begun');
    return run.id;
  };
  const ended = async (id: string): Promise<BuildRun> => {
    const { builds } = await slipwayApi();
    return eventually(
      listener => vscode.Disposable.from(builds.onDidChange(() => listener(undefined))),
      () => builds.runs.find(run => run.id === id && run.state !== 'running'),
    );
  };

  before(async function () {
    if (baseImage === '') this.skip();
    port = await dock();
    const fetch = (name: string) => `RUN wget -q -O - http://127.0.0.1:${port.port}/${name}`;
    folder = await writeFolder('journey-builds-view', {
      'compose.yaml': [
        'name: shipyard',
        'services:',
        ...['hull', 'mast'].flatMap(name => [
          `  ${name}:`,
          '    build:',
          `      context: ./${name}`,
          '      network: host',
        ]),
        '',
      ].join('\n'),
      'hull/Dockerfile': `FROM ${baseImage} AS planks\n${fetch('planks')}\nRUN echo oak > /planks\n\nFROM ${baseImage}\nCOPY --from=planks /planks /hull\nRUN echo 'tarred' >> /hull\n`,
      'mast/Dockerfile': `FROM ${baseImage}\nRUN echo spruce > /mast\n${fetch('sails')}\n`,
      'mast/rigging.txt': 'hemp\n',
      'mast/.dockerignore': 'notes\nrigging*\n',
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
  after(async () => {
    port?.close();
    const { builds } = await slipwayApi();
    for (const run of builds.runs) builds.cancel(run.id);
    const images = execFileSync('docker', ['images', '--quiet', '--filter', 'reference=shipyard*'], {
      encoding: 'utf8',
    });
    const ids = [...new Set(images.split(/\s+/).filter(Boolean))];
    if (ids.length > 0) execFileSync('docker', ['rmi', '--force', ...ids]);
    if (folder !== '') await removeFolder(folder);
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('say what they are for while there is none', async function () {
    needsWorkbench(this);
    await slipwayApi();
    await vscode.commands.executeCommand('slipway.builds.focus');
    await workbench.waitFor('.pane-body >> text=Nothing was built in this window yet');
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`builds-empty-${theme}`);
    }
  });

  let first = '';
  let planks: ServerResponse;
  let sails: ServerResponse;

  it('run at once, with the last line of each step', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.toggleMaximizedPanel');
    first = await build();
    [planks, sails] = await Promise.all([port.arrived('planks'), port.arrived('sails')]);
    planks.write('plank 1 of 3 is bent\n');
    sails.write('cutting the mainsail\n');
    await workbench.waitFor(`${row('RUN wget')} >> text=plank 1 of 3 is bent`);
    await workbench.waitFor(`${row('RUN wget')} >> text=cutting the mainsail`);
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`builds-running-${theme}`);
    }
  });

  it('open the log of a step by keyboard, which follows it', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.builds.focus');
    await workbench.press('Home');
    // The run, hull, what the builder prepares, the stage, its FROM, its first RUN.
    for (let i = 0; i < 5; i++) await workbench.press('ArrowDown');
    await workbench.waitFor('.monaco-list-row.focused >> text=RUN wget');
    await workbench.press('Enter');
    const editor = await eventually(vscode.window.onDidChangeActiveTextEditor, () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.scheme === 'slipway' ? active : undefined;
    });
    assert.match(editor.document.getText(), /^# planks 2\/3 RUN wget.*\nplank 1 of 3 is bent\n/);
    planks.write('\u001b[32mplank 2 of 3 is bent\u001b[0m\n');
    await eventually(vscode.workspace.onDidChangeTextDocument, () =>
      editor.document.getText().includes('\nplank 2 of 3 is bent\n') ? true : undefined,
    );
    await workbench.screenshot('builds-step-log');
    planks.write(Array.from({ length: 200 }, (_, i) => `nail ${i}\n`).join(''));
    const { onDidChangeTextEditorVisibleRanges: scrolled } = vscode.window;
    const lastSeen = () => editor.visibleRanges.at(-1)?.end.line ?? 0;
    await eventually(scrolled, () => (lastSeen() > 200 ? true : undefined));
    // Who scrolls away wants to read.
    await vscode.commands.executeCommand('revealLine', { lineNumber: 0, at: 'top' });
    await eventually(scrolled, () => (lastSeen() < 100 ? true : undefined));
    planks.end('plank 3 of 3 is bent\n');
    await eventually(vscode.workspace.onDidChangeTextDocument, () =>
      /plank 3 of 3 is bent\n# done in /.test(editor.document.getText()) ? true : undefined,
    );
    assert.equal(lastSeen() < 100, true);
  });

  it('say what came of them, and hand over the image', async function () {
    needsWorkbench(this);
    sails.end();
    const run = await ended(first);
    assert.deepEqual(
      run.jobs.map(({ service, state }) => `${service} ${state}`),
      ['hull done', 'mast done'],
    );
    const hull = run.jobs[0]?.result;
    assert.match(hull?.platform ?? '', /^linux\//);
    assert.equal((hull?.layers ?? []).length, 3);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('slipway.builds.focus');
    await vscode.commands.executeCommand('workbench.action.toggleMaximizedPanel');
    await workbench.waitFor(row('Service hull, done'));
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`builds-done-${theme}`);
    }
    await workbench.chooseFromMenu(row('Service hull, done'), 'Copy Reference');
    await workbench.waitFor('.statusbar-item >> text=copied reference');
    assert.equal(await vscode.env.clipboard.readText(), hull?.tags[0]);
    await vscode.commands.executeCommand('workbench.action.toggleMaximizedPanel');
  });

  it('show a failure on its line, with the lines it wrote and what to do', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const editor = await open(uri('mast/Dockerfile').fsPath);
    const { document } = editor;
    await editor.edit(edit => edit.insert(document.lineAt(2).range.start, 'COPY rigging.txt /\n'));
    await document.save();
    const run = await ended(await build());
    assert.equal(run.state, 'failed');
    const [failure] = await eventually(vscode.languages.onDidChangeDiagnostics, () =>
      failures('mast/Dockerfile').length > 0 ? failures('mast/Dockerfile') : undefined,
    );
    assert.equal(failure?.range.start.line, 2);
    assert.match(failure?.message ?? '', /rigging\.txt is left out of the build context.* by “rigging\*”/);
    await workbench.waitFor(row('Error: rigging.txt is left out'));
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`builds-failed-${theme}`);
    }
    await vscode.commands.executeCommand('workbench.action.problems.focus');
    await workbench.waitFor('.markers-panel >> text=is left out of the build context');
    await workbench.screenshot('builds-failed-problems');
  });

  it('jump to the instruction', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('slipway.builds.focus');
    await vscode.commands.executeCommand('workbench.action.toggleMaximizedPanel');
    await workbench.press('Home');
    await workbench.click(row('Error: rigging.txt is left out'));
    const editor = await eventually(vscode.window.onDidChangeTextEditorSelection, () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.fsPath === uri('mast/Dockerfile').fsPath && active.selection.start.line === 2
        ? active
        : undefined;
    });
    // A line above moves the diagnostic along, an edit of its line lets it go.
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '# the mast\n'));
    await eventually(vscode.languages.onDidChangeDiagnostics, () =>
      failures('mast/Dockerfile')[0]?.range.start.line === 3 ? true : undefined,
    );
    await editor.edit(edit => edit.replace(editor.document.lineAt(3).range, 'COPY . /ship'));
    await eventually(vscode.languages.onDidChangeDiagnostics, () =>
      failures('mast/Dockerfile').length === 0 ? true : undefined,
    );
    await editor.document.save();
  });

  it('compare a build with the one before', async function () {
    needsWorkbench(this);
    const run = build();
    (await port.arrived('sails')).end('again\n');
    const { jobs, state } = await ended(await run);
    assert.equal(state, 'done');
    assert.equal(jobs[0]?.result?.before?.imageId, jobs[0]?.result?.imageId);
    assert.equal((jobs[1]?.result?.before?.newLayers ?? 0) > 0, true);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('slipway.builds.focus');
    await vscode.commands.executeCommand('workbench.action.toggleMaximizedPanel');
    await workbench.press('Home');
    // Rows move until the view has its new size and shows its beginning.
    await workbench.waitFor('[role="treeitem"].focused[aria-label*="shipyard"]');
    await workbench.chooseFromMenu(row('Service mast, done'), 'Compare with Previous Build');
    await workbench.waitFor({ frames: webviewFrames, selector: 'h2 >> text=/^New layers/' });
    await workbench.screenshot('builds-compared');
  });

  it('go when they are cleared', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.build.clear');
    await workbench.waitFor('.pane-body >> text=Nothing was built in this window yet');
  });
});
