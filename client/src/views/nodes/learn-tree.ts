// The rows of the Learn view: where to go on, what the open exercise still needs, classes with their lessons and steps,
// learning paths. A function of the lessons and how far somebody came.
import type { CheckState } from '../../learn/check-runner.ts';
import type { LearningPath, Lesson, LessonClass, Platform, Step } from '../../learn/lesson.ts';
import { type Curriculum, checkIds } from '../../learn/lesson.ts';
import { nextLesson } from '../../learn/next-lesson.ts';
import { doneCount, type LessonProgress, nextStep, stepsHere } from '../../learn/progress.ts';
import type { NodeIcon, TreeNode } from '../tree-node.ts';
import { escaped } from './markdown.ts';

export interface LearnState {
  readonly curriculum: Curriculum;
  readonly progressOf: (lesson: string) => LessonProgress;
  readonly platform: Platform;
  /** The lesson that is being learnt in this window. */
  readonly current?: Lesson;
  /** Of its checks, in the order of its steps; absent before they ran. */
  readonly checks?: readonly CheckState[];
}

const doneIcon: NodeIcon = { id: 'pass-filled', color: 'charts.green' };
const currentIcon: NodeIcon = { id: 'circle-filled', color: 'charts.blue' };
const openIcon: NodeIcon = { id: 'circle-large-outline' };

export function learnTree(state: LearnState): readonly TreeNode[] {
  const { curriculum } = state;
  return [
    ...continueNode(state),
    ...checksNode(state),
    ...curriculum.classes.map(it => classNode(it, state)),
    ...(curriculum.paths.length > 0 ? [pathsNode(state)] : []),
  ];
}

function continueNode({ curriculum, progressOf, platform, current }: LearnState): readonly TreeNode[] {
  const next = nextLesson(curriculum, { of: progressOf }, current, platform);
  if (!next) return [];
  const { lesson, step } = next;
  const hasBegun = doneCount(lesson, progressOf(lesson.id), platform) > 0;
  const verb = hasBegun ? 'Continue' : 'Begin';
  return [
    {
      id: 'learn:continue',
      label: `${verb}: ${step.title}`,
      description: lesson.title,
      icon: { id: 'play', color: 'charts.green' },
      facts: ';continue;',
      spoken: `${verb} with the step ${step.title} of the lesson ${lesson.title}`,
      command: 'slipway.learn.openLesson',
      subject: { kind: 'lesson', lesson: lesson.id, step: step.id },
    },
  ];
}

/** Above the rows, where it is not cut off: what the open exercise needs next. Empty when it needs nothing. */
export function learnMessage(state: LearnState): string {
  const { current, checks, progressOf, platform } = state;
  if (!current || !checks) return '';
  const step = nextStep(current, progressOf(current.id), platform);
  const missing = step && checks.find(({ id, kind }) => kind !== 'met' && checkIds(step).includes(id));
  return missing ? `${step.title}: ${shownHint(current, missing, state)}` : '';
}

/** Who knows the topic from a twin of the lesson is told nothing before asking: Check gives the hint. */
function shownHint(lesson: Lesson, { id, kind, hint }: CheckState, state: LearnState): string {
  const isAsked = (state.progressOf(lesson.id).tries[id] ?? 0) > 0;
  const isKnown = twinsOf(lesson, state.curriculum).some(twin => markOf(twin, state) === 'done');
  return kind === 'unmet' && isKnown && !isAsked ? 'you know this from its twin; Check gives a hint' : hint;
}

function checksNode(state: LearnState): readonly TreeNode[] {
  const { current: lesson, checks, progressOf } = state;
  if (!lesson || !checks || checks.length === 0) return [];
  const { done } = progressOf(lesson.id);
  const rows = lesson.steps.flatMap(step =>
    checkIds(step).flatMap(id => {
      const check = checks.find(it => it.id === id);
      if (!check) return [];
      const hint = shownHint(lesson, check, state);
      return [checkNode(lesson, step, { ...check, hint }, done[step.id] !== undefined)];
    }),
  );
  const met = rows.filter(({ facts }) => facts.includes(';met;')).length;
  return [
    {
      id: 'learn:checks',
      label: lesson.exercise ? `Checks of ${lesson.exercise.folder}` : `Checks of ${lesson.title}`,
      description: `${met} of ${rows.length}`,
      icon: { id: 'checklist' },
      facts: ';checks;',
      spoken: `Checks of the lesson ${lesson.title}, ${met} of ${rows.length} done`,
      opened: 'expanded',
      children: rows,
    },
  ];
}

