// Journey: one lesson from its start to its tick. The walkthroughs come later; what goes already is the exercise itself
// (systemd without privileged) judged by Slipway's own findings: the starter has a warning, the solution only hints about
// what the needed grants still allow.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf, eventually, open, removeFolder, writeFolder } from '../support/workspace.ts';

const starter = {
  'docker-compose.yml': "version: '2.1'\nservices:\n  clock:\n    privileged: true\n    build: ./clock\n",
  'clock/Dockerfile.template': [
    'FROM debian:trixie-slim',
    'RUN apt-get update && apt-get install -y --no-install-recommends dbus systemd',
    'COPY start.sh /usr/local/bin/',
    'STOPSIGNAL SIGRTMIN+3',
    'ENTRYPOINT ["/usr/local/bin/start.sh"]',
    '',
  ].join('\n'),
  'clock/start.sh': '#!/bin/sh\nexec /lib/systemd/systemd\n',
};

describe('Journey: a lesson', () => {
  let folder = '';

  after(() => removeFolder(folder));

  it('starts with a warning and ends without one', async () => {
    folder = await writeFolder('lesson', starter);
    const { document } = await open(`${folder}/docker-compose.yml`);
    const [finding] = await diagnosticsOf(document.uri);
    assert.ok(finding);

    const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(action => action.title.startsWith('Replace privileged by'));
    assert.ok(fix?.edit, actions.map(action => action.title).join('\n'));
    await vscode.workspace.applyEdit(fix.edit);
    await document.save();
    await eventually(vscode.languages.onDidChangeDiagnostics, () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .every(({ source, severity }) => source !== 'slipway' || severity > vscode.DiagnosticSeverity.Warning)
        ? true
        : undefined,
    );
    assert.match(document.getText(), /tmpfs:\n {6}- \/sys\/fs\/cgroup\n$/);
  });
});
