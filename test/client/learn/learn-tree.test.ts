import { describe, expect, it } from 'vitest';
import type { LearnState } from '../../../client/src/views/nodes/learn-tree.ts';
import { learnMessage, learnTree } from '../../../client/src/views/nodes/learn-tree.ts';
import { allOf, find, treeText } from '../views/tree-text.ts';
import { bowline, curriculum } from './lesson-under-test.ts';

function state(
  done: Readonly<Record<string, Readonly<Record<string, number>>>>,
  more: Partial<LearnState> = {},
): LearnState {
  return {
    curriculum,
    platform: 'linux',
    progressOf: id => ({ done: done[id] ?? {}, tries: {} }),
    ...more,
  };
}

const tree = (...given: Parameters<typeof state>) => learnTree(state(...given));

describe('The Learn view', () => {
  it('shows where to begin, the class with its lessons and steps, and the paths', () => {
    expect(treeText(tree({}))).toBe(
      [
        'play/charts.green Begin: Step tie | Lesson knots/01',
        'mortar-board Knots | 0 % · 12 min',
        '  circle-large-outline Lesson knots/01 | 3 steps · 5 min · has a twin',
        '    circle-large-outline Step tie',
        '    circle-large-outline Step pull',
        '    circle-large-outline Step wet',
        '  circle-large-outline Lesson knots/02 | 2 steps · 7 min · has a twin',
        '    circle-large-outline Step turn',
        '    circle-large-outline Step again',
        'milestone Learning paths',
        '  milestone Sailor | 0 of 2 lessons',
        '    circle-large-outline Lesson knots/02 | 2 steps · 7 min · has a twin',
        '      circle-large-outline Step turn',
        '      circle-large-outline Step again',
        '    circle-large-outline Lesson knots/01 | 3 steps · 5 min · has a twin',
        '      circle-large-outline Step tie',
        '      circle-large-outline Step pull',
        '      circle-large-outline Step wet',
      ].join('\n'),
    );
  });

  it('marks what is done, where somebody is, and what was begun', () => {
    const rows = tree({ 'knots/01': { tie: 1 }, 'knots/02': { turn: 2, again: 3 } }, { current: bowline });
    expect(treeText(rows).split('\n').slice(0, 9)).toEqual([
      'play/charts.green Continue: Step pull | Lesson knots/01',
      'mortar-board Knots | 60 % · 12 min',
      '  circle-filled/charts.blue Lesson knots/01 | 1 of 3 · 5 min · twin done',
      '    pass-filled/charts.green Step tie',
      '    circle-filled/charts.blue Step pull',
      '    circle-large-outline Step wet',
      '  pass-filled/charts.green Lesson knots/02 | 2 of 2 · 7 min · has a twin',
      '    pass-filled/charts.green Step turn',
      '    pass-filled/charts.green Step again',
    ]);
    expect(find(rows, 'learn:class:knots/01').spoken).toBe(
      'Lesson Lesson knots/01, you are here, 1 of 3 steps, 5 minutes, teaches the same as Lesson knots/02',
    );
  });

  it('lists the checks of the lesson of now with their hints; what was done stays done', () => {
    const rows = tree(
      { 'knots/01': { tie: 1 } },
      {
        current: bowline,
        checks: [
          { id: 'k01.tied', kind: 'unmet', hint: 'It came loose' },
          { id: 'k01.held', kind: 'unmet', hint: 'Pull harder' },
          { id: 'k01.dry', kind: 'unknown', hint: 'No engine answers' },
        ],
      },
    );
    const [, checks] = rows;
    expect(treeText(checks ? [checks] : [])).toBe(
      [
        'checklist Checks of Lesson knots/01 | 1 of 3',
        '  pass-filled/charts.green Step tie',
        '  circle-large-outline/charts.yellow Step pull | Pull harder',
        '  question Step pull | No engine answers',
      ].join('\n'),
    );
    expect(checks?.children?.map(it => it.spoken)).toEqual([
      'Check of the step Step tie: done',
      'Check of the step Step pull: not yet. Pull harder',
      'Check of the step Step pull: cannot be told yet. No engine answers',
    ]);
  });

  it('says above the rows what the next step needs, as nothing may cut it off', () => {
    const checks = [
      { id: 'k01.tied', kind: 'met', hint: '' },
      { id: 'k01.held', kind: 'unmet', hint: 'Pull harder' },
    ] as const;
    const message = (done: Readonly<Record<string, number>>) =>
      learnMessage(state({ 'knots/01': done }, { current: bowline, checks }));
    expect(message({ tie: 1 })).toBe('Step pull: Pull harder');
    expect(message({ tie: 1, pull: 2 })).toBe('');
    expect(message({})).toBe('');
  });

  it('gives no hint before it is asked for one where a twin of the lesson is done', () => {
    const done = { 'knots/02': { turn: 1, again: 1 } };
    const checks = [
      { id: 'k01.tied', kind: 'unmet', hint: 'It came loose' },
      { id: 'k01.dry', kind: 'unknown', hint: 'No engine answers' },
    ] as const;
    const asked = (id: string) => ({ done: id === 'knots/02' ? done['knots/02'] : {}, tries: { 'k01.tied': 1 } });
    const silent = state(done, { current: bowline, checks });
    expect(learnMessage(silent)).toBe('Step tie: you know this from its twin; Check gives a hint');
    expect(learnTree(silent)[1]?.children?.map(it => it.description)).toEqual([
      'you know this from its twin; Check gives a hint',
      'No engine answers',
    ]);
    expect(learnMessage({ ...silent, progressOf: asked })).toBe('Step tie: It came loose');
  });

  it('has ids of its own for a lesson that stands in several places, and opens steps by a click', () => {
    const rows = [...allOf(tree({}))];
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const row of rows.filter(({ facts }) => facts.includes(';step;')))
      expect(row).toMatchObject({ command: 'slipway.learn.openLesson', subject: { kind: 'lesson' } });
  });

  it('has no row to go on with when everything is done', () => {
    const all = { 'knots/01': { tie: 1, pull: 1, wet: 1 }, 'knots/02': { turn: 1, again: 1 } };
    expect(tree(all).map(({ id }) => id)).toEqual(['learn:class:knots', 'learn:paths']);
  });
});