/** What was done stays done: an exercise goes on, and what an earlier step made need not be there any more. */
function checkNode(lesson: Lesson, step: Step, { id, kind, hint }: CheckState, isDone: boolean): TreeNode {
  const isMet = isDone || kind === 'met';
  const state = isMet ? 'done' : kind === 'unknown' ? 'cannot be told yet' : 'not yet';
  return {
    id: `learn:check:${lesson.id}:${id}`,
    label: step.title,
    description: isMet ? '' : hint,
    icon: isMet
      ? doneIcon
      : kind === 'unknown'
        ? { id: 'question' }
        : { id: 'circle-large-outline', color: 'charts.yellow' },
    facts: `;check;${isMet ? 'met' : kind};`,
    spoken: `Check of the step ${step.title}: ${state}${isMet || hint === '' ? '' : `. ${hint}`}`,
    tooltip: () => [`**${escaped(step.title)}**: ${state}`, ...(isMet ? [] : [escaped(hint)])].join('\n\n'),
    source: hint,
    command: 'slipway.learn.openLesson',
    subject: { kind: 'lesson', lesson: lesson.id, step: step.id },
  };
}

function classNode(it: LessonClass, state: LearnState): TreeNode {
  const lessons = state.curriculum.lessons.filter(lesson => lesson.id.startsWith(`${it.id}/`));
  const done = lessons.filter(lesson => markOf(lesson, state) === 'done').length;
  const percent = percentOf(lessons, state);
  const minutes = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
  return {
    id: `learn:class:${it.id}`,
    label: it.title,
    description: `${percent} % · ${minutes} min`,
    icon: done === lessons.length ? doneIcon : { id: 'mortar-board' },
    facts: ';class;',
    spoken: `Class ${it.title}, ${percent} percent done, ${done} of ${lessons.length} lessons, ${minutes} minutes`,
    tooltip: () =>
      [
        `**${escaped(it.title)}**`,
        escaped(it.about),
        `${done} of ${lessons.length} lessons done`,
        `Needs: ${escaped(it.needs)}`,
      ].join('\n\n'),
    opened: 'expanded',
    children: lessons.map(lesson => lessonNode(lesson, state, 'class')),
    subject: { kind: 'class', id: it.id },
  };
}

function pathsNode(state: LearnState): TreeNode {
  return {
    id: 'learn:paths',
    label: 'Learning paths',
    icon: { id: 'milestone' },
    facts: ';paths;',
    spoken: 'Learning paths',
    opened: 'collapsed',
    children: state.curriculum.paths.map(path => pathNode(path, state)),
  };
}

function pathNode({ title, about, lessons: ids }: LearningPath, state: LearnState): TreeNode {
  const lessons = ids.flatMap(id => state.curriculum.lessons.filter(lesson => lesson.id === id));
  const done = lessons.filter(lesson => markOf(lesson, state) === 'done').length;
  return {
    id: `learn:path:${title}`,
    label: title,
    description: `${done} of ${lessons.length} lessons`,
    icon: done === lessons.length ? doneIcon : { id: 'milestone' },
    facts: ';path;',
    spoken: `Learning path ${title}, ${done} of ${lessons.length} lessons done`,
    tooltip: () => `**${escaped(title)}**\n\n${escaped(about)}`,
    opened: 'collapsed',
    children: lessons.map(lesson => lessonNode(lesson, state, `path:${title}`)),
  };
}

