// The exercise of a lesson: opened, begun anew, compared with the solution. Never writes over what the learner made.
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { withoutLinks } from '../../engine/without-links.ts';
import {
  copyStarter,
  type ExerciseFolder,
  exists,
  filesBelow,
  makeLearnFolder,
  setAside,
} from '../../learn/exercise-folder.ts';
import { checkIds, type Lesson } from '../../learn/lesson.ts';
import { solutionUri } from '../../learn/solution-documents.ts';
import { withBases } from '../../learn/with-bases.ts';
import type { Command, Parts } from '../command.ts';
import { type LessonTarget, lessonTarget } from './lesson-target.ts';

const hasExercise = (lesson: Lesson): boolean => lesson.exercise !== undefined;

export const openExercise: Command = {
  id: 'slipway.learn.openExercise',
  async run(parts, given) {
    const target = await lessonTarget(parts, given, {
      title: 'Open the exercise of which lesson?',
      accepts: lesson => hasExercise(lesson) || lesson.steps.some(({ open }) => open !== undefined),
      otherwise: 'current',
    });
    if (!target) return;
    const { lesson } = target;
    const root = await rootFolder(parts);
    if (root === undefined) return;
    if (!lesson.exercise) {
      const file = target.file ?? target.step?.open ?? lesson.steps.find(it => it.open !== undefined)?.open;
      await parts.learning.enter(lesson, target.step);
      if (file !== undefined) await openFile(await emptyFile(join(root, file)));
      // The folder may be new.
      await parts.learning.reenter(lesson);
      return;
    }
    const folder: ExerciseFolder = { path: join(root, lesson.exercise.folder), name: lesson.exercise.folder };
    // A step that only asks for a file goes on with what is there.
    const mode = target.file === undefined ? 'ask' : 'resume';
    if (!(await openFolder(parts, target, folder, mode))) return;
    await openFile(join(folder.path, target.file ?? lesson.exercise.opens));
  },
};

/** `slipway-learn`, made if need be; undefined when nobody said where. */
export async function rootFolder({ learning }: Parts): Promise<string | undefined> {
  const root = await learning.root.ask();
  if (root !== undefined) await makeLearnFolder(root);
  return root;
}

/** Copies the starter, or goes on with what is there. Whether there is an exercise now. */
export async function openFolder(
  parts: Parts,
  { all, lesson, step }: LessonTarget,
  folder: ExerciseFolder,
  mode: 'ask' | 'resume',
): Promise<boolean> {
  const { learning } = parts;
  const { progress, curriculum } = all;
  if (await exists(folder.path)) {
    const answer = mode === 'ask' ? await askWhatToDo(folder) : 'resume';
    if (answer === undefined) return false;
    if (answer === 'resume') {
      if (progress.of(lesson.id).openedAt === undefined) progress.noteOpening(lesson.id, Date.now());
      await learning.enter(lesson, step);
      noteOpen(parts, lesson);
      return true;
    }
    await putAside(parts, folder);
  }
  await copyStarter(parts.ownFile('walkthroughs', lesson.id, 'starter').fsPath, folder, curriculum.bases);
  progress.noteOpening(lesson.id, Date.now());
  await learning.enter(lesson, step);
  // What happened before belongs to another try.
  await learning.reenter(lesson);
  noteOpen(parts, lesson);
  void vscode.window.showInformationMessage(
    withoutLinks(
      `The exercise is in ${learning.root.shown(folder.path)}. Git does not see it; checks look at it whenever you save.`,
    ),
  );
  return true;
}

/** However it was opened: by a button, from the view, or because a command was to be run in it. */
function noteOpen({ learning }: Parts, lesson: Lesson): void {
  for (const step of lesson.steps) if (step.done.kind === 'open') learning.complete(lesson, step);
}

async function askWhatToDo({ name }: ExerciseFolder): Promise<'resume' | 'anew' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: '$(debug-continue) Go on with it', detail: 'Your files stay as they are', answer: 'resume' as const },
      {
        label: '$(discard) Begin anew',
        detail: 'Your files are set aside under another name; nothing is lost',
        answer: 'anew' as const,
      },
    ],
    { title: `${name} is there already`, ignoreFocusOut: true },
  );
  return picked?.answer;
}

/** With what was typed and is not saved yet: it is the learner's version too. */
async function putAside({ learning }: Parts, folder: ExerciseFolder): Promise<void> {
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && document.uri.scheme === 'file' && isInside(folder.path, document.uri.fsPath))
      await document.save();
  // A shell that stands there would go along, and what is typed later would work on the old files.
  learning.terminal.leave(folder.path);
  const kept = await setAside(folder, new Date()).catch((error: unknown) => {
    throw new Error(
      `${folder.name} cannot be set aside, so nothing was changed: ${error instanceof Error ? error.message : String(error)}. Close terminals and programs that use the folder, and try again.`,
    );
  });
  void vscode.window.showInformationMessage(withoutLinks(`Your version is kept as ${learning.root.shown(kept)}.`));
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

