// Opens what a container has written until now in an editor, where it can be searched, folded and kept.
import * as vscode from 'vscode';
import { logText } from '../../terminals/log-text.ts';
import type { Command, Parts } from '../command.ts';
import { containerTargets } from '../targets.ts';

export const logsDocument: Command = {
  id: 'slipway.container.logsDocument',
  async run(parts, ...given) {
    const rows = await containerTargets(parts, given, {
      title: 'Open the Logs of Which Containers?',
      many: 'several',
      none: 'There is no container, so there are no logs.',
    });
    for (const { id, name } of rows)
      await parts.documents.show({
        id: `container/${id}/logs`,
        title: `${name}.log`,
        language: 'log',
        text: () => read(parts, id, name),
      });
  },
};

async function read(parts: Parts, id: string, name: string): Promise<string> {
  const title = `Reading the logs of ${name}`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
    parts.log.debug(`logs of ${name}: read for a document`);
    const { sessions } = await parts.engine();
    return logText(sessions, id, abort.signal);
  });
}
