// The Dockerfiles of the workspace that may have made an image, and the way to an instruction of one.
import * as vscode from 'vscode';
import type { LastBuild } from '../../layers/last-builds.ts';
import type { DockerfileCandidate, InstructionPlace } from '../../layers/layers-session.ts';
import { textOfFile } from '../../text-of-file.ts';

const names = '**/{Dockerfile,Dockerfile.*,*.Dockerfile,*.dockerfile,Containerfile,Containerfile.*}';
const passedOver = '**/{node_modules,.git,vendor}/**';
/** More are not compared with an image. */
const mostFiles = 200;

/** `built`: the file that is known to have made it; it comes first. */
export async function dockerfileCandidates(built: LastBuild | undefined): Promise<readonly DockerfileCandidate[]> {
  const known = built && vscode.Uri.file(built.dockerfile);
  const found = await vscode.workspace.findFiles(names, passedOver, mostFiles);
  const candidates = known ? [known, ...found.filter(uri => uri.toString() !== known.toString())] : found;
  const read = candidates.map(async (uri): Promise<DockerfileCandidate | undefined> => {
    const text = await textOfFile(uri);
    if (text === undefined) return undefined;
    const isBuilt = uri === known;
    return {
      ...{ uri: uri.toString(), file: vscode.workspace.asRelativePath(uri), text },
      ...(isBuilt ? { isKnown: true } : {}),
      ...(isBuilt && built?.target !== undefined ? { target: built.target } : {}),
    };
  });
  return (await Promise.all(read)).flatMap(it => it ?? []);
}

export async function goToInstruction({ uri, start, end }: InstructionPlace): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const shown = vscode.window.visibleTextEditors.find(it => it.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside,
  });
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
