// Which lesson fits the opened folder: one of those that name files, if the folder has such a file. It then stands on the
// Welcome page beside the first lesson.
import * as vscode from 'vscode';
import type { Learning } from './learning.ts';

const neverThere = '**/{node_modules,.git}/**';

export async function offerFitting(learning: Learning): Promise<void> {
  if (!vscode.workspace.workspaceFolders?.length) return;
  const { curriculum } = await learning.lessons();
  for (const lesson of curriculum.lessons) {
    if (lesson.welcome === undefined || lesson.welcome === 'always') continue;
    const [found] = await vscode.workspace.findFiles(`{${lesson.welcome.join(',')}}`, neverThere, 1);
    if (!found) continue;
    learning.page.offer(lesson);
    return;
  }
}
