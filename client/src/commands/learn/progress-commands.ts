// Where exercises live, and what is done with the progress somebody made.
import * as vscode from 'vscode';
import { withoutLinks } from '../../engine/without-links.ts';
import { makeLearnFolder } from '../../learn/exercise-folder.ts';
import { type Lesson, lessonById } from '../../learn/lesson.ts';
import { isTreeNode } from '../../views/tree-node.ts';
import type { Command, Parts } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { lessonTarget } from './lesson-target.ts';

export const chooseFolder: Command = {
  id: 'slipway.learn.chooseFolder',
  async run(parts, given) {
    const { learning } = parts;
    const { curriculum } = await learning.lessons();
    const root = await learning.root.choose();
    if (root === undefined) return;
    const wasMade = await makeLearnFolder(root);
    const shown = learning.root.shown(root);
    void vscode.window.showInformationMessage(
      withoutLinks(
        wasMade
          ? `Slipway made the folder ${shown} for your exercises. Git does not see it.`
          : `Exercises live in ${shown}.`,
      ),
    );
    const named = typeof given === 'object' && given !== null && 'lesson' in given ? given.lesson : undefined;
    const lesson = typeof named === 'string' ? lessonById(curriculum, named) : learning.session?.lesson;
    if (lesson) await learning.reenter(lesson);
  },
};

export const exportProgress: Command = {
  id: 'slipway.learn.exportProgress',
  async run({ learning }) {
    const { progress } = await learning.lessons();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: 'Export learning progress',
      filters: { JSON: ['json'] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, 'slipway-progress.json') } : {}),
    });
    if (!target) return;
    const text = `${JSON.stringify(progress.saved(), null, 2)}\n`;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(target);
  },
};

export const forgetProgress: Command = {
  id: 'slipway.learn.forgetProgress',
  async run(parts, given) {
    const chosen = await chosenLessons(parts, given);
    if (!chosen) return;
    const { learning } = parts;
    const { progress } = await learning.lessons();
    const begun = chosen.lessons.filter(({ id }) => Object.keys(progress.of(id).done).length > 0);
    if (begun.length === 0) {
      void vscode.window.showInformationMessage(withoutLinks(`Slipway: There is no progress in ${chosen.name} yet.`));
      return;
    }
    const answer = await confirmDestruction({
      title: `Reset your progress in ${chosen.name}?`,
      keep: 'Keep it',
      choices: [
        {
          label: 'Reset it',
          detail: 'Files of exercises stay; what they meet gets its tick again',
          value: 'reset' as const,
        },
      ],
      goes: begun.map(({ id, title }) => {
        const count = Object.keys(progress.of(id).done).length;
        return { name: title, about: count === 1 ? '1 step' : `${count} steps` };
      }),
    });
    if (answer === 'reset') await learning.forget(begun);
  },
};

interface Chosen {
  /** `“Start here”` */
  readonly name: string;
  readonly lessons: readonly Lesson[];
}

async function chosenLessons(parts: Parts, given: unknown): Promise<Chosen | undefined> {
  const { curriculum } = await parts.learning.lessons();
  if (isTreeNode(given) && given.subject?.kind === 'class') {
    const { id } = given.subject;
    const title = curriculum.classes.find(it => it.id === id)?.title ?? id;
    return { name: `“${title}”`, lessons: curriculum.lessons.filter(lesson => lesson.id.startsWith(`${id}/`)) };
  }
  const target = await lessonTarget(parts, given, { title: 'Reset your progress in which lesson?', otherwise: 'ask' });
  return target && { name: `“${target.lesson.title}”`, lessons: [target.lesson] };
}
