// How far somebody came, as data: which steps are done and how often a check was tried in vain. It is kept by the ids of
// lessons and steps, so that lessons may grow and move. Knows nothing of VS Code.
import type { Lesson, Platform, Step } from './lesson.ts';

export interface LessonProgress {
  /** When each step was done, by its id; milliseconds since 1970. */
  readonly done: Readonly<Record<string, number>>;
  /** How often each check was asked for in vain, by its id. */
  readonly tries: Readonly<Record<string, number>>;
  /** When the exercise was opened last; checks look at what happened since. */
  readonly openedAt?: number;
  /** When it was reset last: whatever was known before counts no more, wherever it is kept. */
  readonly forgottenAt?: number;
}

export const noProgress: LessonProgress = { done: {}, tries: {} };

/** What is written, in our state and in files; by lesson. */
export interface SavedProgress {
  readonly version: 1;
  readonly lessons: Readonly<Record<string, LessonProgress>>;
}

export type ReadProgress =
  | { readonly kind: 'read'; readonly lessons: SavedProgress['lessons'] }
  /** For the user: `it is no JSON`. */
  | { readonly kind: 'corrupt'; readonly why: string };

/** Of what was parsed from JSON. */
export function readProgress(value: unknown): ReadProgress {
  if (!isRecord(value)) return { kind: 'corrupt', why: 'it does not hold what Slipway writes' };
  if (value['version'] !== 1)
    return typeof value['version'] === 'number'
      ? { kind: 'corrupt', why: `a newer Slipway wrote it (version ${value['version']})` }
      : { kind: 'corrupt', why: 'it does not say its version' };
  const lessons = value['lessons'];
  if (!isRecord(lessons)) return { kind: 'corrupt', why: 'it names no lessons' };
  const read: Record<string, LessonProgress> = {};
  for (const [id, it] of Object.entries(lessons)) {
    if (!isRecord(it)) return { kind: 'corrupt', why: `what it says of ${id} cannot be read` };
    const { openedAt, forgottenAt } = it;
    read[id] = {
      done: numbersOf(it['done']),
      tries: numbersOf(it['tries']),
      ...(typeof openedAt === 'number' ? { openedAt } : {}),
      ...(typeof forgottenAt === 'number' ? { forgottenAt } : {}),
    };
  }
  return { kind: 'read', lessons: read };
}

export function readProgressText(text: string): ReadProgress {
  try {
    return readProgress(JSON.parse(text));
  } catch {
    return { kind: 'corrupt', why: 'it is no JSON' };
  }
}

/** What is done in either is done, unless it was reset since. The same whichever is named first, and however often. */
export function merged(a: LessonProgress, b: LessonProgress): LessonProgress {
  const forgottenAt = Math.max(a.forgottenAt ?? 0, b.forgottenAt ?? 0);
  const openedAt = Math.max(a.openedAt ?? 0, b.openedAt ?? 0);
  const done: Record<string, number> = {};
  for (const [id, at] of [...Object.entries(a.done), ...Object.entries(b.done)])
    if (at > forgottenAt) done[id] = Math.min(at, done[id] ?? at);
  const tries: Record<string, number> = {};
  for (const it of [a, b])
    if ((it.forgottenAt ?? 0) === forgottenAt)
      for (const [id, count] of Object.entries(it.tries)) tries[id] = Math.max(count, tries[id] ?? 0);
  return {
    ...{ done, tries },
    ...(openedAt > forgottenAt ? { openedAt } : {}),
    ...(forgottenAt > 0 ? { forgottenAt } : {}),
  };
}

/** Steps that there are on this machine. */
export function stepsHere(lesson: Lesson, platform: Platform): readonly Step[] {
  return lesson.steps.filter(({ platforms }) => platforms === undefined || platforms.includes(platform));
}

/** Undefined when every step is done. */
export function nextStep(lesson: Lesson, progress: LessonProgress, platform: Platform): Step | undefined {
  return stepsHere(lesson, platform).find(({ id }) => progress.done[id] === undefined);
}

export function doneCount(lesson: Lesson, progress: LessonProgress, platform: Platform): number {
  return stepsHere(lesson, platform).filter(({ id }) => progress.done[id] !== undefined).length;
}

export function isDone(lesson: Lesson, progress: LessonProgress, platform: Platform): boolean {
  return nextStep(lesson, progress, platform) === undefined;
}

export function platformOf(nodePlatform: string): Platform {
  return nodePlatform === 'win32' ? 'windows' : nodePlatform === 'darwin' ? 'mac' : 'linux';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numbersOf(value: unknown): Readonly<Record<string, number>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((it): it is [string, number] => typeof it[1] === 'number'));
}
