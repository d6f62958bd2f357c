// What a lesson and its steps are called in VS Code's walkthroughs. Made in one place: package.json and the client that
// ticks steps must not differ.
import type { Lesson, Step } from './lesson.ts';

/** As contributed: `docker.04-dockerfiles`. */
export function walkthroughId({ id }: Pick<Lesson, 'id'>): string {
  return id.replace('/', '.');
}

/** As the workbench knows it: `slipway.slipway#docker.04-dockerfiles`. */
export function fullWalkthroughId(lesson: Pick<Lesson, 'id'>): string {
  return `slipway.slipway#${walkthroughId(lesson)}`;
}

/** `1-recipe` */
export function stepId(lesson: Pick<Lesson, 'steps'>, step: Step): string {
  return `${lesson.steps.indexOf(step) + 1}-${step.id}`;
}

export function fullStepId(lesson: Lesson, step: Step): string {
  return `${fullWalkthroughId(lesson)}#${stepId(lesson, step)}`;
}

/** The context keys which together complete the step. */
export function completionKeys(lesson: Lesson, step: Step): readonly string[] {
  return step.done.kind === 'checks'
    ? step.done.ids.map(id => `slipway.check.${id}`)
    : [`slipway.done.${walkthroughId(lesson)}.${stepId(lesson, step)}`];
}

/** Set while the opened folder fits this lesson of the Welcome page. */
export function fitsKey(lesson: Pick<Lesson, 'id'>): string {
  return `slipway.fits.${walkthroughId(lesson)}`;
}