async function openFile(path: string): Promise<void> {
  if (!(await exists(path))) throw new Error(`${path} is not there any more: reset the exercise to get it back.`);
  await vscode.window.showTextDocument(vscode.Uri.file(path), {
    viewColumn: besideWhat(),
    preview: false,
  });
}

/** Beside the lesson where there is room, never in a third column. */
function besideWhat(): vscode.ViewColumn {
  return vscode.window.tabGroups.all.length > 1 ? vscode.ViewColumn.Two : vscode.ViewColumn.Beside;
}

async function emptyFile(path: string): Promise<string> {
  if (!(await exists(path))) await vscode.workspace.fs.writeFile(vscode.Uri.file(path), new Uint8Array());
  return path;
}

export const resetExercise: Command = {
  id: 'slipway.learn.reset',
  async run(parts, given) {
    const target = await exerciseTarget(parts, given, 'Reset which exercise?');
    if (!target) return;
    const { folder, lesson, all } = target;
    if (!(await exists(folder.path)))
      throw new Error(`${folder.name} was not opened yet, so there is nothing to reset.`);
    const reset = 'Begin anew';
    const picked = await vscode.window.showQuickPick(
      [
        { label: '$(shield) Keep it', answer: 'keep' },
        { label: `$(discard) ${reset}`, detail: 'Your version is set aside under another name', answer: 'reset' },
      ],
      {
        title: `Reset ${folder.name}?`,
        placeHolder: 'Containers and images stay; Clean Up removes them',
        ignoreFocusOut: true,
      },
    );
    if (picked?.answer !== 'reset') return;
    await putAside(parts, folder);
    await openFolder(parts, { all, lesson }, folder, 'resume');
    await openFile(join(folder.path, lesson.exercise?.opens ?? ''));
  },
};

export const showSolution: Command = {
  id: 'slipway.learn.showSolution',
  async run(parts, given) {
    const target = await exerciseTarget(parts, given, 'Show the solution of which exercise?');
    if (!target) return;
    const { lesson, all, folder } = target;
    if (!(await exists(folder.path))) throw new Error(`${folder.name} was not opened yet: open the exercise first.`);
    if (triesOf(target) < honestTries && !(await wantsIt())) return;
    const solution = parts.ownFile('walkthroughs', lesson.id, 'solution').fsPath;
    const differing: string[] = [];
    for (const path of await filesBelow(solution)) {
      const wanted = withBases(await readFile(join(solution, path), 'utf8'), all.curriculum.bases);
      const own = await readFile(join(folder.path, path), 'utf8').catch(() => undefined);
      if (own?.trimEnd() !== wanted.trimEnd()) differing.push(path);
    }
    if (differing.length === 0) {
      void vscode.window.showInformationMessage('Slipway: Your files are those of the solution.');
      return;
    }
    const title = `Solution of ${folder.name}`;
    const sides = differing.map(path => {
      const own = vscode.Uri.file(join(folder.path, path));
      return [own, own, solutionUri(lesson.id, path)] as const;
    });
    const [only, second] = sides;
    if (only && !second)
      await vscode.commands.executeCommand('vscode.diff', only[1], only[2], `${title}: ${differing[0]}`);
    else await vscode.commands.executeCommand('vscode.changes', title, sides);
  },
};

/** After so many the solution is shown without a question. */
export const honestTries = 2;

/** How often the check that was tried most was asked for in vain. */
export function triesOf({ all, lesson }: Pick<LessonTarget, 'all' | 'lesson'>): number {
  const { done, tries } = all.progress.of(lesson.id);
  const open = lesson.steps.filter(({ id }) => done[id] === undefined).flatMap(checkIds);
  return Math.max(0, ...open.map(id => tries[id] ?? 0));
}

async function wantsIt(): Promise<boolean> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: '$(debug-continue) Try on', detail: 'Check says what is missing', answer: false },
      { label: '$(diff) Show the solution', detail: 'As a comparison with your files', answer: true },
    ],
    { title: 'Show the solution now?', ignoreFocusOut: true },
  );
  return picked?.answer ?? false;
}

export interface ExerciseTarget extends LessonTarget {
  readonly folder: ExerciseFolder;
}

export async function exerciseTarget(parts: Parts, given: unknown, title: string): Promise<ExerciseTarget | undefined> {
  const target = await lessonTarget(parts, given, { title, accepts: hasExercise, otherwise: 'current' });
  if (!target) return undefined;
  const folder = await parts.learning.folderOf(target.lesson);
  if (!folder) throw new Error('No exercise was opened yet: open one first.');
  return { ...target, folder };
}
