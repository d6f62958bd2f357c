// Journey: every lesson as VS Code draws it, in both themes: all its steps are there with their buttons and their media.
// Pictures are for looking at: each lesson at its first step; in the long runs each of its steps.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { stepButtons } from '../../../client/src/contributions/walkthroughs.ts';
import type { Learning } from '../../../client/src/learn/learning.ts';
import type { Lesson, Step } from '../../../client/src/learn/lesson.ts';
import { stepsHere } from '../../../client/src/learn/progress.ts';
import { environment } from '../../bed/environment.ts';
import { slipwayApi, slipwayExtension } from '../support/slipway.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';

const isLong = process.env[environment.long] !== undefined;

describe('Journey: learning, every lesson to be looked at', () => {
  let learning: Learning;
  let lessons: readonly Lesson[] = [];

  before(async () => {
    ({ learning } = await slipwayApi());
    lessons = (await learning.lessons()).curriculum.lessons;
  });
  after(async () => {
    // Else the lesson opened last would follow the engine while other journeys run.
    learning.session?.rest();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const step = ({ title }: Step): string => `.getting-started-step:has(.step-title:text-is("${title}"))`;
  /** The heading of a page, the first label of a drawing. */
  const firstWords = ({ media }: Step): string => {
    const text = readFileSync(join(slipwayExtension().extensionPath, media.path), 'utf8');
    const [, words = ''] = (media.kind === 'svg' ? /<text[^>]*>([^<]+)</ : /^#+ +(.+)$/m).exec(text) ?? [];
    return words.replaceAll('`', '').replaceAll('*', '').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  };

  for (const theme of ['light', 'dark'] as const)
    it(`is drawn in ${theme} colours`, async function () {
      needsWorkbench(this);
      this.timeout(isLong ? 600_000 : 120_000);
      await vscode.commands.executeCommand('workbench.action.closeSidebar');
      await vscode.commands.executeCommand('workbench.action.closePanel');
      await workbench.theme(theme);
      for (const lesson of lessons) {
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
        const steps = stepsHere(lesson, learning.platform);
        for (const [i, it] of (isLong ? steps : steps.slice(0, 1)).entries()) {
          await vscode.commands.executeCommand('slipway.learn.openLesson', { lesson: lesson.id, step: it.id });
          await workbench.waitFor(`${step(it)}.expanded`);
          for (const { label } of stepButtons(lesson, it))
            await workbench.waitFor(`.getting-started-step.expanded .monaco-button >> text="${label}"`);
          // The pane shows the media of the step before for a while.
          await workbench.waitFor({ frames: webviewFrames, selector: `:is(h2, text):has-text("${firstWords(it)}")` });
          await workbench.screenshot(`lessons/${lesson.id.replace('/', '.')}-${i + 1}-${it.id}-${theme}`);
        }
        for (const it of steps) await workbench.waitFor(step(it));
      }
      assert.ok(lessons.length > 0);
    });
});
