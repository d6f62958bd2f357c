// Journey: what a Compose file wires together, seen beside it: the lesson's two networks, what runs, clicks, keys, words.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { manyServices } from '../../topology/many-services.ts';
import { emptyWebview } from '../support/empty-webview.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { eventually, open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';

const lesson = `services:
  frontend:
    build: ./frontend
    network_mode: host
  backend:
    build: ./backend
    ports:
      - "1234:1234"
    depends_on: [store]
    volumes:
      - ./backend/logs:/logs
  store:
    image: redis:8
    cap_add: [SYS_NICE]
    volumes:
      - data:/data
volumes:
  data:
`;

/** When the next change of it was told, in milliseconds since 1970. */
function changeOf(document: vscode.TextDocument): Promise<number> {
  return new Promise(resolve => {
    const listening = vscode.workspace.onDidChangeTextDocument(event => {
      if (event.document !== document || event.contentChanges.length === 0) return;
      listening.dispose();
      resolve(Date.now());
    });
  });
}

describe('Journey: the topology of a Compose file', () => {
  let folder = '';
  let editor: vscode.TextEditor;
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const inside = (selector: string) => ({ frames: webviewFrames, selector });
  const service = (name: string) => `[data-id="service/${name}"]`;
  const lineOf = (text: string): number => editor.document.positionAt(editor.document.getText().indexOf(text)).line;
  // Not that of the editor in front: the selection may be told before the editor is in front again.
  const cursorAt = (line: number) =>
    eventually(vscode.window.onDidChangeTextEditorSelection, () =>
      vscode.window.visibleTextEditors.some(
        ({ document, selection }) =>
          document.uri.toString() === editor.document.uri.toString() && selection.active.line === line,
      )
        ? true
        : undefined,
    );
  const pictures = async (name: string) => {
    for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`${name}-${theme}`);
    }
    await workbench.theme('light');
  };

  before(async () => {
    folder = await writeFolder('journey-topology', {
      'docker-compose.yml': lesson,
      'frontend/Dockerfile': 'FROM scratch\nEXPOSE 80\n',
      'backend/Dockerfile': 'FROM scratch\nEXPOSE 1234\n',
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    editor = await open(join(folder, 'docker-compose.yml'));
  });
  after(async () => {
    if (baseImage !== '') docker('rm', '--force', 'journey-topology-backend');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await removeFolder(folder);
  });

  it('is opened by the lens above the services and shows who is reached by whom', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await workbench.click('.codelens-decoration >> text=Show Topology');
    await workbench.waitFor(inside(service('frontend')));
    await workbench.waitFor(inside('[data-id="port:all"] >> text=every port'));
    await workbench.waitFor(inside('.heading.open >> text=Host network'));
    await pictures('topology-host-and-bridged');
  });

  it('colours what runs', async function () {
    needsWorkbench(this);
    if (baseImage === '') this.skip();
    const label = (name: string, value: string) => ['--label', `com.docker.compose.${name}=${value}`];
    const labels = [
      ...label('project', 'journey-topology'),
      ...label('service', 'backend'),
      ...label('oneoff', 'False'),
      ...label('project.working_dir', folder),
      ...label('project.config_files', join(folder, 'docker-compose.yml')),
    ];
    docker('run', '-d', '--name', 'journey-topology-backend', ...labels, baseImage, 'sleep', '3600');
    await workbench.waitFor(inside(`${service('backend')}[data-state="running"]`));
  });

  it('leads to the line by click, and marks what the cursor is in', async function () {
    needsWorkbench(this);
    await workbench.click(inside(`${service('backend')} .name`));
    await cursorAt(lineOf('backend:'));
    editor = vscode.window.activeTextEditor ?? editor;
    const at = new vscode.Position(lineOf('image: redis'), 6);
    editor.selection = new vscode.Selection(at, at);
    await workbench.waitFor(inside(`${service('store')}.selected`));
    await workbench.hover(inside(`${service('store')} .chip.risky, ${service('store')} .chip`));
    await workbench.waitFor(inside('.hover >> text=Adds the capability SYS_NICE'));
    await workbench.screenshot('topology-hover');
  });

  it('follows an edit: the frontend joins the bridge', async function () {
    needsWorkbench(this);
    const text = editor.document.getText();
    const from = text.indexOf('    network_mode: host');
    const range = new vscode.Range(
      editor.document.positionAt(from),
      editor.document.positionAt(text.indexOf('  backend:')),
    );
    const ports = text.indexOf('    ports:');
    const published = new vscode.Range(
      editor.document.positionAt(ports),
      editor.document.positionAt(text.indexOf('    depends_on')),
    );
    await editor.edit(edit => {
      edit.replace(range, '    ports: ["80:80"]\n');
      edit.replace(published, '    expose: ["1234"]\n');
    });
    await workbench.waitFor(inside('[data-id="port/frontend/:80:80/tcp"]'));
    await workbench.waitUntilGone(inside('[data-id="port:all"]'));
    await pictures('topology-bridged');
  });

  it('is walked through by arrow keys, and left by Enter', async function () {
    needsWorkbench(this);
    await workbench.click(inside(`${service('frontend')} .name`));
    await cursorAt(lineOf('frontend:'));
    await workbench.click(inside('button >> text=Fit'));
    // Past the other buttons: Text, SVG, PNG and Mermaid.
    for (let stop = 0; stop < 5; stop++) await workbench.press('Tab');
    await workbench.waitFor(inside(`${service('frontend')}:focus`));
    await workbench.press('ArrowUp');
    await workbench.press('ArrowUp');
    await workbench.waitFor(inside('[data-id="port/frontend/:80:80/tcp"]:focus'));
    await workbench.screenshot('topology-focus');
    await workbench.press('Enter');
    await cursorAt(lineOf('80:80'));
  });

  it('is read as text', async function () {
    needsWorkbench(this);
    await workbench.click(inside('button >> text=Text'));
    await workbench.waitFor(inside('.outline >> text=Reached from outside'));
    const words = await workbench.text(inside('.outline'));
    assert.match(words, /Port 80, of frontend/);
    assert.match(words, /Starts after store has started/);
    await workbench.screenshot('topology-text');
    await workbench.click(inside('button >> text=Text'));
  });

  it('is there again after it was hidden, and saved where one says', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await workbench.waitFor(inside(service('backend')));
    for (const format of ['svg', 'png'] as const) {
      const target = vscode.Uri.file(join(folder, `topology.${format}`));
      const watcher = vscode.workspace.createFileSystemWatcher(target.fsPath);
      const made = new Promise(resolve => watcher.onDidCreate(resolve));
      await workbench.click(inside(`button >> text=${format.toUpperCase()}`));
      await workbench.waitFor('.quick-input-widget .quick-input-title >> text=Save Topology');
      await workbench.press('Enter');
      await made;
      watcher.dispose();
      const bytes = await vscode.workspace.fs.readFile(target);
      assert.match(Buffer.from(bytes.slice(0, 8)).toString('latin1'), format === 'png' ? /^\x89PNG/ : /^<svg /);
    }
  });
});

