// Writes the file system of a container into a tar file.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import { saveStream } from '../../engine/save-stream.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import type { Command } from '../command.ts';
import { withLateProgress } from '../late-progress.ts';
import { containerTargets } from '../targets.ts';
import { naming } from './containers-at-once.ts';

export const exportContainer: Command = {
  id: 'slipway.container.export',
  async run(parts, ...given) {
    const [row] = await containerTargets(parts, given, {
      title: 'Export the file system of which container?',
      many: 'one',
      accepts: it => it.status !== 'dead' && it.status !== 'removing',
      none: 'There is no container yet.',
    });
    if (!row) return;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const file = await vscode.window.showSaveDialog({
      title: `Export the files of ${row.name}`,
      saveLabel: 'Export',
      defaultUri: vscode.Uri.joinPath(folder, `${row.name}.tar`),
      filters: { 'Tar archives': ['tar'] },
    });
    if (!file) return;
    if (file.scheme !== 'file') throw new Error('A container can be exported to a folder of this machine only.');
    parts.log.debug(`Exporting container ${row.name} ${row.id.slice(0, 12)} to ${file.fsPath}`);
    const { containers } = await parts.engine();
    const exporting = withLateProgress(`Exporting ${row.name}`, async (signal, report) => {
      const stream = await containers.export(row.id, signal);
      return saveStream(stream, file.fsPath, { signal, onBytes: so => report(byteSize(so)) });
    });
    const bytes = await naming('Could not export', row, exporting);
    const reveal = 'Show in Folder';
    // Not awaited: the command is done, whenever the message is read.
    void vscode.window
      .showInformationMessage(
        withoutLinks(`Slipway: The files of ${row.name} are in ${file.fsPath} (${byteSize(bytes)}).`),
        reveal,
      )
      .then(choice => choice === reveal && vscode.commands.executeCommand('revealFileInOS', file));
  },
};
