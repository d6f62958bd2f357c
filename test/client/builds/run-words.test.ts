import { describe, expect, it } from 'vitest';
import type { BuildJob, BuildRun } from '../../../client/src/builds/build-run.ts';
import { currentLine, doneWords, duration, failedWords, percentOf } from '../../../client/src/builds/run-words.ts';
import { emptyBuild, nextBuildState } from '../../../client/src/engine/build/build-state.ts';
import type { BuildProgress } from '../../../client/src/engine/engine.ts';
import { aPlan } from './a-plan.ts';

function job(
  id: string,
  state: BuildJob['state'],
  progress: readonly BuildProgress[] = [],
  more: Partial<BuildJob> = {},
): BuildJob {
  const [service = '', platform = ''] = id.split('@');
  return { id, service, for: platform, state, build: progress.reduce(nextBuildState, emptyBuild), ...more };
}

function run(jobs: readonly BuildJob[], more: Partial<BuildRun> = {}): BuildRun {
  return {
    ...{ id: 'build-1', title: 'shop for Raspberry Pi 4', runner: 'engine', plan: aPlan([]), state: 'running' },
    ...{ startedAt: 1000, jobs, notes: [] },
    ...more,
  };
}

let digest = 0;
const step = (name: string, state: 'running' | 'done' | 'waiting'): BuildProgress => ({
  kind: 'step',
  step: { digest: `${digest++}`, name, state, startedAt: digest },
});
// BuildKit tells of all steps before the first of them ends.
const half: readonly BuildProgress[] = [
  { kind: 'step', step: { digest: 'make', name: '[build 2/2] RUN  make\n all', state: 'waiting' } },
  step('[build 1/2] FROM alpine', 'done'),
  { kind: 'step', step: { digest: 'make', name: '[build 2/2] RUN  make\n all', state: 'running' } },
];

describe('How far a build is', () => {
  it.each([
    ['nothing to do', [], 0],
    ['half of one', [job('a@x', 'running', half)], 50],
    ['half of one and one to come', [job('a@x', 'running', half), job('b@x', 'waiting')], 25],
    ['all steps, but not exported', [job('a@x', 'running', [step('[1/1] FROM alpine', 'done')])], 99],
    ['one that failed counts as over', [job('a@x', 'failed'), job('b@x', 'running')], 50],
    ['all', [job('a@x', 'done'), job('b@x', 'skipped')], 100],
  ])('%s', (_what, jobs, percent) => {
    expect(percentOf({ jobs })).toBe(percent);
  });
});

describe('What a build does now', () => {
  const line = (...jobs: readonly BuildJob[]) => currentLine(run(jobs));
  it('is the instruction that runs, in one line', () => {
    expect(line(job('a@x', 'running', half))).toBe('build 2/2 RUN make all');
    expect(line(job('a@x', 'running'))).toBe('starting');
    expect(line(job('a@x', 'waiting'))).toBe('');
    expect(currentLine(run([job('a@x', 'running', half)], { state: 'done' }))).toBe('');
  });

  it('is the builder’s own work where no instruction runs, with what it has fetched', () => {
    const pull: BuildProgress = {
      kind: 'transfer',
      step: 'p',
      transfer: { id: 'l', name: 'l', current: 1_000_000, total: 2_000_000, isDone: false },
    };
    const begin: BuildProgress = { kind: 'step', step: { digest: 'p', name: '[1/2] FROM alpine', state: 'running' } };
    expect(line(job('a@x', 'running', [begin, pull]))).toBe('1/2 FROM alpine (1 MB of 2 MB)');
    expect(line(job('a@x', 'running', [step('exporting to image', 'running')]))).toBe('exporting to image');
  });

  it('is the instruction before where none runs for a moment, and no start', () => {
    const done = { digest: 'make', name: '[build 2/2] RUN make', state: 'done', startedAt: 1000 } as const;
    expect(line(job('a@x', 'running', [...half, { kind: 'step', step: done }]))).toBe('build 2/2 RUN make');
  });

  it('names two of several, and how many are done', () => {
    const jobs = [job('a@x', 'running', half), job('b@x', 'running'), job('b@y', 'running'), job('c@x', 'done')];
    expect(line(...jobs)).toBe('a: build 2/2 RUN make all · b@x: starting, and 1 more (1 of 4 done)');
  });

  it('is cut where it is long', () => {
    const long = line(job('a@x', 'running', [step(`[1/1] RUN ${'x'.repeat(200)}`, 'running')]));
    expect(long).toHaveLength(80);
    expect(long.endsWith('…')).toBe(true);
  });
});

describe('How a build ended', () => {
  const result = (tag: string, bytes?: number) => ({
    result: { tags: [tag], notes: [], ...(bytes === undefined ? {} : { bytes }) },
  });
  it('names the images, their sizes and the time', () => {
    const jobs = [
      job('a@x', 'done', [], result('shop-a:latest', 5_000_000)),
      job('b@x', 'done', [], result('shop-b:latest')),
    ];
    expect(doneWords(run(jobs, { state: 'done', endedAt: 4200 }))).toBe(
      'Built shop for Raspberry Pi 4 in 3.2 s: shop-a:latest (5 MB), shop-b:latest',
    );
  });

  it('names three of many', () => {
    const jobs = ['a', 'b', 'c', 'd', 'e'].map(it => job(`${it}@x`, 'done', [], result(it)));
    expect(doneWords(run(jobs, { endedAt: 1000 }))).toBe('Built shop for Raspberry Pi 4 in 0.0 s: a, b, c and 2 more');
  });

  it('says why it failed and what to do, and what was left', () => {
    const failure = { message: 'RUN make ended with exit code 2', advice: 'Mend it', output: [] };
    const failed = job('a@x', 'failed', [], { failure });
    expect(failedWords(run([failed]))).toBe(
      'shop for Raspberry Pi 4 could not be built: RUN make ended with exit code 2. Mend it.',
    );
    expect(failedWords(run([failed, job('b@x', 'failed'), job('c@x', 'skipped')]))).toBe(
      'a could not be built: RUN make ended with exit code 2. Mend it. 1 more failed. 1 was not begun.',
    );
    expect(failedWords(run([job('a@x', 'skipped')], { notes: ['no such builder'] }))).toBe(
      'shop for Raspberry Pi 4 could not be built: no such builder',
    );
  });

  it.each([
    [-5, '0.0 s'],
    [9949, '9.9 s'],
    [9960, '10 s'],
    [59_600, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_780_000, '1 h 3 min'],
  ])('%i ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
