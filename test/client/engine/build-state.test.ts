// What is known of a running build, step by step.
import { describe, expect, it } from 'vitest';
import { buildLog } from '../../../client/src/engine/build/build-log.ts';
import {
  type BuildState,
  emptyBuild,
  nextBuildState,
  runningSteps,
  stagesOf,
} from '../../../client/src/engine/build/build-state.ts';
import type { BuildProgress, BuildStep } from '../../../client/src/engine/engine.ts';

const step = (
  digest: string,
  name: string,
  state: BuildStep['state'],
  more: Partial<BuildStep> = {},
): BuildProgress => ({ kind: 'step', step: { digest, name, state, ...more } });
const output = (digest: string, text: string): BuildProgress => ({ kind: 'output', step: digest, text });
const transfer = (digest: string, id: string, current: number, total = 0): BuildProgress => ({
  kind: 'transfer',
  step: digest,
  transfer: { id, name: id, current, total, isDone: false },
});
const stateAfter = (...progress: readonly BuildProgress[]): BuildState => progress.reduce(nextBuildState, emptyBuild);

const told = [
  step('load', '[internal] load build context', 'waiting'),
  step('out2', '[stage-1 2/2] COPY --from=hull /a /', 'waiting'),
  step('hull3', '[hull 3/3] RUN make', 'waiting'),
  step('hull2', '[hull 2/3] COPY . /src', 'waiting'),
  step('hull1', '[hull 1/3] FROM base', 'waiting'),
  step('out1', '[stage-1 1/2] FROM base', 'waiting'),
];

describe('The state of a build', () => {
  it('counts the steps of the Dockerfile alone', () => {
    expect(stateAfter(...told)).toMatchObject({ done: 0, total: 5, cached: 0, percent: 0 });
    const state = stateAfter(
      ...told,
      step('load', '[internal] load build context', 'done'),
      step('hull1', '[hull 1/3] FROM base', 'cached'),
      step('hull2', '[hull 2/3] COPY . /src', 'done'),
      step('hull3', '[hull 3/3] RUN make', 'running'),
    );
    expect(state).toMatchObject({ done: 2, total: 5, cached: 1, percent: 40 });
  });

  it('never goes back in percent when more steps are told', () => {
    const before = stateAfter(step('a', '[1/2] FROM base', 'done'), step('b', '[2/2] RUN a', 'done'));
    expect(before.percent).toBe(100);
    expect(nextBuildState(before, step('c', '[stage-1 1/1] RUN c', 'waiting')).percent).toBe(100);
  });

  it('knows the number of all steps of the classic builder from the first', () => {
    const state = stateAfter(
      step('classic:1', 'Step 1/4 : FROM a', 'done'),
      step('classic:2', 'Step 2/4 : RUN b', 'running'),
    );
    expect(state).toMatchObject({ done: 1, total: 4, percent: 25 });
  });

  it('orders stages as they are needed, and their steps by number', () => {
    const stages = stagesOf(stateAfter(...told, step('hull1', '[hull 1/3] FROM base', 'cached')));
    expect(stages.map(({ name, state, steps }) => [name, state, steps.map(it => it.digest)])).toEqual([
      ['hull', 'running', ['hull1', 'hull2', 'hull3']],
      ['stage-1', 'waiting', ['out1', 'out2']],
    ]);
  });

  it('keeps platforms apart', () => {
    const stages = stagesOf(
      stateAfter(
        step('a', '[linux/arm64 hull 2/2] RUN a', 'failed', { error: 'no' }),
        step('b', '[linux/amd64 hull 2/2] RUN a', 'done'),
      ),
    );
    expect(stages.map(({ platform, state }) => [platform, state])).toEqual([
      ['linux/amd64', 'done'],
      ['linux/arm64', 'failed'],
    ]);
  });

  it('adds up the goes of a step, and measures the build from the first to the last', () => {
    const state = stateAfter(
      step('a', 'x', 'done', { startedAt: 1000, endedAt: 1010 }),
      step('a', 'x', 'running', { startedAt: 1050 }),
      step('a', 'x', 'done', { startedAt: 1050, endedAt: 1100 }),
      step('a', 'x', 'done', { startedAt: 1050, endedAt: 1100 }),
      step('b', 'y', 'running', { startedAt: 1040 }),
    );
    expect(state.steps[0]).toMatchObject({ activeMs: 60, startedAt: 1000, endedAt: 1100 });
    expect(state.durationMs).toBe(100);
    expect(runningSteps(state).map(it => it.digest)).toEqual(['b']);
  });

  it('adds up what is fetched and what is sent', () => {
    const state = stateAfter(
      ...told,
      transfer('hull1', 'sha256:1', 10, 100),
      transfer('hull1', 'sha256:1', 60, 100),
      transfer('hull1', 'sha256:2', 5, 50),
      transfer('load', 'transferring context:', 700),
      transfer('load', 'transferring context:', 900),
      transfer('nobody', 'sha256:3', 5, 50),
    );
    expect(state.fetched).toEqual({ current: 65, total: 150 });
    expect(state.sent).toBe(900);
  });

  it('knows the last line of a step', () => {
    const state = stateAfter(...told, output('hull3', 'one\nt'), output('hull3', 'wo\n\nthr'));
    expect(state.steps.find(it => it.digest === 'hull3')).toMatchObject({ lastLine: 'two', unfinished: 'thr' });
  });

  it('changes nothing of an earlier state', () => {
    const before = stateAfter(...told);
    const copy = structuredClone(before);
    nextBuildState(before, step('hull3', '[hull 3/3] RUN make', 'failed', { error: 'no' }));
    nextBuildState(before, transfer('hull1', 'sha256:1', 10, 100));
    expect(before).toEqual(copy);
  });
});

describe('The log of a build', () => {
  it('puts lines together and drops the oldest', () => {
    const log = buildLog({ keptLines: 3 });
    log.add('a', 'one\ntw');
    log.add('b', 'other');
    log.add('a', 'o\nthree\n');
    expect(log.of('a')).toEqual({ lines: ['one', 'two', 'three'], dropped: 0 });
    expect(log.of('b')).toEqual({ lines: ['other'], dropped: 0 });
    log.add('a', '4\n5\n6\n7');
    expect(log.of('a')).toEqual({ lines: ['4', '5', '6', '7'], dropped: 3 });
    expect(log.of('c')).toEqual({ lines: [], dropped: 0 });
  });

  it('shows the last state of a line that is drawn again', () => {
    const log = buildLog();
    log.add('a', '10 %\r20 %\r30 %\nnext\r\n');
    expect(log.of('a').lines).toEqual(['30 %', 'next']);
  });
});
