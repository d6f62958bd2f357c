// Keeps progress in the state of this profile, a class at a time. The truth about ticks: walkthroughs and rows mirror it.
// Other windows write it too: whatever is written is first taken together with what stands there.
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
  forget(lessons: readonly string[], at: number): void;
  /** Takes over what other windows wrote meanwhile. */
  refresh(): void;
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
  const of = (lesson: string): LessonProgress => lessons.get(lesson) ?? noProgress;

  /** Gives the lessons of which something is new. */
  const takeIn = (id: string): readonly string[] => {
    const known = memory.get<unknown>(keyOf(id));
    if (known === undefined) return [];
    const read = readProgress(known);
    if (read.kind === 'corrupt') {
      log(`Progress of the class ${id} is not read: ${read.why}. It is kept as ${keyOf(id)}.unreadable`);
      void memory.update(`${keyOf(id)}.unreadable`, known);
      void memory.update(keyOf(id), undefined);
      return [];
    }
    return Object.entries(read.lessons).flatMap(([lesson, it]) => {
      const together = merged(of(lesson), it);
      if (isSame(together, of(lesson))) return [];
      lessons.set(lesson, together);
      return [lesson];
    });
  };
  const saved = (of: (lesson: string) => boolean): SavedProgress => ({
    version: 1,
    lessons: Object.fromEntries([...lessons].filter(([lesson]) => of(lesson))),
  });
  const tell = (changed: Iterable<string>): void => {
    for (const lesson of changed) for (const listener of listeners) listener(lesson);
  };
  const change = (lesson: string, to: (before: LessonProgress) => LessonProgress): void => {
    const id = lesson.slice(0, lesson.indexOf('/'));
    const foreign = takeIn(id);
    lessons.set(lesson, to(of(lesson)));
    void memory.update(
      keyOf(id),
      saved(it => it.startsWith(`${id}/`)),
    );
    tell(new Set([lesson, ...foreign]));
  };
  for (const id of classes) takeIn(id);
  return {
    of,
    markDone(lesson, step, at) {
      if (of(lesson).done[step] !== undefined) return false;
      // Later than the last reset, even in the same millisecond.
      change(lesson, before => ({
        ...before,
        done: { [step]: Math.max(at, (before.forgottenAt ?? 0) + 1), ...before.done },
      }));
      return true;
    },
    noteTry: (lesson, check) =>
      change(lesson, before => ({ ...before, tries: { ...before.tries, [check]: (before.tries[check] ?? 0) + 1 } })),
    noteOpening: (lesson, openedAt) => change(lesson, before => ({ ...before, openedAt })),
    merge(lesson, progress) {
      if (!isSame(merged(of(lesson), progress), of(lesson))) change(lesson, before => merged(before, progress));
    },
    forget(ids, at) {
      for (const lesson of ids) change(lesson, () => ({ ...noProgress, forgottenAt: at }));
    },
    refresh: () => tell(new Set(classes.flatMap(takeIn))),
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

function isSame(a: LessonProgress, b: LessonProgress): boolean {
  return (
    a.openedAt === b.openedAt &&
    a.forgottenAt === b.forgottenAt &&
    isSameNumbers(a.done, b.done) &&
    isSameNumbers(a.tries, b.tries)
  );
}

function isSameNumbers(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every(key => a[key] === b[key]);
}
