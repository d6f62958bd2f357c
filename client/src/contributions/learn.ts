// Lessons: their view, and the commands that walkthroughs, the view and the palette share.
import { learnViewId } from '../views/tree-node.ts';
import type { CommandContribution, MenuPlace, ViewContribution, WelcomeContribution } from './contribution.ts';
import { rowIs } from './contribution.ts';

const category = 'Slipway';
const overLearn = `view == ${learnViewId}`;
/** Set while a lesson was opened in this window. */
const hasLesson = 'slipway:lesson';
/** Set while that lesson has an exercise that was opened. */
const hasExercise = 'slipway:exercise';

export const learnView: ViewContribution = {
  id: learnViewId,
  name: 'Learn',
  icon: 'mortar-board',
  visibility: 'collapsed',
  initialSize: 3,
};

export const learnWelcomes: readonly WelcomeContribution[] = [
  {
    view: learnViewId,
    contents: 'The lessons could not be loaded.\n[Show Log](command:slipway.showLog)',
    when: 'slipway:lessonsFailed',
  },
  {
    view: learnViewId,
    contents: 'Loading the lessons…',
    when: '!slipway:lessonsFailed',
  },
];

export const learnContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.learn.continue',
    title: 'Continue Learning',
    category,
    icon: 'play',
    menus: [overView('navigation@1')],
  },
  {
    id: 'slipway.learn.openLesson',
    title: 'Open Lesson…',
    category,
    icon: 'mortar-board',
    menus: [onRow('inline@2', 'lesson'), onRow('1_lesson@1', 'lesson')],
  },
  {
    id: 'slipway.learn.read',
    title: 'Read Lesson…',
    category,
    icon: 'book',
    menus: [onRow('inline@1', 'lesson'), onRow('1_lesson@2', 'lesson'), onRow('1_lesson@2', 'step')],
  },
  {
    id: 'slipway.learn.search',
    title: 'Search Lessons…',
    category,
    icon: 'search',
    menus: [overView('navigation@2')],
  },
  {
    id: 'slipway.learn.openExercise',
    title: 'Open Exercise…',
    category,
    icon: 'folder-opened',
    menus: [onRow('2_exercise@1', 'lesson', 'exercise')],
  },
  { id: 'slipway.learn.run', title: 'Run Command of Step', category, icon: 'terminal', palette: hasLesson },
  { id: 'slipway.learn.live', title: 'Show Panel of Step', category, palette: 'false' },
  { id: 'slipway.learn.quiz', title: 'Answer Question of Step', category, icon: 'question', palette: hasLesson },
  { id: 'slipway.learn.markRead', title: 'Mark Step as Read', category, palette: 'false' },
  {
    id: 'slipway.learn.check',
    title: 'Check Exercise',
    category,
    icon: 'check',
    palette: hasLesson,
    menus: [onRow('inline@1', 'check'), onRow('inline@1', 'step', 'checked')],
  },
  {
    id: 'slipway.learn.showSolution',
    title: 'Show Solution…',
    category,
    icon: 'diff',
    palette: hasExercise,
    menus: [onRow('2_exercise@3', 'lesson', 'exercise')],
  },
  {
    id: 'slipway.learn.reset',
    title: 'Reset Exercise…',
    category,
    icon: 'discard',
    palette: hasExercise,
    menus: [onRow('9_remove@1', 'lesson', 'exercise')],
  },
  {
    id: 'slipway.learn.cleanup',
    title: 'Clean Up Exercise…',
    category,
    icon: 'trash',
    palette: hasExercise,
    menus: [onRow('9_remove@2', 'lesson', 'exercise')],
  },
  {
    id: 'slipway.learn.chooseFolder',
    title: 'Choose Folder for Exercises…',
    category,
    icon: 'folder',
  },
  {
    id: 'slipway.learn.exportProgress',
    title: 'Export Learning Progress…',
    category,
    icon: 'export',
    menus: [{ menu: 'view/title', when: overLearn, group: '5_progress@1' }],
  },
  {
    id: 'slipway.learn.forgetProgress',
    title: 'Reset Learning Progress…',
    category,
    icon: 'clear-all',
    menus: [
      { menu: 'view/title', when: overLearn, group: '9_progress@2' },
      onRow('9_remove@3', 'lesson'),
      onRow('9_remove@3', 'class'),
    ],
  },
];

function overView(group: string): MenuPlace {
  return { menu: 'view/title', when: overLearn, group };
}

function onRow(group: string, ...facts: readonly string[]): MenuPlace {
  return { menu: 'view/item/context', when: rowIs(learnViewId, ...facts), group };
}
