// Which lesson, and which of its steps, a command works on: what a link or row names, else the lesson that is being learnt,
// else what the user picks from a list.
import * as vscode from 'vscode';
import type { Lessons } from '../../learn/learning.ts';
import { type Lesson, lessonById, type Step, stepById } from '../../learn/lesson.ts';
import { doneCount, nextStep, stepsHere } from '../../learn/progress.ts';
import { isTreeNode } from '../../views/tree-node.ts';
import type { Parts } from '../command.ts';

export interface LessonTarget {
  readonly all: Lessons;
  readonly lesson: Lesson;
  readonly step?: Step;
  /** Of a link: the file to open, the place of a command in the step's list. */
  readonly file?: string;
  readonly command?: number;
}

export interface LessonQuestion {
  /** Above the list of lessons. */
  readonly title: string;
  readonly accepts?: (lesson: Lesson) => boolean;
  /** Whether the lesson that is being learnt is meant when nothing is named. */
  readonly otherwise: 'current' | 'ask';
}

/** Undefined when the list was dismissed. */
export async function lessonTarget(
  parts: Parts,
  given: unknown,
  { title, accepts = () => true, otherwise }: LessonQuestion,
): Promise<LessonTarget | undefined> {
  const { learning } = parts;
  const all = await learning.lessons();
  const named = namedBy(given);
  if (named) {
    const lesson = lessonById(all.curriculum, named.lesson);
    if (!lesson) throw new Error(`There is no lesson “${named.lesson}”.`);
    if (!accepts(lesson)) throw new Error(`The lesson “${lesson.title}” has no exercise.`);
    const step = named.step === undefined ? undefined : stepById(lesson, named.step);
    return {
      ...{ all, lesson },
      ...(step ? { step } : {}),
      ...(named.file === undefined ? {} : { file: named.file }),
      ...(named.command === undefined ? {} : { command: named.command }),
    };
  }
  const current = learning.session?.lesson;
  if (otherwise === 'current' && current && accepts(current)) {
    const progress = all.progress.of(current.id);
    const next = nextStep(current, progress, learning.platform);
    const { step: last } = learning;
    // Who has done the step they touched last goes on to the next.
    const step = last && progress.done[last.id] === undefined ? last : (next ?? last);
    return { all, lesson: current, ...(step ? { step } : {}) };
  }
  const lesson = await pickLesson(parts, all, title, accepts);
  return lesson && { all, lesson };
}

interface Named {
  readonly lesson: string;
  readonly step?: string;
  readonly file?: string;
  readonly command?: number;
}

function namedBy(given: unknown): Named | undefined {
  if (isTreeNode(given)) return given.subject?.kind === 'lesson' ? given.subject : undefined;
  if (typeof given === 'string') return { lesson: given };
  if (typeof given !== 'object' || given === null || !('lesson' in given)) return undefined;
  const { lesson, step, file, command } = given as Readonly<Record<string, unknown>>;
  if (typeof lesson !== 'string') return undefined;
  return {
    lesson,
    ...(typeof step === 'string' ? { step } : {}),
    ...(typeof file === 'string' ? { file } : {}),
    ...(typeof command === 'number' ? { command } : {}),
  };
}

async function pickLesson(
  { learning }: Parts,
  { curriculum, progress }: Lessons,
  title: string,
  accepts: (lesson: Lesson) => boolean,
): Promise<Lesson | undefined> {
  const items = curriculum.classes.flatMap(({ id, title: heading }) => [
    { label: heading, kind: vscode.QuickPickItemKind.Separator, lesson: undefined },
    ...curriculum.lessons
      .filter(lesson => lesson.id.startsWith(`${id}/`) && accepts(lesson))
      .map(lesson => {
        const done = doneCount(lesson, progress.of(lesson.id), learning.platform);
        const count = stepsHere(lesson, learning.platform).length;
        const icon = done === count ? 'pass-filled' : done > 0 ? 'circle-large-filled' : 'circle-large';
        return {
          label: `$(${icon}) ${lesson.title}`,
          description: `${done} of ${count} · ${lesson.minutes} min`,
          detail: lesson.description,
          lesson,
        };
      }),
  ]);
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return picked?.lesson;
}
