// Opens a lesson: as VS Code's walkthrough at the step that comes next, or to be read in one piece. Continue, search.
import * as vscode from 'vscode';
import { withoutLinks } from '../../engine/without-links.ts';
import { type Lesson, lessonById, type Step } from '../../learn/lesson.ts';
import { nextLesson } from '../../learn/next-lesson.ts';
import { nextStep, stepsHere } from '../../learn/progress.ts';
import { openLessonPage } from '../../webviews/lesson-page.ts';
import type { Command, Parts } from '../command.ts';
import { lessonTarget } from './lesson-target.ts';

export const openLesson: Command = {
  id: 'slipway.learn.openLesson',
  async run(parts, given) {
    const target = await lessonTarget(parts, given, { title: 'Open which lesson?', otherwise: 'ask' });
    if (target) await openAt(parts, target.lesson, target.step);
  },
};

/** Where the editor has no walkthroughs, the lesson is read instead. */
export async function openAt(parts: Parts, lesson: Lesson, step?: Step): Promise<void> {
  const { learning, log } = parts;
  const { progress } = await learning.lessons();
  // What is noted beside the exercise counts too, and is known from here on.
  await learning.enter(lesson, step);
  const known = progress.of(lesson.id);
  const at = step ?? nextStep(lesson, known, learning.platform);
  try {
    await learning.page.open(lesson, at, ({ id }) => known.done[id] !== undefined);
  } catch (error) {
    log.info(`This editor opens no walkthrough, so the lesson is shown to be read: ${String(error)}`);
    await openLessonPage(parts, lesson, at);
  }
}

export const readLesson: Command = {
  id: 'slipway.learn.read',
  async run(parts, given) {
    const target = await lessonTarget(parts, given, { title: 'Read which lesson?', otherwise: 'current' });
    if (!target) return;
    await parts.learning.enter(target.lesson, target.step);
    await openLessonPage(parts, target.lesson, target.step);
  },
};

export const continueLearning: Command = {
  id: 'slipway.learn.continue',
  async run(parts) {
    const { learning } = parts;
    const all = await learning.lessons();
    const next = nextLesson(all.curriculum, all.progress, learning.session?.lesson, learning.platform);
    if (next) await openAt(parts, next.lesson, next.step);
    else void vscode.window.showInformationMessage('Slipway: Every lesson is done. Search finds them again.');
  },
};

export const searchLessons: Command = {
  id: 'slipway.learn.search',
  async run(parts) {
    const { curriculum, progress } = await parts.learning.lessons();
    const items = curriculum.lessons.flatMap(lesson => [
      { label: `$(mortar-board) ${lesson.title}`, detail: lesson.description, lesson, step: undefined },
      ...stepsHere(lesson, parts.learning.platform).map(step => ({
        label: `$(${progress.of(lesson.id).done[step.id] === undefined ? 'circle-large' : 'pass'}) ${step.title}`,
        description: lesson.title,
        detail: step.text.replaceAll(/[`*]/g, '').replaceAll(/\s+/g, ' '),
        lesson,
        step,
      })),
    ]);
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Search lessons',
      placeHolder: 'Words of a lesson or step',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked) await openAt(parts, picked.lesson, picked.step);
  },
};

/** At a section's end; not awaited by anybody, and gone by itself. */
export async function offerNext(parts: Parts, done: Lesson): Promise<void> {
  const all = await parts.learning.lessons();
  const next = nextLesson(all.curriculum, all.progress, done, parts.learning.platform);
  const go = next && `Next: ${next.lesson.title}`;
  const clean = done.exercise ? 'Clean Up' : undefined;
  const choices = [go, clean].flatMap(it => it ?? []);
  const picked = await vscode.window.showInformationMessage(
    withoutLinks(`Well done: every step of “${done.title}” has its tick.`),
    ...choices,
  );
  if (picked === undefined) return;
  if (picked === clean) await vscode.commands.executeCommand('slipway.learn.cleanup', { lesson: done.id });
  else if (next && lessonById(all.curriculum, next.lesson.id)) await openAt(parts, next.lesson, next.step);
}
