// Puts learning together with what shows it: the view, the lens above exercises, solutions to compare with. Goes on with the
// lesson this window was busy with, and says which lesson fits the opened folder.
import * as vscode from 'vscode';
import type { Parts } from '../commands/command.ts';
import { offerNext } from '../commands/learn/open-lesson.ts';
import { learnView } from '../views/learn-view.ts';
import { checkLens } from './check-lens.ts';
import { exists } from './exercise-folder.ts';
import { type Learning, type LearningOptions, lastLesson, learning } from './learning.ts';
import { lessonById } from './lesson.ts';
import { offerFitting } from './offer-fitting.ts';
import { isDone } from './progress.ts';
import { solutionDocuments } from './solution-documents.ts';

export interface LearnParts extends Learning {
  /** Once every part is there. */
  begin(parts: Parts): vscode.Disposable;
}

export function learnParts(options: Omit<LearningOptions, 'celebrate'>): LearnParts {
  const { context, log } = options;
  let celebrate: LearningOptions['celebrate'] = () => undefined;
  const it = learning({ ...options, celebrate: lesson => celebrate(lesson) });
  const debug = (message: string): void => log.debug(message);
  const begin = (parts: Parts): vscode.Disposable => {
    celebrate = lesson => void offerNext(parts, lesson);
    resume(it, context.workspaceState)
      .then(() => offerFitting(it))
      .catch((error: unknown) => log.error('Lessons could not be prepared', String(error)));
    return vscode.Disposable.from(
      it,
      learnView(it, context.workspaceState, debug),
      checkLens(it),
      solutionDocuments(parts.ownFile, async () => (await it.lessons()).curriculum.bases),
    );
  };
  return Object.assign(it, { begin });
}

/** Only for an exercise that was left unfinished: whoever learns nothing pays for nothing. */
async function resume(it: Learning, memory: vscode.Memento): Promise<void> {
  const id = lastLesson(memory);
  if (id === undefined) return;
  const { curriculum, progress } = await it.lessons();
  const lesson = lessonById(curriculum, id);
  const folder = lesson?.exercise && (await it.folderOf(lesson));
  if (!lesson || !folder || !(await exists(folder.path))) return;
  if (!isDone(lesson, progress.of(id), it.platform)) await it.enter(lesson);
}
