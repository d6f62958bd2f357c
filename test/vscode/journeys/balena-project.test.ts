// Journey: somebody opens a balena project, sees what is wrong, mends it with the light bulb, and says for which device
// it is. It grows with every feature until the project runs on a Raspberry Pi.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lightBulb, needsWorkbench, workbench } from '../support/workbench.ts';
import { diagnosticsOf, eventually, open } from '../support/workspace.ts';

const codesOf = (diagnostics: readonly vscode.Diagnostic[]): string[] =>
  diagnostics.map(({ code }) => String(typeof code === 'object' ? code.value : code)).sort();

/** Puts the cursor on the first place where the text stands, without scrolling, and waits for the light bulb there. */
async function goTo(document: vscode.TextDocument, text: string): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  // The first line is clean: the bulb of an earlier place has to go first.
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  await workbench.waitUntilGone(lightBulb);
  const at = document.positionAt(document.getText().indexOf(text));
  editor.selection = new vscode.Selection(at, at);
  await workbench.waitFor(lightBulb);
}

/** Opens the light bulb's list by keyboard at the text and takes the entry of this title with the mouse. */
async function takeFix(document: vscode.TextDocument, text: string, title: string, picture?: string): Promise<void> {
  await goTo(document, text);
  await workbench.press('Control+.');
  await workbench.waitFor(`.action-widget >> text=${title}`);
  if (picture) await workbench.screenshot(picture);
  await workbench.click(`.action-widget >> text=${title}`);
}

async function inBothThemes(name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await workbench.theme(theme);
    await workbench.screenshot(`${name}-${theme}`);
  }
}

describe('Journey: a balena project', () => {
  let editor: vscode.TextEditor;
  let original = '';

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    editor = await open('docker-compose.yml');
    original = editor.document.getText();
  });
  after(async () => {
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.workspace.fs.writeFile(editor.document.uri, Buffer.from(original));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows the three leading findings as soon as the file is open', async function () {
    const found = await diagnosticsOf(editor.document.uri, all => all.length >= 3);
    assert.deepEqual(codesOf(found), [
      'balena/bind-mount',
      'compose/internal-service-published',
      'compose/privileged-service',
    ]);
    needsWorkbench(this);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await workbench.waitFor('.markers-panel >> text=privileged');
    await inBothThemes('balena-project-findings');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  it('offers what systemd needs instead of privileged, and applies it', async function () {
    needsWorkbench(this);
    await workbench.theme('light');
    await takeFix(editor.document, 'privileged: true', 'Replace privileged by', 'balena-project-light-bulb-light');
    await diagnosticsOf(editor.document.uri, all => !codesOf(all).includes('compose/privileged-service'));
    await vscode.commands.executeCommand('undo');
    await diagnosticsOf(editor.document.uri, all => codesOf(all).includes('compose/privileged-service'));
    await workbench.theme('dark');
    await takeFix(editor.document, 'privileged: true', 'Replace privileged by', 'balena-project-light-bulb-dark');
    await diagnosticsOf(editor.document.uri, all => !codesOf(all).includes('compose/privileged-service'));
    assert.ok(!editor.document.getText().includes('privileged'));
    assert.match(
      editor.document.getText(),
      /cap_add:\n {6}- SYS_RESOURCE\n {6}- SYS_ADMIN\n {4}security_opt:\n {6}- 'apparmor:unconfined'\n {4}tmpfs:\n {6}- \/sys\/fs\/cgroup\n/,
    );
    await inBothThemes('balena-project-systemd-mended');
  });

  it('turns the bind mount into a named volume and the published port into an exposed one', async function () {
    needsWorkbench(this);
    await takeFix(editor.document, './readings', 'Use a named volume');
    await diagnosticsOf(editor.document.uri, all => !codesOf(all).includes('balena/bind-mount'));
    await takeFix(editor.document, "ports:\n      - '9000", 'Expose to other services only');
    await eventually(vscode.languages.onDidChangeDiagnostics, () => {
      // That SYS_ADMIN is much, and what expose is for, is still told as a hint.
      const left = vscode.languages.getDiagnostics(editor.document.uri).filter(({ source }) => source === 'slipway');
      return left.every(({ severity }) => severity > vscode.DiagnosticSeverity.Warning) ? true : undefined;
    });
    const text = editor.document.getText();
    assert.match(text, /^volumes:\n {2}readings:$/m);
    assert.match(text, /- readings:\/var\/lib\/readings/);
    assert.match(text, /expose:\n {6}- '9000'/);
    await inBothThemes('balena-project-mended');
  });

  it('is told the device by the palette', async function () {
    needsWorkbench(this);
    await workbench.press('F1');
    await workbench.type('Slipway: Select Device');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text=Select Device');
    await workbench.press('Enter');
    await workbench.waitFor('.quick-input-list >> text=As in the settings');
    await workbench.type('raspberrypi4-64');
    await workbench.waitFor('.quick-input-list .monaco-list-row.focused >> text=Raspberry Pi 4');
    await workbench.screenshot('select-device');
    await workbench.press('Enter');
    await workbench.waitUntilGone('.quick-input-widget');
    await workbench.click('.statusbar-item[id="status.languageStatus"]');
    await workbench.waitFor('.hover-language-status >> text=Raspberry Pi 4');
    await workbench.screenshot('language-status');
    await workbench.press('Escape');
  });
});
