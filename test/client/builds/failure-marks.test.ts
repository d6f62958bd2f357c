// Which failures are to be seen in files, how long, and where they are while somebody types.
import { describe, expect, it } from 'vitest';
import type { BuildJob, BuildRun } from '../../../client/src/builds/build-run.ts';
import {
  afterEdit,
  type Edit,
  type FailureMark,
  failureMarks,
  placeNow,
} from '../../../client/src/builds/failure-marks.ts';
import { emptyBuild } from '../../../client/src/engine/build/build-state.ts';
import { aPlan } from './a-plan.ts';

type State = BuildJob['state'];

const services = [
  { service: 'web', for: 'pi4' },
  { service: 'web', for: 'pi3' },
  { service: 'db', for: 'pi4' },
];

/** States in the order of the services; one that failed did at RUN. */
function run(id: string, ...states: readonly State[]): BuildRun {
  const plan = aPlan(services.slice(0, states.length));
  const jobs = plan.builds.map((build, i): BuildJob => {
    const state = states[i] ?? 'waiting';
    const place = { path: build.dockerfile.path ?? '', start: 14, end: 22, text: 'RUN make' };
    const failure = { message: 'RUN make failed', advice: 'Do not', output: ['no'], place };
    return {
      ...{ id: build.id, service: build.service, for: build.for, state, build: emptyBuild },
      ...(state === 'failed' ? { failure } : {}),
    };
  });
  return { ...{ id, title: 'shop', runner: 'engine', plan, jobs, notes: [] }, state: 'running', startedAt: 0 };
}

const seen = (...runs: readonly BuildRun[]) => failureMarks(runs).map(({ path, jobs }) => `${path} ${jobs.join()}`);

describe('Failures in files', () => {
  it('are those of jobs that failed, one for all platforms that failed alike', () => {
    expect(seen(run('a', 'failed', 'failed', 'failed'))).toEqual([
      '/shop/web/Dockerfile web@pi4,web@pi3',
      '/shop/db/Dockerfile db@pi4',
    ]);
  });

  it('stay for one platform though another succeeded', () => {
    expect(seen(run('a', 'failed', 'done'))).toEqual(['/shop/web/Dockerfile web@pi4']);
  });

  it.each<State>(['running', 'done'])('go when the file is built again and is %s', state => {
    expect(seen(run('b', state), run('a', 'failed', 'failed', 'failed'))).toEqual(['/shop/db/Dockerfile db@pi4']);
  });

  it.each<State>(['waiting', 'skipped', 'cancelled'])(
    'stay when a later build never came to an end and is %s',
    state => {
      expect(seen(run('b', state), run('a', 'failed'))).toEqual(['/shop/web/Dockerfile web@pi4']);
    },
  );

  it('go with their run', () => {
    expect(seen()).toEqual([]);
  });
});

describe('The place of a failure in a document', () => {
  const mark = { start: 14, end: 22, text: 'RUN make' } as FailureMark;

  it('is where it was', () => {
    expect(placeNow(mark, 'FROM alpine:3\nRUN make\n')).toEqual({ start: 14, end: 22 });
    expect(placeNow(mark, 'FROM alpine:3\nRUN make')).toEqual({ start: 14, end: 22 });
  });

  it('is found again in a document that was edited while it was built', () => {
    expect(placeNow(mark, '# new\nFROM alpine:3\nRUN make\n')).toEqual({ start: 20, end: 28 });
  });

  it.each([
    ['gone', 'FROM alpine:3\n'],
    ['there twice', '# new\nFROM alpine:3\nRUN make\nRUN make\n'],
    ['longer', 'FROM alpine:3\nRUN make all\n'],
    ['empty', ''],
  ])('is not known when it is %s', (_, text) => {
    expect(placeNow(mark, text)).toBeUndefined();
  });
});

describe('An edit', () => {
  const place = { startLine: 4, startCharacter: 0, endLine: 5, endCharacter: 8 };
  const edit = (start: readonly [number, number], end: readonly [number, number], text: string): Edit => ({
    ...{ startLine: start[0], startCharacter: start[1], endLine: end[0], endCharacter: end[1], text },
  });
  const moved = (by: number) => ({ ...place, startLine: 4 + by, endLine: 5 + by });

  it.each<[string, Edit, number]>([
    ['far above', edit([1, 2], [1, 4], 'x'), 0],
    ['a new line above', edit([2, 0], [2, 0], 'ENV A=1\n'), 1],
    ['a new line right above', edit([4, 0], [4, 0], 'ENV A=1\n'), 1],
    ['a line less right above', edit([3, 0], [4, 0], ''), -1],
    ['two lines become one', edit([1, 0], [2, 3], 'x'), -1],
    ['far below', edit([7, 0], [9, 0], ''), 0],
    ['a new line right below', edit([5, 8], [5, 8], '\nRUN x'), 0],
    ['a new line right below, of Windows', edit([5, 8], [5, 8], '\r\n'), 0],
    ['the line below', edit([6, 0], [6, 3], 'x'), 0],
  ])('%s moves it along', (_, it, by) => {
    expect(afterEdit(place, it)).toEqual(moved(by));
  });

  it.each<[string, Edit]>([
    ['in its first line', edit([4, 4], [4, 5], 'x')],
    ['at its start', edit([4, 0], [4, 0], '# ')],
    ['in its last line', edit([5, 2], [5, 2], 'x')],
    ['behind its end', edit([5, 8], [5, 8], ' && x')],
    ['over all of it', edit([0, 0], [9, 0], '')],
    ['that joins the line above to it', edit([3, 5], [4, 0], '')],
    ['that joins the line below to it', edit([5, 8], [6, 0], '')],
    ['that breaks its line', edit([4, 3], [4, 3], '\n')],
  ])('%s lets it go', (_, it) => {
    expect(afterEdit(place, it)).toBeUndefined();
  });
});
