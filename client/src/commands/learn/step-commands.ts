// What the buttons of a step do: run its command, show its panel, ask its question, check it, note that it was read.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { familiarReference } from '../../engine/registry/image-reference.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { exists } from '../../learn/exercise-folder.ts';
import { checkIds, type LivePanelName } from '../../learn/lesson.ts';
import { typedCommand } from '../../learn/same-command.ts';
import { withBases } from '../../learn/with-bases.ts';
import type { TreeNode } from '../../views/tree-node.ts';
import type { Command, Parts } from '../command.ts';
import { honestTries, openFolder, rootFolder, triesOf } from './exercise-commands.ts';
import { type LessonTarget, lessonTarget } from './lesson-target.ts';

/** VS Code runs a link in the media of the first step that is shown twice. */
const twiceMs = 500;

function once(command: Command): Command {
  let last = { at: 0, what: '' };
  return {
    id: command.id,
    async run(parts, ...given) {
      const what = JSON.stringify(given[0] ?? null);
      const now = performance.now();
      if (what === last.what && now - last.at < twiceMs) return;
      last = { at: now, what };
      await command.run(parts, ...given);
    },
  };
}

export const runStep: Command = once({
  id: 'slipway.learn.run',
  async run(parts, given) {
    if (!vscode.workspace.isTrusted) throw new Error('Nothing is run in Restricted Mode: trust this workspace first.');
    const target = await stepTarget(parts, given);
    if (!target) return;
    const { lesson, step, all } = target;
    const chosen = target.command ?? (step.run.length > 1 ? await pickCommand(target) : 0);
    const command = chosen === undefined ? undefined : step.run[chosen];
    if (!command) return;
    const folder = await workingFolder(parts, target);
    if (folder === undefined) return;
    await parts.learning.enter(lesson, step);
    const typed = typedCommand(withBases(command.command, all.curriculum.bases), parts.learning.platform);
    const tells = await parts.learning.terminal.run(typed, folder);
    if (tells || step.done.kind !== 'ran' || chosen !== 0) return;
    const worked = 'It Worked';
    const picked = await vscode.window.showInformationMessage(
      'This terminal does not tell how commands end. Did it end without an error?',
      worked,
    );
    if (picked === worked) parts.learning.complete(lesson, step);
  },
});

async function pickCommand({ step, all }: StepTarget): Promise<number | undefined> {
  const items = step.run.map(({ command }, index) => ({ label: withBases(command, all.curriculum.bases), index }));
  return (await vscode.window.showQuickPick(items, { title: 'Run which command?' }))?.index;
}

/** The exercise's folder; its starter is copied first if need be. Undefined when nobody said where. */
async function workingFolder(parts: Parts, target: LessonTarget): Promise<string | undefined> {
  const { lesson } = target;
  const known = await parts.learning.root.known();
  if (!lesson.exercise) {
    if (known !== undefined && (await exists(known))) return known;
    return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? homedir();
  }
  const root = await rootFolder(parts);
  if (root === undefined) return undefined;
  const folder = await parts.learning.folderOf(lesson);
  return folder && (await openFolder(parts, target, folder, 'resume')) ? folder.path : undefined;
}

const panels: Readonly<Record<LivePanelName, string>> = {
  engine: 'slipway.engine.showCard',
  lifecycle: 'slipway.container.showLifeCycle',
  layers: 'slipway.image.showLayers',
  topology: 'slipway.showTopology',
  usage: 'slipway.container.stats',
};

export const showLive: Command = once({
  id: 'slipway.learn.live',
  async run(parts, given) {
    const target = await stepTarget(parts, given);
    if (!target?.step.live) return;
    const { lesson, step } = target;
    await parts.learning.enter(lesson, step);
    const { panel, of } = target.step.live;
    const row = of === undefined ? undefined : await imageRow(parts, of);
    await vscode.commands.executeCommand(panels[panel], ...(row ? [row] : []));
    if (step.done.kind === 'live') parts.learning.complete(lesson, step);
  },
});

/** The image as its row in the tree would name it to a command. */
async function imageRow({ store }: Parts, image: string): Promise<TreeNode> {
  const reference = familiarReference(image);
  const { images } = await store.current();
  const row = [...images.values()].find(({ tags }) => tags.includes(reference));
  if (!row) throw new Error(`There is no image ${reference} yet: build it first.`);
  return {
    ...{ id: `lesson:${reference}`, label: reference, spoken: reference, facts: ';image;', icon: { id: 'package' } },
    subject: { kind: 'image', id: row.id, reference },
  };
}

