// Keeps progress in the state of this profile, a class at a time. The truth about ticks: walkthroughs and rows mirror it.
import type { Memento } from 'vscode';
import { type LessonProgress, merged, noProgress, readProgress, type SavedProgress } from './progress.ts';

export interface ProgressStore {
  of(lesson: string): LessonProgress;
  /** Whether it was not done before. */
  markDone(lesson: string, step: string, at: number): boolean;
  /** A check was asked for in vain. */
  noteTry(lesson: string, check: string): void;
  noteOpening(lesson: string, at: number): void;
  /** Takes over what a file of an exercise knows besides. */
  merge(lesson: string, progress: LessonProgress): void;
  forget(lessons: readonly string[]): void;
  /** Everything, for a file. */
  saved(): SavedProgress;
  onDidChange(listener: (lesson: string) => void): { dispose(): void };
}

/** `classes`: ids of all there are. */
export function progressStore(
  memory: Pick<Memento, 'get' | 'update'>,
  classes: readonly string[],
  log: (message: string) => void,
): ProgressStore {
  const listeners = new Set<(lesson: string) => void>();
  const lessons = new Map<string, LessonProgress>();
  for (const id of classes) {
    const known = memory.get<unknown>(keyOf(id));
    if (known === undefined) continue;
    const read = readProgress(known);
    if (read.kind === 'read') for (const [lesson, it] of Object.entries(read.lessons)) lessons.set(lesson, it);
    else log(`Progress of the class ${id} is not read: ${read.why}`);
  }
  const of = (lesson: string): LessonProgress => lessons.get(lesson) ?? noProgress;
  const saved = (of: (lesson: string) => boolean): SavedProgress => ({
    version: 1,
    lessons: Object.fromEntries([...lessons].filter(([lesson]) => of(lesson))),
  });
  const set = (lesson: string, progress: LessonProgress | undefined): void => {
    if (progress) lessons.set(lesson, progress);
    else lessons.delete(lesson);
    const id = lesson.slice(0, lesson.indexOf('/'));
    void memory.update(
      keyOf(id),
      saved(it => it.startsWith(`${id}/`)),
    );
    for (const listener of listeners) listener(lesson);
  };
  return {
    of,
    markDone(lesson, step, at) {
      const before = of(lesson);
      if (before.done[step] !== undefined) return false;
      set(lesson, { ...before, done: { ...before.done, [step]: at } });
      return true;
    },
    noteTry(lesson, check) {
      const before = of(lesson);
      set(lesson, { ...before, tries: { ...before.tries, [check]: (before.tries[check] ?? 0) + 1 } });
    },
    noteOpening: (lesson, openedAt) => set(lesson, { ...of(lesson), openedAt }),
    merge: (lesson, progress) => set(lesson, merged(of(lesson), progress)),
    forget(ids) {
      for (const lesson of ids) if (lessons.has(lesson)) set(lesson, undefined);
    },
    saved: () => saved(() => true),
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}

function keyOf(id: string): string {
  return `slipway.learn.${id}`;
}
