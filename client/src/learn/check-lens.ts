// A lens above the files of the open exercise: how many checks are met, and a click that checks now.
import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { Learning } from './learning.ts';
import { checkIds, learnFolder } from './lesson.ts';

export function checkLens(learning: Learning): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const listening = learning.onDidChange(() => changed.fire());
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses({ uri }) {
      const { session } = learning;
      if (!session?.lesson.exercise || session.folder === undefined) return [];
      if (relative(session.folder, uri.fsPath).startsWith('..')) return [];
      const states = session.checks.states ?? [];
      const done = learning.loaded?.progress.of(session.lesson.id).done ?? {};
      const isDone = (id: string): boolean =>
        session.lesson.steps.some(step => done[step.id] !== undefined && checkIds(step).includes(id));
      const met = states.filter(({ id, kind }) => kind === 'met' || isDone(id)).length;
      const first = states.find(({ id, kind }) => kind === 'unmet' && !isDone(id));
      const top = new vscode.Range(0, 0, 0, 0);
      const argument = { lesson: session.lesson.id };
      const count = states.length === 0 ? 'Check' : `Check: ${met} of ${states.length} met`;
      return [
        new vscode.CodeLens(top, {
          title: `$(mortar-board) ${count}`,
          tooltip: first ? first.hint : 'Looks at what you made',
          command: 'slipway.learn.check',
          arguments: [argument],
        }),
        new vscode.CodeLens(top, {
          title: 'Lesson',
          command: 'slipway.learn.openLesson',
          arguments: [argument],
        }),
      ];
    },
  };
  const selector = { scheme: 'file', pattern: `**/${learnFolder}/*/**` };
  return vscode.Disposable.from(changed, listening, vscode.languages.registerCodeLensProvider(selector, provider));
}
