// Opens the file that somebody wrote at the place of an instruction, as far as it still stands there.
import * as vscode from 'vscode';
import type { BuildRun, JobFailure } from './build-run.ts';
import { placeNow } from './failure-marks.ts';
import { fileUri } from './file-uri.ts';

/** The first failure of the run, with a place in a file if any has one. */
export function placedFailure({ jobs }: Pick<BuildRun, 'jobs'>): JobFailure | undefined {
  const failures = jobs.flatMap(job => job.failure ?? []);
  return failures.find(it => it.place !== undefined) ?? failures[0];
}

type Place = NonNullable<JobFailure['place']>;

/** Opens the file in any case. Without a place, or where the instruction was changed since, that is said. */
export async function goToPlace(path: string, place: Pick<Place, 'start' | 'end' | 'text'> | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(fileUri(path));
  const editor = await vscode.window.showTextDocument(document);
  const found = place && placeNow({ text: undefined, ...place }, document.getText());
  if (!found) {
    const why = place ? 'The instruction is not there any more as it was built' : 'The step has no place in the file';
    vscode.window.setStatusBarMessage(`Slipway: ${why}`, 5_000);
    return;
  }
  const at = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
  editor.selection = new vscode.Selection(at.start, at.start);
  editor.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
