// Journey: a build fails, the finding stands on the instruction (of a Dockerfile, a template, or a Dockerfile inside a
// Compose file) and goes when that is edited; mended, the build succeeds.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { newestBuild } from '../support/build-state.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';
import { eventually, open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const themes = ['light', 'dark'] as const;
/** What the engine of the bed runs by itself. */
const own = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';
const ownDevice = process.arch === 'arm64' ? 'raspberrypi4-64' : 'generic-amd64';
const failing = 'RUN echo "no wood left" && exit 3';
const mended = 'RUN echo timber > /wood';

describe('Journey: a build that fails', () => {
  let folder = '';
  const tags = new Set<string>();
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();

  before(async function () {
    if (baseImage === '') this.skip();
    docker('tag', baseImage, `balenalib/${ownDevice}-debian:journey`);
    tags.add(`balenalib/${ownDevice}-debian:journey`);
    folder = await writeFolder('journey-failing', {
      'plain/Dockerfile': `FROM ${baseImage}\n${failing}\n`,
      'fleet/balena.yml': 'name: ferry\ntype: sw.application\nversion: 1.0.0\n',
      'fleet/Dockerfile.template': `# The hull of the ferry\nFROM balenalib/%%BALENA_MACHINE_NAME%%-debian:journey\n\n${failing}\n`,
      'inline/compose.yaml': [
        'services:',
        '  hull:',
        '    build:',
        '      context: .',
        '      dockerfile_inline: |',
        `        FROM ${baseImage}`,
        '        # Planks first',
        `        ${failing}`,
        '    labels: { deck: "1" }',
        '',
      ].join('\n'),
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    (await slipwayApi()).builds.clear();
  });
  after(async () => {
    (await slipwayApi()).builds.clear();
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('notifications.clearAll');
    for (const tag of tags) if (docker('images', '--quiet', tag) !== '') docker('rmi', '--force', tag);
    if (folder !== '') await removeFolder(folder);
  });

  const build = async (path: string, platform: string, state: 'done' | 'failed') => {
    const uri = vscode.Uri.file(`${folder}/${path}`);
    const given = { platforms: [platform], services: [] };
    const before = (await slipwayApi()).builds.runs[0]?.id;
    await vscode.commands.executeCommand('slipway.device.build', uri, given);
    const run = await newestBuild(it => it.id !== before && it.state !== 'running');
    assert.equal(run.state, state, JSON.stringify(run.jobs.map(job => job.failure)));
    for (const { result } of run.jobs) for (const tag of result?.tags ?? []) tags.add(tag);
  };
  const findings = (uri: vscode.Uri) =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Slipway build');
  /** As soon as there are so many. */
  const found = (uri: vscode.Uri, count: number) =>
    eventually(vscode.languages.onDidChangeDiagnostics, () => {
      const all = findings(uri);
      return all.length === count ? all : undefined;
    });
  const replace = async (editor: vscode.TextEditor, line: number, from: string, to: string) => {
    const start = editor.document.lineAt(line).text.indexOf(from);
    await editor.edit(edit => edit.replace(new vscode.Range(line, start, line, start + from.length), to));
  };

  for (const { what, path, platform, line } of [
    { what: 'a Dockerfile', path: 'plain/Dockerfile', platform: own, line: 1 },
    { what: 'a template', path: 'fleet/Dockerfile.template', platform: ownDevice, line: 3 },
    { what: 'a Dockerfile inside a Compose file', path: 'inline/compose.yaml', platform: own, line: 7 },
  ])
    it(`marks the instruction of ${what} until it is edited, and succeeds once that is mended`, async function () {
      needsWorkbench(this);
      const editor = await open(`${folder}/${path}`);
      const { uri } = editor.document;
      await build(path, platform, 'failed');
      const [finding] = await found(uri, 1);
      assert.ok(finding);
      const start = editor.document.lineAt(line).text.indexOf(failing);
      assert.deepEqual(finding.range, new vscode.Range(line, start, line, start + failing.length));
      assert.match(finding.message, /failed with exit code 3/);
      assert.deepEqual(
        finding.relatedInformation?.map(it => it.message),
        ['no wood left'],
      );
      await vscode.commands.executeCommand('notifications.clearAll');
      await vscode.commands.executeCommand('workbench.actions.view.problems');
      await workbench.waitFor('.markers-panel .monaco-list-row >> text=failed with exit code 3');
      for (const theme of themes) {
        await workbench.theme(theme);
        await workbench.screenshot(`build-failed-${path.replaceAll(/\W/g, '-')}-${theme}`);
      }

      // What is above moves it, what is in it ends it.
      await vscode.window.showTextDocument(editor.document);
      await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '# Above\n'));
      await eventually(vscode.languages.onDidChangeDiagnostics, () =>
        findings(uri)[0]?.range.start.line === line + 1 ? true : undefined,
      );
      await replace(editor, line + 1, failing, mended);
      await found(uri, 0);
      await editor.document.save();
      await build(path, platform, 'done');
      assert.deepEqual(findings(uri), []);
    });
});
