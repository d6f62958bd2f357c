// Opens the file at the instruction that failed.
import * as vscode from 'vscode';
import type { BuildRun, JobFailure } from './build-run.ts';
import { fileUri } from './file-uri.ts';

/** The first failure of the run, with a place in a file if any has one. */
export function placedFailure({ jobs }: Pick<BuildRun, 'jobs'>): JobFailure | undefined {
  const failures = jobs.flatMap(job => job.failure ?? []);
  return failures.find(it => it.place !== undefined) ?? failures[0];
}

export async function goToFailure({ place }: Pick<JobFailure, 'place'>): Promise<void> {
  if (!place) return;
  const document = await vscode.workspace.openTextDocument(fileUri(place.path));
  const editor = await vscode.window.showTextDocument(document);
  const start = document.positionAt(place.start);
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, document.positionAt(place.end)), vscode.TextEditorRevealType.InCenter);
}
