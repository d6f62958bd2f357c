// One lesson while it is being learnt in this window: watches the files of its exercise, the engine and the terminal, and
// has its checks run when something happened.
import * as vscode from 'vscode';
import type { CheckNeeds } from '../../../server/src/lessons/check.ts';
import type { LessonFacts } from '../../../server/src/lessons/facts.ts';
import type { Ending } from '../engine/engine-store.ts';
import { type CheckAnswer, type CheckRunner, type CheckState, checkRunner } from './check-runner.ts';
import type { LessonFeed } from './facts/lesson-feed.ts';
import type { Lesson } from './lesson.ts';
import type { LessonTerminal } from './lesson-terminal.ts';
import { changeTimes, exerciseFiles, folderFacts, probeAnswers, type UnsavedTexts } from './local-facts.ts';

export interface SessionOptions {
  readonly lesson: Lesson;
  readonly needs: CheckNeeds;
  /** Absolute; of the exercise, or of all exercises where the lesson has none. Undefined while nobody said where. */
  readonly folder: string | undefined;
  readonly shownFolder: string;
  readonly bases: LessonFacts['bases'];
  /** Follows the engine; absent where no check needs it, or nobody may ask it. */
  readonly feed: LessonFeed | undefined;
  /** Keeps the engine's state current. */
  readonly demand: () => Ending;
  readonly terminal: LessonTerminal;
  readonly judge: (facts: LessonFacts) => Promise<readonly CheckAnswer[] | undefined>;
  readonly tries: (check: string) => number;
  readonly onDidRun: (states: readonly CheckState[]) => void;
  readonly log: (message: string) => void;
}

export interface LessonSession extends vscode.Disposable {
  readonly lesson: Lesson;
  readonly folder: string | undefined;
  readonly checks: CheckRunner;
  readonly feed: LessonFeed | undefined;
  /** Lets go of the engine: everything is done. */
  rest(): void;
  /** The engine is needed again. */
  wake(): void;
}

export function lessonSession(options: SessionOptions): LessonSession {
  const { lesson, needs, folder, feed, terminal } = options;
  const depth = lesson.exercise ? 'all' : 'own';
  const gather = async (): Promise<LessonFacts> => {
    const [files, changedAt, facts, probes, share] = await Promise.all([
      folder === undefined ? {} : exerciseFiles(folder, depth, unsavedTexts()),
      folder === undefined ? {} : changeTimes(folder, needs),
      folderFacts(folder, options.shownFolder),
      probeAnswers(needs),
      feed?.share(needs),
    ]);
    return {
      ...{ files, changedAt, folder: facts, terminal: terminal.results, bases: options.bases },
      ...(share ?? withoutEngine),
      // Ports of another machine tell nothing.
      probes: share?.engine.kind === 'connected' && !share.engine.isLocal ? {} : probes,
    };
  };
  const checks = checkRunner({
    ...{ gather, needs, judge: options.judge, tries: options.tries },
    ...{ onDidRun: options.onDidRun, log: options.log },
  });
  const soon = (): void => checks.soon();
  const watched: Ending[] = [terminal.onDidEnd(soon)];
  if (folder !== undefined) {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(folder), depth === 'all' ? '**' : '*'),
    );
    watched.push(watcher, watcher.onDidChange(soon), watcher.onDidCreate(soon), watcher.onDidDelete(soon));
  }
  // Some disks report nothing.
  watched.push(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (folder !== undefined && uri.fsPath.startsWith(folder)) soon();
    }),
  );
  if (feed) watched.push(feed.onDidChange(soon));
  let demand = feed && options.demand();
  const rest = (): void => {
    demand?.dispose();
    demand = undefined;
  };
  return {
    lesson,
    folder,
    checks,
    feed,
    rest,
    wake() {
      if (feed) demand ??= options.demand();
    },
    dispose() {
      rest();
      for (const it of watched) it.dispose();
      checks.dispose();
      feed?.dispose();
    },
  };
}

function unsavedTexts(): UnsavedTexts {
  const dirty = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file');
  return new Map(dirty.map(document => [document.uri.fsPath, document.getText()]));
}

/** For lessons whose checks look at files alone. */
const withoutEngine = {
  engine: { kind: 'restricted' },
  containers: [],
  images: [],
  volumes: [],
  networks: [],
  moments: [],
  builds: [],
  volumeFiles: {},
} as const satisfies Partial<LessonFacts>;