describe('Journey: the topology of 20 services', () => {
  // Each has services of its own, so that the server has drawn nothing like it before.
  const named = (letters: string) => [...letters].map(letter => `compose.${letter}.yaml`);
  const lookedAt = named('abcdef');
  const hurried = named('ghijkl');
  const textOf = (name: string) => manyServices(20).replaceAll(/\bs(?=\d)/g, `s${name.charAt(8)}`);
  const quantile = (times: readonly number[], part: number): number =>
    times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0;
  const median = (times: readonly number[]): number => quantile(times, 0.5);
  const written = (times: readonly number[]): string => `${median(times)} ms (${times.join(', ')})`;
  /** How long somebody looks at a file before they want its picture: a short look. */
  const aLookMs = 1_000;
  /** As somebody types who types fast. */
  const betweenKeysMs = 120;
  let folder = '';
  before(async () => {
    const files = Object.fromEntries([...lookedAt, ...hurried].map(name => [name, textOf(name)]));
    folder = await writeFolder('journey-topology-20', { 'compose.yaml': manyServices(20), ...files });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await removeFolder(folder);
  });

  it('is drawn while one looks, and again at each key', async function () {
    needsWorkbench(this);
    this.timeout(180_000);
    const [empty, first, again]: [number[], number[], number[]] = [[], [], []];
    const [emptyAtOnce, atOnce]: [number[], number[]] = [[], []];
    const [messages, keys]: [number[], number[]] = [[], []];
    const show = async (document: vscode.TextDocument): Promise<number> => {
      const start = Date.now();
      await vscode.commands.executeCommand('slipway.showTopology', document.uri);
      return Math.round((await workbench.mark('topology', start)) - start);
    };
    const opened = async (name: string): Promise<vscode.TextEditor> => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const editor = await open(join(folder, name));
      // The server knows the file as soon as its lenses are there.
      await vscode.commands.executeCommand('vscode.executeCodeLensProvider', editor.document.uri);
      return editor;
    };
    for (const name of lookedAt) {
      const editor = await opened(name);
      const webview = await emptyWebview();
      empty.push(webview.tookMs);
      for (let message = 0; message < 3; message++) messages.push(await webview.redraw());
      await webview.close();
      await new Promise(resolve => setTimeout(resolve, aLookMs));
      first.push(await show(editor.document));
      await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
      again.push(await show(editor.document));
      const at = editor.document.positionAt(editor.document.getText().indexOf('7:1') + 3);
      for (let key = 0; key < 3; key++) {
        const drawn = workbench.mark('topology', Date.now());
        // By then the page is watched, and no key pays for that.
        await workbench.mark('page', 0);
        const changed = changeOf(editor.document);
        await editor.edit(edit => edit.insert(at, '1'));
        keys.push(Math.round((await drawn) - (await changed)));
        await new Promise(resolve => setTimeout(resolve, betweenKeysMs));
      }
      if (name === lookedAt[0]) await workbench.screenshot('topology-20');
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    for (const name of hurried) {
      // VS Code is still at work on the file it opened: it needs longer for any webview.
      await opened(lookedAt[0] ?? '');
      const webview = await emptyWebview();
      emptyAtOnce.push(webview.tookMs);
      await webview.close();
      atOnce.push(await show((await opened(name)).document));
    }
    console.log(`      an empty webview: ${written(empty)}; ours: ${written(first)}; ours again: ${written(again)}`);
    console.log(`      of a file opened this moment: an empty one ${written(emptyAtOnce)}; ours ${written(atOnce)}`);
    console.log(`      a message to an empty webview: ${written(messages)}; a key in ours: ${written(keys)}`);
    // What is promised; and where VS Code itself is slow, because the machine is, so much more than it usually takes for
    // nothing. Of ours the quickest counts: what else such a machine does only adds. A file opened this moment has its
    // picture drawn by the server meanwhile, which a slow machine slows down as much as VS Code: twice as long, then.
    const most = {
      picture: Math.max(300, median(empty) * 1.5),
      hurried: Math.max(300, median(emptyAtOnce) * 2),
      key: Math.max(50, median(messages) * 3),
    };
    for (const [what, times, limit] of [
      ['The first picture', first, most.picture],
      ['The next one', again, most.picture],
      ['The first picture of a file opened this moment', atOnce, most.hurried],
      ['A key', keys, most.key],
    ] as const)
      assert.ok(quantile(times, 0.1) < limit, `${what} took ${times.join(', ')} ms, which is not below ${limit}`);
  });

  it('is exported by the palette, as PNG too', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await open(join(folder, 'compose.yaml'));
    const target = vscode.Uri.file(join(folder, 'topology.png'));
    const watcher = vscode.workspace.createFileSystemWatcher(target.fsPath);
    const made = new Promise(resolve => watcher.onDidCreate(resolve));
    await workbench.press('F1');
    await workbench.type('Slipway: Export Topology');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text=Export Topology');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-list [aria-label*="PNG picture"]');
    await workbench.type('PNG');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused[aria-label*="PNG picture"]');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-widget .quick-input-title >> text=Save Topology');
    await workbench.press('Enter');
    await made;
    watcher.dispose();
    const bytes = await vscode.workspace.fs.readFile(target);
    assert.equal(Buffer.from(bytes.slice(1, 4)).toString('latin1'), 'PNG');
  });
});
