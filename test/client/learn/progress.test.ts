import { describe, expect, it, vi } from 'vitest';
import { nextLesson } from '../../../client/src/learn/next-lesson.ts';
import { doneCount, isDone, merged, nextStep, readProgressText } from '../../../client/src/learn/progress.ts';
import { progressStore } from '../../../client/src/learn/progress-store.ts';
import { isSameCommand } from '../../../client/src/learn/same-command.ts';
import { withBases } from '../../../client/src/learn/with-bases.ts';
import { bowline, curriculum, hitch } from './lesson-under-test.ts';

function memory(known: Record<string, unknown> = {}) {
  return {
    known,
    get: (key: string) => known[key],
    update: async (key: string, value: unknown) => {
      known[key] = JSON.parse(JSON.stringify(value));
    },
  } as {
    known: Record<string, unknown>;
    get: <T>(key: string) => T | undefined;
    update: (key: string, value: unknown) => Promise<void>;
  };
}
const log = (message: string): never => {
  throw new Error(message);
};

describe('Progress', () => {
  it('survives a reload, class by class', () => {
    const kept = memory();
    const store = progressStore(kept, ['knots'], log);
    expect(store.markDone('knots/01', 'tie', 5)).toBe(true);
    store.noteTry('knots/01', 'k01.held');
    store.noteTry('knots/01', 'k01.held');
    store.noteOpening('knots/02', 9);
    expect(Object.keys(kept.known)).toEqual(['slipway.learn.knots']);
    const again = progressStore(kept, ['knots'], log);
    expect(again.of('knots/01')).toEqual({ done: { tie: 5 }, tries: { 'k01.held': 2 } });
    expect(again.of('knots/02').openedAt).toBe(9);
  });

  it('keeps the first time a step was done, and says that it is not new', () => {
    const store = progressStore(memory(), ['knots'], log);
    const heard = vi.fn();
    store.markDone('knots/01', 'tie', 5);
    store.onDidChange(heard);
    expect(store.markDone('knots/01', 'tie', 6)).toBe(false);
    expect(store.of('knots/01').done).toEqual({ tie: 5 });
    expect(heard).not.toHaveBeenCalled();
  });

  it('is forgotten for the lessons named alone', () => {
    const store = progressStore(memory(), ['knots'], log);
    store.markDone('knots/01', 'tie', 5);
    store.markDone('knots/02', 'turn', 5);
    store.forget(['knots/01']);
    expect(store.saved()).toEqual({ version: 1, lessons: { 'knots/02': { done: { turn: 5 }, tries: {} } } });
  });

  it('that cannot be read is told of, and the lessons can be learnt', () => {
    const said: string[] = [];
    const store = progressStore(memory({ 'slipway.learn.knots': { version: 7 } }), ['knots'], it => said.push(it));
    expect(store.of('knots/01').done).toEqual({});
    expect(said).toEqual(['Progress of the class knots is not read: a newer Slipway wrote it (version 7)']);
  });

  it.each([
    ['{', 'it is no JSON'],
    ['[]', 'it does not hold what Slipway writes'],
    ['{}', 'it does not say its version'],
    ['{"version":2}', 'a newer Slipway wrote it (version 2)'],
    ['{"version":1}', 'it names no lessons'],
    ['{"version":1,"lessons":{"knots/01":3}}', 'what it says of knots/01 cannot be read'],
  ])('in a file that holds %s is corrupt', (text, why) => {
    expect(readProgressText(text)).toEqual({ kind: 'corrupt', why });
  });

  it('of two places is taken together: what is done in either is done', () => {
    const a = { done: { tie: 1 }, tries: { x: 2 }, openedAt: 4 };
    const b = { done: { tie: 9, pull: 2 }, tries: {}, openedAt: 3 };
    expect(merged(a, b)).toEqual({ done: { tie: 1, pull: 2 }, tries: { x: 2 }, openedAt: 4 });
  });

  it('counts the steps of this machine alone', () => {
    const progress = { done: { tie: 1, pull: 1 }, tries: {} };
    expect(isDone(bowline, progress, 'mac')).toBe(true);
    expect(nextStep(bowline, progress, 'linux')?.id).toBe('wet');
    expect(doneCount(bowline, { done: { tie: 1, gone: 1 }, tries: {} }, 'linux')).toBe(1);
  });
});

describe('Where to go on', () => {
  const next = (
    done: Readonly<Record<string, Readonly<Record<string, number>>>>,
    current = undefined as typeof hitch | undefined,
  ) => {
    const place = nextLesson(curriculum, { of: id => ({ done: done[id] ?? {}, tries: {} }) }, current, 'mac');
    return place && `${place.lesson.id} ${place.step.id}`;
  };

  it('is the lesson of now, the one begun last, then the first that is not done', () => {
    expect(next({})).toBe('knots/01 tie');
    expect(next({ 'knots/02': { turn: 3 } })).toBe('knots/02 again');
    expect(next({ 'knots/01': { tie: 4 }, 'knots/02': { turn: 3 } })).toBe('knots/01 pull');
    expect(next({ 'knots/01': { tie: 4 } }, hitch)).toBe('knots/02 turn');
    expect(next({ 'knots/02': { turn: 3, again: 4 } })).toBe('knots/01 tie');
    expect(next({ 'knots/01': { tie: 1, pull: 1 }, 'knots/02': { turn: 3, again: 4 } })).toBeUndefined();
  });
});

describe('A command that was typed', () => {
  it('is the one asked for, whatever the blanks and a copied prompt', () => {
    expect(isSameCommand('$ docker  image ls ', 'docker image ls')).toBe(true);
    expect(isSameCommand('docker image ls -a', 'docker image ls')).toBe(false);
  });
});

it('A token becomes the image of the bases; one nobody knows stays', () => {
  expect(withBases('FROM {{rope}} # {{other}} ${{x}}', curriculum.bases)).toBe('FROM rope:9 # {{other}} ${{x}}');
});
