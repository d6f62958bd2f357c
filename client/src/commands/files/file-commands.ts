// What can be done with a row of the view of container files.
import { homedir } from 'node:os';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import { localName } from '../../engine/local-name.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { uriOf } from '../../files/container-file-system.ts';
import { addressOf } from '../../files/file-address.ts';
import { type FileRow, isFileRow } from '../../files/file-browser.ts';
import { bySelection } from '../../views/tree-node.ts';
import type { Command, Parts } from '../command.ts';
import { copyLines } from '../copy-lines.ts';

export const downloadFiles: Command = {
  id: 'slipway.files.download',
  async run(parts, ...given) {
    const row = rowGiven(parts, given);
    if (!row) throw new Error('Select one file or folder in the view Container Files first.');
    const place = await parts.containerFiles.locate(row.uri);
    const target = place && (row.stat.kind === 'folder' ? await folderToMake(row) : await fileToWrite(row));
    if (!place || !target) return;
    const engine = await parts.engine();
    const followed = (await engine.files.stat(place.containerId, place.path))?.linkTarget ?? place.path;
    const { files, bytes, leftOut } = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: withoutLinks(`Slipway: Downloading ${row.name}`),
        cancellable: true,
      },
      (progress, cancellation) => {
        const abort = new AbortController();
        cancellation.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
        return engine.files.download(place.containerId, followed, target, {
          onProgress: done => progress.report({ message: byteSize(done) }),
          signal: abort.signal,
        });
      },
    );
    const count = `${files} ${files === 1 ? 'file' : 'files'}, ${byteSize(bytes)}`;
    if (leftOut.length === 0) vscode.window.setStatusBarMessage(`$(check) Downloaded ${count}`, 8000);
    else
      void vscode.window.showWarningMessage(
        withoutLinks(
          `Slipway: Downloaded ${count}. Links and devices stay behind, for they mean something in the container only, and so do names that this machine cannot give: ${leftOut.slice(0, 5).join(', ')}${leftOut.length > 5 ? ', …' : ''}`,
        ),
      );
  },
};

export const copyFilePath: Command = {
  id: 'slipway.files.copyPath',
  async run(parts, ...given) {
    const paths = rowsGiven(parts, given).flatMap(({ uri }) => addressOf(uri)?.path ?? []);
    if (paths.length === 0) throw new Error('Select a file or folder in the view Container Files first.');
    await copyLines('path', paths);
  },
};

export const compareWithImage: Command = {
  id: 'slipway.files.compareWithImage',
  async run(parts, ...given) {
    const row = rowGiven(parts, given);
    const address = row && addressOf(row.uri);
    if (!row || address?.kind !== 'container')
      throw new Error('Select one file of a container in the view Container Files first.');
    const { containers } = await parts.store.current();
    const container = [...containers.values()].find(({ name }) => name === address.name);
    if (!container) throw new Error(`The container ${address.name} is gone.`);
    const original = uriOf({ kind: 'image', name: container.imageId, path: address.path });
    const isThere = await vscode.workspace.fs.stat(original).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      void vscode.window.showInformationMessage(
        withoutLinks(`Slipway: ${address.path} is not in the image ${container.image}.`),
      );
      return;
    }
    const title = `${basename(address.path)} (image ↔ ${address.name})`;
    await vscode.commands.executeCommand('vscode.diff', original, row.uri, title);
  },
};

export const refreshFiles: Command = {
  id: 'slipway.files.refresh',
  run: parts => parts.files.refresh(),
};

export const closeFiles: Command = {
  id: 'slipway.files.close',
  async run(parts, ...given) {
    for (const row of rowsGiven(parts, given)) await parts.files.close(row);
  },
};

/** The one that was clicked, else the one that is selected: none where several are. */
function rowGiven(parts: Parts, given: readonly unknown[]): FileRow | undefined {
  if (isFileRow(given[0])) return given[0];
  const [row, second] = rowsGiven(parts, given);
  return second ? undefined : row;
}

function rowsGiven(parts: Parts, [row, all]: readonly unknown[]): readonly FileRow[] {
  if (row === bySelection || row === undefined) return parts.files.selected;
  const several = Array.isArray(all) ? all.filter(isFileRow) : [];
  if (several.length > 0) return several;
  return isFileRow(row) ? [row] : [];
}

async function fileToWrite({ name }: FileRow): Promise<string | undefined> {
  const defaultUri = vscode.Uri.joinPath(startFolder(), localName(name));
  return (await vscode.window.showSaveDialog({ title: `Download ${name}`, defaultUri }))?.fsPath;
}

/** A folder of the same name, made in the one the user picks; nothing may be there yet. */
async function folderToMake({ name, isRoot }: FileRow): Promise<string | undefined> {
  const [into] =
    (await vscode.window.showOpenDialog({
      title: `Download the folder ${name} into`,
      openLabel: 'Download Here',
      defaultUri: startFolder(),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!into) return undefined;
  const target = vscode.Uri.joinPath(into, localName(isRoot ? `${name}-files` : name));
  const isTaken = await vscode.workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  if (isTaken)
    throw new Error(`${target.fsPath} is there already, and nothing is written over it: pick another place.`);
  return target.fsPath;
}

function startFolder(): vscode.Uri {
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
}
