// A small class of two lessons, and progress in it.
import type { Curriculum, Lesson, Step } from '../../../client/src/learn/lesson.ts';

export function step(id: string, more: Partial<Step> = {}): Step {
  return {
    id,
    title: `Step ${id}`,
    text: 'Do it.',
    media: { kind: 'markdown', path: 'a.md' },
    run: [],
    done: { kind: 'read' },
    ...more,
  };
}

export function lesson(id: string, steps: readonly Step[], more: Partial<Lesson> = {}): Lesson {
  return {
    ...{ id, code: id.slice(-2), title: `Lesson ${id}`, description: 'About it.', goal: 'You can.', minutes: 5 },
    ...{ steps, rules: [], ...more },
  };
}

export const bowline = lesson('knots/01', [
  step('tie', { done: { kind: 'checks', ids: ['k01.tied'] } }),
  step('pull', { done: { kind: 'checks', ids: ['k01.held', 'k01.dry'] } }),
  step('wet', { platforms: ['linux'] }),
]);
export const hitch = lesson('knots/02', [step('turn'), step('again')], {
  minutes: 7,
  exercise: { folder: 'k02-hitch', opens: 'rope.txt', repositories: ['rope'], containers: ['pole'], volumes: ['shed'] },
});

export const curriculum: Curriculum = {
  classes: [{ id: 'knots', letter: 'k', title: 'Knots', about: 'Rope.', needs: 'Rope' }],
  lessons: [bowline, hitch],
  paths: [{ title: 'Sailor', about: 'At sea.', lessons: ['knots/02', 'knots/01'] }],
  twins: [{ topic: 'loops', lessons: ['knots/01', 'knots/02'] }],
  bases: { rope: 'rope:9' },
};
