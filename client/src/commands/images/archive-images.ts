// Writes images into an archive, and reads them out of one.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { Transform } from 'node:stream';
import * as vscode from 'vscode';
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import { saveStream } from '../../engine/save-stream.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import type { Command, Parts } from '../command.ts';
import { withLateProgress } from '../late-progress.ts';
import { imageTargets } from '../targets.ts';

const archives = { 'Image archives': ['tar', 'tgz', 'gz'] };

export const saveImages: Command = {
  id: 'slipway.image.save',
  async run(parts, ...given) {
    const targets = await imageTargets(parts, given, {
      title: 'Save which images?',
      many: 'several',
      none: 'There is no image to save.',
    });
    const [first] = targets;
    if (!first) return;
    const references = targets.map(({ reference }) => reference);
    const what = targets.length === 1 ? nameOf(first.reference) : `${targets.length} images`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const file = await vscode.window.showSaveDialog({
      title: `Save ${what}`,
      defaultUri: vscode.Uri.joinPath(folder, `${fileName(targets.length === 1 ? first.reference : 'images')}.tar`),
      filters: { 'Image archives': ['tar'] },
    });
    if (!file) return;
    if (file.scheme !== 'file') throw new Error('Images can be saved to a folder of this machine only.');
    parts.log.debug(`Saving ${references.join(', ')} to ${file.fsPath}`);
    const { images } = await parts.engine();
    const bytes = await withLateProgress(`Saving ${what}`, async (signal, report) => {
      const archive = await images.save(references, signal);
      return saveStream(archive, file.fsPath, { signal, onBytes: so => report(byteSize(so)) });
    });
    const reveal = 'Show in Folder';
    // Not awaited: the command is done, whenever the message is read.
    void vscode.window
      .showInformationMessage(withoutLinks(`Slipway: ${what} is in ${file.fsPath} (${byteSize(bytes)}).`), reveal)
      .then(choice => choice === reveal && vscode.commands.executeCommand('revealFileInOS', file));
  },
};

export const loadImages: Command = {
  id: 'slipway.image.load',
  async run(parts) {
    const files = await vscode.window.showOpenDialog({
      title: 'Load images from an archive',
      openLabel: 'Load',
      canSelectMany: true,
      filters: archives,
    });
    if (!files) return;
    const loaded: string[] = [];
    for (const file of files) loaded.push(...(await load(parts, file)));
    if (loaded.length === 0) return;
    const names = loaded.map(nameOf);
    void vscode.window.showInformationMessage(withoutLinks(`Slipway: Loaded ${names.join(', ')}.`));
  },
};

async function load(parts: Parts, file: vscode.Uri): Promise<readonly string[]> {
  if (file.scheme !== 'file') throw new Error('Images can be loaded from a folder of this machine only.');
  const { images } = await parts.engine();
  const { size } = await stat(file.fsPath);
  parts.log.debug(`Loading ${file.fsPath}, ${byteSize(size)}`);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: withoutLinks(`Slipway: Loading ${file.path.slice(file.path.lastIndexOf('/') + 1)}`),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
    let bytes = 0;
    let shown = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        bytes += chunk.length;
        const percent = Math.floor((100 * bytes) / Math.max(1, size));
        if (percent > shown) {
          progress.report({ increment: percent - shown, message: `${byteSize(bytes)} of ${byteSize(size)}` });
          shown = percent;
        }
        next(null, chunk);
      },
    });
    const reading = createReadStream(file.fsPath);
    reading.on('error', error => counted.destroy(error));
    try {
      return await images.load(reading.pipe(counted), abort.signal);
    } finally {
      reading.destroy();
    }
  });
}

function nameOf(reference: string): string {
  return reference.startsWith('sha256:') ? shortId(reference) : reference;
}

/** `team-app-2` for `ghcr.io/team/app:2`: without what file systems do not take. */
function fileName(reference: string): string {
  return nameOf(reference)
    .replace(/^[^/]*[.:][^/]*\//, '')
    .replaceAll(/[^\w.-]+/g, '-');
}
