// Has the engine count the bytes of all volumes, which it does by walking over every file.
import * as vscode from 'vscode';
import { viewIds } from '../../views/tree-node.ts';
import type { Command } from '../command.ts';

export const measureVolumes: Command = {
  id: 'slipway.volumes.measure',
  async run({ store, log }) {
    log.debug('Measuring the sizes of volumes');
    const cancelled = new AbortController();
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: 'Slipway: Measuring volumes',
      cancellable: true,
    };
    await vscode.window.withProgress(options, async (_progress, token) => {
      token.onCancellationRequested(() => cancelled.abort(new vscode.CancellationError()));
      const measured = store.current().then(() => store.measureVolumes(cancelled.signal));
      await vscode.window.withProgress({ location: { viewId: viewIds.volumes } }, () => measured);
    });
  },
};
