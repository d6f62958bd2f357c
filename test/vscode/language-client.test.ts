// The language client in the real VS Code: what appears in the editor, what mends it, and what the commands do.
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { slipwayApi } from './support/slipway.ts';
import { needsWorkbench, workbench } from './support/workbench.ts';
import {
  diagnosticsOf,
  eventually,
  hasShellCheck,
  isOfShellCheck,
  open,
  removeFolder,
  scripted,
  writeFolder,
} from './support/workspace.ts';

const systemd =
  'FROM debian:12\nRUN apt-get install -y --no-install-recommends systemd\nCMD ["/lib/systemd/systemd"]\n';
const stopSignal = 'dockerfile/wrong-systemd-stop-signal';

describe('The language client', () => {
  let folder: string | undefined;

  const files = async (given: Readonly<Record<string, string>>): Promise<string> => {
    folder = await writeFolder('language-client', given);
    return folder;
  };
  afterEach(async () => {
    if (folder !== undefined) await removeFolder(folder);
    folder = undefined;
  });

  const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);
  const ours = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'slipway');

  it('shows what is wrong in a file that is opened, with a link to the page of the rule', async () => {
    await files({ Dockerfile: systemd });
    const { document } = await open('language-client/Dockerfile');
    const [diagnostic] = await diagnosticsOf(document.uri);
    assert.equal(diagnostic && codeOf(diagnostic), stopSignal);
    const target = typeof diagnostic?.code === 'object' ? diagnostic.code.target : undefined;
    assert.equal(target?.scheme, 'command');
  });

  it('shows what ShellCheck finds after the rest', async function () {
    if (!hasShellCheck()) this.skip();
    // A ShellCheck that takes its time: until the test says so.
    const held = '#!/bin/sh\nuntil [ -e "${0%/*}/go" ]; do sleep 0.05; done\nexec shellcheck "$@"\n';
    const path = await files({ Dockerfile: scripted, shellcheck: held });
    chmodSync(join(path, 'shellcheck'), 0o755);
    const settings = vscode.workspace.getConfiguration('slipway.shellcheck');
    await settings.update('path', join(path, 'shellcheck'), vscode.ConfigurationTarget.Global);
    try {
      const { document } = await open('language-client/Dockerfile');
      const first = await diagnosticsOf(document.uri);
      assert.ok(!first.some(isOfShellCheck), 'the ordinary findings waited for ShellCheck');
      writeFileSync(join(path, 'go'), '');
      await diagnosticsOf(document.uri, found => found.some(isOfShellCheck));
    } finally {
      writeFileSync(join(path, 'go'), '');
      await settings.update('path', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('opens the page of the rule from the list of problems', async function () {
    needsWorkbench(this);
    await files({ Dockerfile: systemd });
    const { document } = await open('language-client/Dockerfile');
    await diagnosticsOf(document.uri);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await workbench.click(`.markers-panel a >> text=${stopSignal}`);
    const tab = await eventually(vscode.window.tabGroups.onDidChangeTabs, () =>
      vscode.window.tabGroups.all.flatMap(group => group.tabs).find(({ label }) => label.includes('wrong-systemd')),
    );
    assert.ok(tab.input instanceof vscode.TabInputWebview, 'shown as a page, not as Markdown source');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  it('mends it by the quick fix of the editor', async () => {
    await files({ Dockerfile: systemd });
    const { document } = await open('language-client/Dockerfile');
    const [diagnostic] = await diagnosticsOf(document.uri);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      diagnostic?.range,
    );
    const titles = actions.map(action => action.title);
    const fix = actions.find(action => action.title.includes('SIGRTMIN+3'));
    assert.ok(fix?.edit, titles.join('\n'));
    assert.ok(titles.includes(`Ignore ${stopSignal} here`), titles.join('\n'));
    assert.ok(titles.includes(`Switch ${stopSignal} off in this project`), titles.join('\n'));
    await vscode.workspace.applyEdit(fix.edit);
    await diagnosticsOf(document.uri, found => found.length === 0);
    assert.match(document.getText(), /^STOPSIGNAL SIGRTMIN\+3$/m);
    await document.save();
  });

  it('lets other open files follow a change', async () => {
    const path = await files({ Dockerfile: systemd, '.slipway.yaml': 'rules: {}\n' });
    const { document } = await open('language-client/Dockerfile');
    await diagnosticsOf(document.uri);
    const config = await vscode.workspace.openTextDocument(join(path, '.slipway.yaml'));
    await vscode.window.showTextDocument(config, vscode.ViewColumn.Beside);
    const write = (text: string) => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(config.uri, new vscode.Range(0, 0, config.lineCount, 0), text);
      return vscode.workspace.applyEdit(edit);
    };
    /** Milliseconds. */
    const follow = async (text: string, findings: number) => {
      const before = performance.now();
      await write(text);
      await diagnosticsOf(document.uri, found => found.length === findings);
      return performance.now() - before;
    };
    const waits: number[] = [];
    try {
      // The second itself is asserted over stdio (test/lsp); here VS Code and its browser share the machine, and the best of
      // several counts.
      while (waits.length < 5 && !waits.some(it => it < 3_000)) {
        waits.push(await follow(`rules:\n  ${stopSignal}: off\n`, 0));
        waits.push(await follow('rules: {}\n', 1));
      }
    } finally {
      // VS Code keeps a document that a test opened for minutes after its editor is closed: it must not silence others.
      await write('rules: {}\n');
      await config.save();
    }
    assert.ok(Math.min(...waits) < 3_000, `${waits.join(', ')} ms`);
  });

  it('lists unopened files on demand and makes way when they are opened', async () => {
    const path = await files({ 'unopened/Dockerfile': systemd });
    const uri = vscode.Uri.file(join(path, 'unopened/Dockerfile'));
    await vscode.commands.executeCommand('slipway.checkWorkspace');
    assert.deepEqual((await diagnosticsOf(uri)).map(codeOf), [stopSignal]);
    await open('language-client/unopened/Dockerfile');
    await diagnosticsOf(uri, found => found.length === 1);
    assert.equal(ours(uri).length, 1);
  });

  it('reports on unsaved documents', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content: systemd });
    await vscode.window.showTextDocument(document);
    await diagnosticsOf(document.uri);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is silent about a language that is switched off, and speaks again', async () => {
    await files({ Dockerfile: systemd });
    const { document } = await open('language-client/Dockerfile');
    await diagnosticsOf(document.uri);
    const settings = vscode.workspace.getConfiguration('slipway');
    await settings.update('dockerfile.enable', 'off', vscode.ConfigurationTarget.Workspace);
    try {
      await diagnosticsOf(document.uri, found => found.length === 0);
    } finally {
      await settings.update('dockerfile.enable', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await diagnosticsOf(document.uri);
  });

  it('goes on after its server was restarted', async () => {
    await files({ Dockerfile: systemd });
    const { document } = await open('language-client/Dockerfile');
    await diagnosticsOf(document.uri);
    const gone = eventually(
      vscode.languages.onDidChangeDiagnostics,
      () => ours(document.uri).length === 0 || undefined,
    );
    const restarted = vscode.commands.executeCommand('slipway.restartServer');
    await gone;
    await restarted;
    await diagnosticsOf(document.uri);
  });

  it('names the language of the files VS Code misses', async () => {
    const path = await files({
      '.dockerignore': '*.md\n',
      'Dockerfile-dev': 'FROM a\n',
      'Dockerfile.dockerignore': '*\n',
    });
    const languageOf = async (name: string) => (await vscode.workspace.openTextDocument(join(path, name))).languageId;
    assert.equal(await languageOf('.dockerignore'), 'ignore');
    assert.equal(await languageOf('Dockerfile-dev'), 'dockerfile');
    assert.equal(await languageOf('Dockerfile.dockerignore'), 'ignore');
  });

  it('remembers the device that is picked and shows it in the status entry', async function () {
    needsWorkbench(this);
    await files({ Dockerfile: systemd });
    const { document } = await open('language-client/Dockerfile');
    await diagnosticsOf(document.uri);
    const picking = vscode.commands.executeCommand('slipway.selectDevice');
    await workbench.waitFor('.quick-input-widget >> text=No device');
    await workbench.type('raspberrypi4-64');
    await workbench.waitFor('.monaco-list-row.focused >> text=raspberrypi4-64');
    await workbench.screenshot('select-device');
    await workbench.press('Enter');
    await picking;
    await workbench.hover('.statusbar-item[id="status.languageStatus"]');
    await workbench.waitFor('.hover-language-status >> text=Raspberry Pi 4');
    await workbench.screenshot('language-status');
  });

  it('starts in less than 200 ms', async () => {
    await slipwayApi();
    await vscode.commands.executeCommand('perfview.show');
    const text = await eventually(vscode.window.onDidChangeActiveTextEditor, () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'perf' ? document.getText() : undefined;
    });
    // Extension, whether VS Code started it with the window, milliseconds of its code and of its activation.
    const rows = text.split('\n').map(line => line.split('|').map(cell => cell.trim()));
    const took = ([, , , load, activate]: readonly string[]) => Number(load) + Number(activate);
    const ours = rows.find(([, name]) => name === 'slipway.slipway') ?? [];
    const others = rows.filter(([, name, isAtStart]) => name !== 'slipway.slipway' && isAtStart === 'true');
    const slowest = Math.max(0, ...others.map(took));
    console.log(`      code loaded in ${ours[3]} ms, activated in ${ours[4]} ms; of VS Code's own up to ${slowest} ms`);
    // What is promised; and where VS Code's own need as long, because the machine is slow, half as much again as they.
    assert.ok(took(ours) < Math.max(200, slowest * 1.5), text);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
