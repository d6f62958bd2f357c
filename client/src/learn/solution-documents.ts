// The files of solutions as documents nobody can change, with the images of our bases in place of tokens.
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { withBases } from './with-bases.ts';

const scheme = 'slipway-solution';

export function solutionUri(lesson: string, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${lesson}/${path}` });
}

export function solutionDocuments(
  ownFile: (...path: string[]) => vscode.Uri,
  bases: () => Promise<Readonly<Record<string, string>>>,
): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent({ path }) {
      const [, group = '', lesson = '', ...file] = path.split('/');
      const text = await readFile(ownFile('walkthroughs', group, lesson, 'solution', ...file).fsPath, 'utf8');
      return withBases(text, await bases());
    },
  });
}
