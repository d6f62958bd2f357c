// Learning as commands, views and lenses see it: the lessons, how far somebody came, and the lesson that is being learnt in
// this window. Loaded at the first need; a window in which nobody learns pays for none of it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ContainerEngine } from '../engine/engine.ts';
import type { EngineStore } from '../engine/engine-store.ts';
import { withoutLinks } from '../engine/without-links.ts';
import type { LanguageServer } from '../language-client.ts';
import type { CheckState } from './check-runner.ts';
import {
  type ExerciseFolder,
  exists,
  readProgressFile,
  setProgressFileAside,
  writeProgressFile,
} from './exercise-folder.ts';
import { lessonFeed } from './facts/lesson-feed.ts';
import { type LearnRoot, learnRoot } from './learn-root.ts';
import { checkIds, type Lesson, type LessonIndex, lessonById, type Platform, type Step } from './lesson.ts';
import { type LessonSession, lessonSession } from './lesson-session.ts';
import { type LessonTerminal, lessonTerminal } from './lesson-terminal.ts';
import { exerciseFiles } from './local-facts.ts';
import { isDone, platformOf, stepsHere } from './progress.ts';
import { type ProgressStore, progressStore } from './progress-store.ts';
import { isSameCommand } from './same-command.ts';
import { type WalkthroughPage, walkthroughPage } from './walkthrough-page.ts';
import { withBases } from './with-bases.ts';

export interface Learning extends vscode.Disposable {
  /** Loads the lessons. Rejects when they cannot be read. */
  lessons(): Promise<Lessons>;
  /** Undefined until they are loaded. */
  readonly loaded: Lessons | undefined;
  readonly root: LearnRoot;
  readonly page: WalkthroughPage;
  readonly terminal: LessonTerminal;
  readonly platform: Platform;
  /** The lesson that is being learnt in this window. */
  readonly session: LessonSession | undefined;
  /** Begins to learn the lesson, or goes on with it. */
  enter(lesson: Lesson, step?: Step): Promise<LessonSession>;
  /** Begins to listen anew: the exercise was opened, moved or made. */
  reenter(lesson: Lesson): Promise<LessonSession>;
  /** The step that was touched last. */
  readonly step: Step | undefined;
  complete(lesson: Lesson, step: Step): void;
  /** Of the current lesson's exercise; undefined where nobody said where. */
  folderOf(lesson: Lesson): Promise<ExerciseFolder | undefined>;
  forget(lessons: readonly Lesson[]): Promise<void>;
  /** Progress, checks or the current lesson changed. */
  readonly onDidChange: vscode.Event<void>;
}

export interface Lessons extends LessonIndex {
  readonly progress: ProgressStore;
}

export interface LearningOptions {
  readonly context: vscode.ExtensionContext;
  readonly server: LanguageServer;
  readonly store: EngineStore;
  readonly engine: () => Promise<ContainerEngine>;
  readonly log: vscode.LogOutputChannel;
  /** A section's end, in a few quiet words. */
  readonly celebrate: (lesson: Lesson) => void;
}

const currentKey = 'slipway.learn.current';
const feedKey = 'slipway.learn.feeds';

/** What the engine did while a lesson was learnt: whoever looks into another lesson comes back to it. */
interface SavedFeed {
  readonly lesson: string;
  readonly saved: unknown;
}

/** Of so many lessons, those learnt last. */
const mostFeeds = 3;

