// Where somebody goes on: the lesson that is being learnt, the one that was begun last, else the first that is not done.
import { type Curriculum, classOf, type Lesson, type Platform, type Step } from './lesson.ts';
import { nextStep } from './progress.ts';
import type { ProgressStore } from './progress-store.ts';

export interface NextPlace {
  readonly lesson: Lesson;
  readonly step: Step;
}

/** Undefined when everything is done. */
export function nextLesson(
  { lessons, paths }: Curriculum,
  progress: Pick<ProgressStore, 'of'>,
  current: Lesson | undefined,
  platform: Platform,
): NextPlace | undefined {
  const at = (lesson: Lesson): readonly NextPlace[] => {
    const step = nextStep(lesson, progress.of(lesson.id), platform);
    return step ? [{ lesson, step }] : [];
  };
  const begunAt = (lesson: Lesson): number => {
    const { done, openedAt = 0 } = progress.of(lesson.id);
    return Math.max(openedAt, 0, ...Object.values(done));
  };
  const begun = lessons.filter(lesson => begunAt(lesson) > 0).toSorted((a, b) => begunAt(b) - begunAt(a));
  const last = current ?? begun[0];
  const after = last ? lessons.slice(lessons.indexOf(last) + 1) : [];
  const onPath = paths
    .filter(path => last && path.lessons.includes(last.id))
    .flatMap(path => {
      const ids = path.lessons.slice(path.lessons.indexOf(last?.id ?? '') + 1);
      return lessons.filter(({ id }) => ids.includes(id));
    });
  const candidates = [
    ...(current ? [current] : []),
    ...begun,
    ...after.filter(lesson => last && classOf(lesson) === classOf(last)),
    ...onPath,
    ...lessons,
  ];
  for (const lesson of candidates) {
    const [place] = at(lesson);
    if (place) return place;
  }
  return undefined;
}
