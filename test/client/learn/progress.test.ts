import { describe, expect, it, vi } from 'vitest';
import { nextLesson } from '../../../client/src/learn/next-lesson.ts';
import { doneCount, isDone, merged, nextStep, readProgressText } from '../../../client/src/learn/progress.ts';
import { progressStore } from '../../../client/src/learn/progress-store.ts';
import { isSameCommand, typedCommand } from '../../../client/src/learn/same-command.ts';
import { withBases } from '../../../client/src/learn/with-bases.ts';
import { bowline, curriculum, hitch } from './lesson-under-test.ts';

function memory(known: Record<string, unknown> = {}) {
  return {
    known,
    get: (key: string) => known[key],
    update: async (key: string, value: unknown) => {
      known[key] = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
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
    store.forget(['knots/01'], 6);
    expect(store.of('knots/01').done).toEqual({});
    expect(store.of('knots/02').done).toEqual({ turn: 5 });
  });

  it('that was reset does not come back from a file or another window, and can be made anew', () => {
    const kept = memory();
    const [here, there] = [progressStore(kept, ['knots'], log), progressStore(kept, ['knots'], log)];
    here.noteOpening('knots/01', 4);
    here.markDone('knots/01', 'tie', 5);
    const file = here.of('knots/01');
    there.refresh();
    here.forget(['knots/01'], 6);
    here.merge('knots/01', file);
    there.markDone('knots/02', 'turn', 7);
    expect(here.of('knots/01')).toEqual({ done: {}, tries: {}, forgottenAt: 6 });
    expect(there.of('knots/01').done).toEqual({});
    expect(here.markDone('knots/01', 'tie', 6)).toBe(true);
    expect(progressStore(kept, ['knots'], log).of('knots/01').done).toEqual({ tie: 7 });
  });

  it('of two windows is taken together, whichever writes last', () => {
    const kept = memory();
    const [here, there] = [progressStore(kept, ['knots'], log), progressStore(kept, ['knots'], log)];
    const heard: string[] = [];
    here.markDone('knots/01', 'tie', 5);
    there.onDidChange(lesson => heard.push(lesson));
    there.markDone('knots/02', 'turn', 6);
    expect(heard).toEqual(['knots/02', 'knots/01']);
    here.refresh();
    for (const store of [here, there, progressStore(kept, ['knots'], log)])
      expect(Object.keys(store.saved().lessons).toSorted()).toEqual(['knots/01', 'knots/02']);
    heard.length = 0;
    there.refresh();
    there.merge('knots/01', here.of('knots/01'));
    expect(heard).toEqual([]);
  });

  it('that cannot be read is told of, and the lessons can be learnt', () => {
    const said: string[] = [];
    const kept = memory({ 'slipway.learn.knots': { version: 7 } });
    const store = progressStore(kept, ['knots'], it => said.push(it));
    expect(store.of('knots/01').done).toEqual({});
    expect(said).toEqual([
      'Progress of the class knots is not read: a newer Slipway wrote it (version 7). It is kept as slipway.learn.knots.unreadable',
    ]);
    store.markDone('knots/01', 'tie', 5);
    expect(kept.known['slipway.learn.knots.unreadable']).toEqual({ version: 7 });
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
    const both = { done: { tie: 1, pull: 2 }, tries: { x: 2 }, openedAt: 4 };
    expect(merged(a, b)).toEqual(both);
    expect(merged(b, a)).toEqual(both);
    expect(merged(both, { done: { wet: 5 }, tries: { y: 1 }, forgottenAt: 4 })).toEqual({
      ...{ done: { wet: 5 }, tries: { y: 1 }, forgottenAt: 4 },
    });
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
    expect(isSameCommand('docker image ls --all | head', 'docker image ls')).toBe(true);
    expect(isSameCommand('docker image list', 'docker image ls')).toBe(true);
    expect(isSameCommand('sudo docker system info', 'docker info')).toBe(true);
    expect(isSameCommand('docker container run --help', 'docker run --help')).toBe(true);
    expect(isSameCommand('docker image lsx', 'docker image ls')).toBe(false);
    expect(isSameCommand('docker run', 'docker run --help')).toBe(false);
    expect(isSameCommand('echo docker image ls', 'docker image ls')).toBe(false);
  });

  it('has its right name in the shells of Windows, and counts by it', () => {
    const curl = 'curl -d curl http://127.0.0.1/';
    expect(typedCommand(curl, 'linux')).toBe(curl);
    expect(typedCommand(curl, 'windows')).toBe('curl.exe -d curl http://127.0.0.1/');
    expect(typedCommand('docker run curl ', 'windows')).toBe('docker run curl ');
    expect(isSameCommand(typedCommand(curl, 'windows'), curl)).toBe(true);
  });
});

it('A token becomes the image of the bases; one nobody knows stays', () => {
  expect(withBases('FROM {{rope}} # {{other}} ${{x}}', curriculum.bases)).toBe('FROM rope:9 # {{other}} ${{x}}');
});