/** `within`: a lesson stands in its class and in paths, and every row needs an id of its own. */
function lessonNode(lesson: Lesson, state: LearnState, within: string): TreeNode {
  const progress = state.progressOf(lesson.id);
  const mark = markOf(lesson, state);
  const done = doneCount(lesson, progress, state.platform);
  const steps = stepsHere(lesson, state.platform);
  const twins = twinsOf(lesson, state.curriculum);
  const twinDone = twins.find(twin => markOf(twin, state) === 'done');
  const count = done === 0 ? `${steps.length} steps` : `${done} of ${steps.length}`;
  return {
    id: `learn:${within}:${lesson.id}`,
    label: lesson.title,
    description: [
      count,
      `${lesson.minutes} min`,
      ...(twins.length > 0 ? [twinDone ? 'twin done' : 'has a twin'] : []),
    ].join(' · '),
    icon: iconOf(mark),
    facts: `;lesson;${mark};${lesson.exercise ? 'exercise;' : ''}`,
    spoken: [
      `Lesson ${lesson.title}`,
      wordsOf(mark),
      `${done} of ${steps.length} steps`,
      `${lesson.minutes} minutes`,
      ...(twins.length > 0 ? [`teaches the same as ${twins.map(({ title }) => title).join(' and ')}`] : []),
    ].join(', '),
    tooltip: () =>
      [
        `**${escaped(lesson.title)}**`,
        escaped(lesson.description),
        escaped(lesson.goal),
        ...(twins.length > 0
          ? [`The same in another way: ${twins.map(({ title }) => escaped(title)).join(', ')}`]
          : []),
      ].join('\n\n'),
    source: `${mark} ${twins.length}`,
    opened: 'collapsed',
    children: steps.map(step => stepNode(lesson, step, state, within)),
    subject: { kind: 'lesson', lesson: lesson.id },
  };
}

function stepNode(lesson: Lesson, step: Step, state: LearnState, within: string): TreeNode {
  const progress = state.progressOf(lesson.id);
  const isCurrent = state.current?.id === lesson.id && nextStep(lesson, progress, state.platform)?.id === step.id;
  const mark = progress.done[step.id] !== undefined ? 'done' : isCurrent ? 'current' : 'open';
  return {
    id: `learn:${within}:${lesson.id}:${step.id}`,
    label: step.title,
    icon: iconOf(mark),
    facts: `;step;${mark};${step.done.kind === 'checks' ? 'checked;' : ''}`,
    spoken: `Step ${step.title}, ${wordsOf(mark)}`,
    command: 'slipway.learn.openLesson',
    subject: { kind: 'lesson', lesson: lesson.id, step: step.id },
  };
}

type Mark = 'done' | 'current' | 'begun' | 'open';

function markOf(lesson: Lesson, { progressOf, platform, current }: LearnState): Mark {
  const progress = progressOf(lesson.id);
  if (!nextStep(lesson, progress, platform)) return 'done';
  if (current?.id === lesson.id) return 'current';
  return doneCount(lesson, progress, platform) > 0 ? 'begun' : 'open';
}

function iconOf(mark: Mark): NodeIcon {
  switch (mark) {
    case 'done':
      return doneIcon;
    case 'current':
      return currentIcon;
    case 'begun':
      return { id: 'circle-large-filled', color: 'disabledForeground' };
    case 'open':
      return openIcon;
  }
}

function wordsOf(mark: Mark): string {
  switch (mark) {
    case 'done':
      return 'done';
    case 'current':
      return 'you are here';
    case 'begun':
      return 'begun';
    case 'open':
      return 'not done yet';
  }
}

function percentOf(lessons: readonly Lesson[], { progressOf, platform }: LearnState): number {
  const all = lessons.reduce((sum, lesson) => sum + stepsHere(lesson, platform).length, 0);
  const done = lessons.reduce((sum, lesson) => sum + doneCount(lesson, progressOf(lesson.id), platform), 0);
  return all === 0 ? 0 : Math.floor((100 * done) / all);
}

function twinsOf({ id }: Lesson, { twins, lessons }: Curriculum): readonly Lesson[] {
  const ids = new Set(twins.filter(it => it.lessons.includes(id)).flatMap(it => it.lessons));
  return lessons.filter(lesson => lesson.id !== id && ids.has(lesson.id));
}