export const answerQuiz: Command = once({
  id: 'slipway.learn.quiz',
  async run(parts, given) {
    const target = await stepTarget(parts, given);
    if (!target) return;
    const { lesson, step } = target;
    const { quiz } = step;
    if (!quiz) throw new Error(`The step “${step.title}” asks nothing.`);
    await parts.learning.enter(lesson, step);
    const tried = new Set<string>();
    for (;;) {
      const items = quiz.answers.map(answer => ({
        label: tried.has(answer.text) ? `$(error) ${answer.text}` : answer.text,
        ...(tried.has(answer.text) ? { detail: answer.why } : {}),
        answer,
      }));
      const picked = await vscode.window.showQuickPick(items, {
        title: quiz.question,
        placeHolder: tried.size === 0 ? 'Choose the answer' : 'Not this one: read why, and choose again',
        ignoreFocusOut: true,
      });
      if (!picked) return;
      if (picked.answer.isRight) {
        if (step.done.kind === 'quiz') parts.learning.complete(lesson, step);
        void vscode.window.showInformationMessage(withoutLinks(`Right: ${picked.answer.text}. ${picked.answer.why}`));
        return;
      }
      tried.add(picked.answer.text);
    }
  },
});

export const markRead: Command = once({
  id: 'slipway.learn.markRead',
  async run(parts, given) {
    const target = await stepTarget(parts, given);
    if (!target) return;
    await parts.learning.enter(target.lesson, target.step);
    if (target.step.done.kind === 'read') parts.learning.complete(target.lesson, target.step);
  },
});

export const checkStep: Command = once({
  id: 'slipway.learn.check',
  async run(parts, given) {
    const { learning } = parts;
    const target = await lessonTarget(parts, given, { title: 'Check which lesson?', otherwise: 'current' });
    if (!target) return;
    const { lesson, all } = target;
    const session = await learning.enter(lesson, target.step);
    session.wake();
    const states = await session.checks.run();
    if (!states) {
      const show = 'Show Log';
      const picked = await vscode.window.showWarningMessage(
        'Slipway: The checks could not run. The log says why.',
        show,
      );
      if (picked === show) parts.log.show();
      return;
    }
    const { done } = all.progress.of(lesson.id);
    const asked = target.step ? checkIds(target.step) : [];
    // What was done stays done: later steps may have undone what it saw.
    const over = lesson.steps.filter(({ id }) => done[id] !== undefined).flatMap(checkIds);
    const about = states.filter(({ id }) => (asked.length > 0 ? asked.includes(id) : !over.includes(id)));
    const first = about.find(({ kind }) => kind === 'unmet') ?? about.find(({ kind }) => kind === 'unknown');
    if (!first) {
      const open = asked.length > 0 && target.step && done[target.step.id] === undefined;
      vscode.window.setStatusBarMessage(
        open
          ? '$(circle-large) Met; the steps before it come first'
          : `$(pass-filled) Everything this ${asked.length > 0 ? 'step' : 'lesson'} asks for is there`,
        6000,
      );
      return;
    }
    if (first.kind === 'unknown') {
      void vscode.window.showInformationMessage(withoutLinks(`Cannot tell yet: ${withStop(first.hint)}`));
      return;
    }
    all.progress.noteTry(lesson.id, first.id);
    const solution = lesson.exercise && triesOf({ all, lesson }) >= honestTries ? 'Show Solution' : undefined;
    const picked = await vscode.window.showInformationMessage(
      withoutLinks(`Not yet: ${withStop(first.hint)}`),
      ...(solution === undefined ? [] : [solution]),
    );
    if (picked !== undefined) await vscode.commands.executeCommand('slipway.learn.showSolution', { lesson: lesson.id });
  },
});

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

interface StepTarget extends LessonTarget {
  readonly step: NonNullable<LessonTarget['step']>;
}

async function stepTarget(parts: Parts, given: unknown): Promise<StepTarget | undefined> {
  const target = await lessonTarget(parts, given, { title: 'Of which lesson?', otherwise: 'current' });
  const step = target?.step ?? target?.lesson.steps[0];
  return target && step ? { ...target, step } : undefined;
}