export function learning({ context, server, store, engine, log, celebrate }: LearningOptions): Learning {
  const changed = new vscode.EventEmitter<void>();
  const terminal = lessonTerminal();
  const page = walkthroughPage();
  const root = learnRoot(context.workspaceState, context.globalState);
  const platform = platformOf(process.platform);
  const debug = (message: string): void => log.debug(message);
  let loading: Promise<Lessons> | undefined;
  let loaded: Lessons | undefined;
  let session: LessonSession | undefined;
  let step: Step | undefined;

  const lessons = (): Promise<Lessons> => {
    loading ??= load(context, debug).then(
      all => {
        loaded = all;
        all.progress.onDidChange(lesson => {
          changed.fire();
          writeDown(all, lesson);
        });
        changed.fire();
        return all;
      },
      (error: unknown) => {
        loading = undefined;
        void vscode.commands.executeCommand('setContext', 'slipway:lessonsFailed', true);
        throw error;
      },
    );
    return loading;
  };

  const folderOf = async (lesson: Lesson): Promise<ExerciseFolder | undefined> => {
    const at = await root.known();
    if (at === undefined) return undefined;
    return lesson.exercise
      ? { path: join(at, lesson.exercise.folder), name: lesson.exercise.folder }
      : { path: at, name: '' };
  };

  /** Beside the exercise, so that progress goes where the folder goes. One after the other: they write one file. */
  let written: Promise<void> = Promise.resolve();
  const writeDown = ({ curriculum, progress }: Lessons, id: string): void => {
    const lesson = lessonById(curriculum, id);
    if (!lesson?.exercise) return;
    const write = async (): Promise<void> => {
      const folder = await folderOf(lesson);
      if (folder && (await exists(folder.path))) await writeProgressFile(folder, id, progress.of(id));
    };
    written = written
      .then(write)
      .catch((error: unknown) => debug(`Progress of ${id} is not written beside its exercise: ${String(error)}`));
  };

  const complete = (lesson: Lesson, it: Step): void => {
    if (!loaded) return;
    const { progress } = loaded;
    if (!progress.markDone(lesson.id, it.id, Date.now())) return;
    void page.tick(lesson, it);
    if (isDone(lesson, progress.of(lesson.id), platform)) {
      celebrate(lesson);
      if (session?.lesson.id === lesson.id) session.rest();
    } else vscode.window.setStatusBarMessage(`$(pass-filled) Done: ${it.title}`, 6000);
  };

  const judged = (lesson: Lesson, states: readonly CheckState[]): void => {
    const met = new Set(states.filter(it => it.kind === 'met').map(it => it.id));
    const steps = stepsHere(lesson, platform);
    const done = (it: Step): boolean => loaded?.progress.of(lesson.id).done[it.id] !== undefined;
    for (const [i, it] of steps.entries()) {
      const ids = checkIds(it);
      if (ids.length === 0 || !ids.every(id => met.has(id))) continue;
      if (!it.follows || steps.slice(0, i).every(done)) complete(lesson, it);
    }
    changed.fire();
  };

  const feeds = (): readonly SavedFeed[] => {
    const kept = context.workspaceState.get<unknown>(feedKey);
    return Array.isArray(kept) ? kept : [];
  };
  const keepFeed = (feed: SavedFeed): void => {
    const others = feeds().filter(({ lesson }) => lesson !== feed.lesson);
    void context.workspaceState.update(feedKey, [feed, ...others].slice(0, mostFeeds));
  };

  const begin = async (all: Lessons, lesson: Lesson): Promise<LessonSession> => {
    const before = session;
    const { curriculum, needs, progress } = all;
    const folder = await folderOf(lesson);
    await takeOver(lesson, folder, progress);
    const need = needs[lesson.id] ?? {};
    terminal.follow();
    const since = progress.of(lesson.id).openedAt ?? Date.now();
    const files = async () => (folder ? exerciseFiles(folder.path, lesson.exercise ? 'all' : 'own', new Map()) : {});
    const feed = need.engine
      ? lessonFeed({
          ...{ store, engine, needs: need, since, files, log: debug },
          restored: feeds().find(it => it.lesson === lesson.id)?.saved,
        })
      : undefined;
    const begun = lessonSession({
      ...{ lesson, needs: need, feed, terminal, log: debug },
      folder: folder?.path,
      shownFolder: root.shown(folder?.path),
      bases: curriculum.bases,
      demand: store.demand,
      judge: async facts => {
        const uri = vscode.Uri.file(folder?.path ?? '/').toString();
        return (await server.request('slipway/lessonChecks', { lesson: lesson.id, folder: uri, facts })) ?? undefined;
      },
      tries: check => progress.of(lesson.id).tries[check] ?? 0,
      onDidRun: states => {
        if (feed) keepFeed({ lesson: lesson.id, saved: feed.saved() });
        judged(lesson, states);
      },
    });
    before?.dispose();
    session = begun;
    await vscode.commands.executeCommand('setContext', 'slipway:lesson', lesson.id);
    await vscode.commands.executeCommand(
      'setContext',
      'slipway:exercise',
      progress.of(lesson.id).openedAt !== undefined,
    );
    changed.fire();
    if (Object.keys(need).length > 0) void begun.checks.run();
    return begun;
  };

  /** Two at a time would leave one that nobody ends. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  /** What stands beside the exercise counts too: the folder may come from another machine. */
  const takeOver = async (
    lesson: Lesson,
    folder: ExerciseFolder | undefined,
    progress: ProgressStore,
  ): Promise<void> => {
    if (!folder || !lesson.exercise) return;
    const read = await readProgressFile(folder);
    if (read?.kind === 'read') {
      const known = read.lessons[lesson.id];
      if (known) progress.merge(lesson.id, known);
    } else if (read) {
      const kept = await setProgressFileAside(folder);
      void vscode.window.showWarningMessage(
        withoutLinks(
          `Slipway: The progress noted beside ${folder.name} cannot be read: ${read.why}. What this profile knows counts; the file is kept as ${kept}.`,
        ),
      );
    }
  };

  const listening = [
    // Another window may have gone on meanwhile.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) loaded?.progress.refresh();
    }),
    terminal.onDidEnd(({ command, exitCode }) => {
      if (exitCode !== 0 || !session || !loaded) return;
      const { lesson } = session;
      for (const it of stepsHere(lesson, platform)) {
        const [first] = it.run;
        if (
          it.done.kind === 'ran' &&
          first &&
          isSameCommand(command, withBases(first.command, loaded.curriculum.bases))
        )
          complete(lesson, it);
      }
    }),
  ];

  return {
    lessons,
    get loaded() {
      return loaded;
    },
    ...{ root, page, terminal, platform, folderOf, complete },
    get session() {
      return session;
    },
    get step() {
      return step;
    },
    async enter(lesson, at) {
      const all = await lessons();
      step = at;
      await context.workspaceState.update(currentKey, lesson.id);
      const folder = await folderOf(lesson);
      return inTurn(async () => {
        if (session?.lesson.id !== lesson.id || session.folder !== folder?.path) return begin(all, lesson);
        changed.fire();
        return session;
      });
    },
    async reenter(lesson) {
      const all = await lessons();
      return inTurn(() => begin(all, lesson));
    },
    async forget(which) {
      const all = await lessons();
      all.progress.forget(
        which.map(({ id }) => id),
        Date.now(),
      );
      for (const lesson of which) await page.untick(lesson, lesson.steps);
      const current = which.find(({ id }) => id === session?.lesson.id);
      if (current) await inTurn(() => begin(all, current));
    },
    onDidChange: changed.event,
    dispose() {
      for (const it of listening) it.dispose();
      session?.dispose();
      terminal.dispose();
      changed.dispose();
    },
  };
}

async function load(context: vscode.ExtensionContext, log: (message: string) => void): Promise<Lessons> {
  const text = await readFile(context.asAbsolutePath('dist/lessons.json'), 'utf8');
  const index = JSON.parse(text) as LessonIndex;
  const classes = index.curriculum.classes.map(({ id }) => id);
  return { ...index, progress: progressStore(context.globalState, classes, log) };
}

/** The lesson this window was busy with when it was last open. */
export function lastLesson(memory: vscode.Memento): string | undefined {
  const id = memory.get<unknown>(currentKey);
  return typeof id === 'string' ? id : undefined;
}
