// Opens what a step of a build, or all of a build, has written. While it runs the document follows it, and stays at the end
// for as long as nobody scrolls away from there.
import * as vscode from 'vscode';
import type { StepState } from '../../engine/build/build-state.ts';
import type { Ending } from '../../engine/engine-store.ts';
import type { Command, Parts } from '../command.ts';
import { type JobTarget, jobTarget, stepOf } from './build-target.ts';
import { jobLogText, stepLogText } from './log-text.ts';

export const showStepLog: Command = {
  id: 'slipway.build.showStepLog',
  async run(parts, ...given) {
    const target = await jobTarget(parts, given, { title: 'Show the log of which build?', none });
    const step = target && stepOf(target);
    if (!target) return;
    if (!step) return show(parts, target);
    await open(parts, target, {
      id: `build/${target.run.id}/${target.job.id}/${step.digest}`,
      title: `${[target.job.service, ...stepWords(step.name)].join(' ')}.log`,
      text: job => {
        const now = job.build.steps.find(({ digest }) => digest === step.digest) ?? step;
        return stepLogText(now, job, parts.builds.log(target.run.id, job.id));
      },
    });
  },
};

export const showBuildLog: Command = {
  id: 'slipway.build.showLog',
  async run(parts, ...given) {
    const target = await jobTarget(parts, given, { title: 'Show the log of which build?', none });
    if (target) await show(parts, target);
  },
};

/** `hull 2 of 5 RUN`, or `load build context`: short enough for a tab. */
function stepWords(name: StepState['name']): readonly string[] {
  if (name.kind === 'internal')
    return [
      name.text
        .replaceAll(/[^\w.-]+/g, ' ')
        .trim()
        .slice(0, 30),
    ];
  return [name.stage ?? '', `${name.number} of ${name.total}`, /^\w*/.exec(name.text)?.[0] ?? ''].filter(
    it => it !== '',
  );
}

const none = 'Nothing was built yet, so that there is no log.';

function show(parts: Parts, target: JobTarget): Promise<void> {
  return open(parts, target, {
    id: `build/${target.run.id}/${target.job.id}/log`,
    title: `${target.job.service} build.log`,
    text: job => jobLogText(job, parts.builds.log(target.run.id, job.id)),
  });
}

interface LogDocument {
  readonly id: string;
  readonly title: string;
  readonly text: (job: JobTarget['job']) => string;
}

async function open({ builds, documents }: Parts, target: JobTarget, { id, title, text }: LogDocument): Promise<void> {
  const jobNow = () =>
    builds.runs.find(run => run.id === target.run.id)?.jobs.find(job => job.id === target.job.id) ?? target.job;
  let last = '';
  const editor = await documents.show({
    ...{ id, title, language: 'log' },
    // One that was cleared keeps its last text.
    text: async () => {
      if (builds.runs.some(run => run.id === target.run.id)) last = text(jobNow());
      return last;
    },
    changesWith: listener => seldom(builds, listener),
  });
  if (jobNow().state === 'running') stayAtEnd(editor, () => jobNow().state === 'running');
}

const leastMs = 500;

/** Told of a change at once, and of those that follow at most twice a second: a log may be long, and is read as a whole. */
function seldom(builds: Parts['builds'], listener: () => void): Ending {
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const go = (): void => {
    timer = undefined;
    last = performance.now();
    listener();
  };
  const ending = builds.onDidChange(() => {
    timer ??= setTimeout(go, Math.max(0, last + leastMs - performance.now()));
  });
  return {
    dispose() {
      clearTimeout(timer);
      ending.dispose();
    },
  };
}

/** Lines that may be below the last one that is seen, and it counts as the end. */
const nearEnd = 3;

function stayAtEnd(editor: vscode.TextEditor, goesOn: () => boolean): void {
  const { document } = editor;
  const key = document.uri.toString();
  let lines = document.lineCount;
  let isAtEnd = true;
  const toEnd = (it: vscode.TextEditor): void => {
    const end = new vscode.Position(it.document.lineCount - 1, 0);
    it.revealRange(new vscode.Range(end, end));
  };
  const editors = () => vscode.window.visibleTextEditors.filter(it => it.document.uri.toString() === key);
  const listening = vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      if (textEditor.document.uri.toString() !== key || textEditor.document.lineCount !== lines) return;
      isAtEnd = (visibleRanges.at(-1)?.end.line ?? 0) >= lines - nearEnd;
    }),
    vscode.workspace.onDidChangeTextDocument(event => {
      if (event.document.uri.toString() !== key) return;
      lines = event.document.lineCount;
      if (isAtEnd) for (const it of editors()) toEnd(it);
      if (!goesOn()) listening.dispose();
    }),
    vscode.workspace.onDidCloseTextDocument(it => {
      const isOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === key);
      if (it.uri.toString() === key && !isOpen) listening.dispose();
    }),
  );
  toEnd(editor);
}
