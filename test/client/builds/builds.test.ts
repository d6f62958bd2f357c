import { describe, expect, it } from 'vitest';
import type { BuildRunner, RunEvents } from '../../../client/src/builds/build-runner.ts';
import { type Builds, builds, type StartedRun } from '../../../client/src/builds/builds.ts';
import { inOrder } from '../../../client/src/builds/in-order.ts';
import type { BuildProgress } from '../../../client/src/engine/engine.ts';
import { aPlan } from './a-plan.ts';
import { fakeBuilder, turnOver } from './fake-builder.ts';

const step = (state: 'running' | 'done'): BuildProgress => ({
  kind: 'step',
  step: { digest: 'x', name: '[1/2] RUN make', state },
});
const failure = { message: 'make failed', advice: '', output: [] };
const plan = aPlan([{ service: 'web' }, { service: 'db' }]);

function ticking(): () => number {
  let time = 1000;
  return () => time++;
}

/** Does at once what the test wants. */
function runner(carryOut: (told: RunEvents, signal: AbortSignal) => void | Promise<void>): BuildRunner {
  return { kind: 'engine', run: async (_plan, told, signal) => carryOut(told, signal) };
}

function startOf(store: Builds, carryOut: (told: RunEvents, signal: AbortSignal) => void | Promise<void>): StartedRun {
  return store.start({ title: 'shop', plan, runner: runner(carryOut) });
}

describe('The store of builds', () => {
  it('follows a build from its first step to its result', async () => {
    const builder = fakeBuilder();
    const store = builds({ now: ticking() });
    const { id, ended } = store.start({
      title: 'shop for Raspberry Pi 4',
      plan,
      runner: inOrder(builder, { parallel: 1, failureOf: () => failure }),
    });
    expect(store.runs).toMatchObject([{ id, title: 'shop for Raspberry Pi 4', state: 'running', startedAt: 1000 }]);
    builder.progress('web@default', step('running'));
    builder.progress('web@default', { kind: 'output', step: 'x', text: 'cc main.c\n' });
    expect(store.runs[0]?.jobs).toMatchObject([
      { service: 'web', state: 'running', build: { steps: [{ state: 'running', lastLine: 'cc main.c' }] } },
      { service: 'db', state: 'waiting', build: { steps: [] } },
    ]);
    expect(store.log(id, 'web@default').of('x')).toEqual({ lines: ['cc main.c'], dropped: 0 });
    expect(store.log(id, 'db@default').of('x').lines).toEqual([]);
    await builder.succeed('web@default');
    await builder.fail('db@default', new Error('no'));
    const run = await ended;
    expect(run).toMatchObject({
      state: 'failed',
      jobs: [
        { state: 'done', result: { imageId: 'sha256:web@default', tags: ['shop-web'] } },
        { state: 'failed', failure },
      ],
    });
    expect(run.endedAt).toBeGreaterThan(run.startedAt);
    expect(store.runs).toEqual([run]);
  });

  it('is done when every job is', async () => {
    const { ended } = startOf(builds(), told => {
      for (const { id } of plan.builds) told.done(id, { tags: [], notes: [] });
    });
    expect((await ended).state).toBe('done');
  });

  it('stops a build that is cancelled, and keeps what was done by then', async () => {
    const builder = fakeBuilder();
    const store = builds();
    const three = aPlan([{ service: 'a' }, { service: 'b' }, { service: 'c' }]);
    const run = inOrder(builder, { parallel: 1, failureOf: () => failure });
    const { id, ended } = store.start({ title: 'shop', plan: three, runner: run });
    await builder.succeed('a@default');
    store.cancel(id);
    expect(await ended).toMatchObject({
      state: 'cancelled',
      jobs: [{ state: 'done' }, { state: 'cancelled' }, { state: 'skipped' }],
    });
    expect(builder.running).toEqual([]);
    store.cancel(id);
    store.cancel('never heard of');
  });

  it('does not call cancelled what was done before the cancel came', async () => {
    const store = builds();
    const { ended } = startOf(store, (told, signal) => {
      for (const build of plan.builds) told.done(build.id, { tags: [], notes: [] });
      for (const { id } of store.runs) store.cancel(id);
      signal.throwIfAborted();
    });
    expect((await ended).state).toBe('done');
  });

  it('rejects where nothing could begin, and says why in the run', async () => {
    const store = builds();
    const { ended } = startOf(store, () => {
      throw new Error('there is no such builder');
    });
    await expect(ended).rejects.toThrow('there is no such builder');
    expect(store.runs).toMatchObject([
      { state: 'failed', notes: ['there is no such builder'], jobs: [{ state: 'skipped' }, { state: 'skipped' }] },
    ]);
  });

  it('tells once a turn that something changed', async () => {
    const store = builds();
    let heard = 0;
    const listening = store.onDidChange(() => heard++);
    const { ended } = startOf(store, told => {
      told.started('web@default');
      for (let i = 0; i < 1000; i++) told.progress('web@default', { kind: 'output', step: 'x', text: `${i}\n` });
    });
    await ended;
    await turnOver();
    expect(heard).toBe(1);
    listening.dispose();
    store.clear();
    await turnOver();
    expect(heard).toBe(1);
  });

  it('keeps what did not change as it is, so that views need not look at it again', () => {
    const store = builds();
    const { id } = startOf(store, told => new Promise(() => told.started('web@default')));
    startOf(store, told => new Promise(() => told.started('db@default')));
    const [, before] = store.runs;
    const second = startOf(store, told => told.note('hello'));
    expect(store.runs.find(run => run.id === id)).toBe(before);
    expect(store.runs[0]?.id).toBe(second.id);
  });

  it('keeps the last twenty that ended and all that run', async () => {
    const store = builds();
    const long = startOf(store, () => new Promise(() => undefined));
    for (let i = 0; i < 25; i++) await startOf(store, told => told.note(`number ${i}`)).ended;
    expect(store.runs).toHaveLength(21);
    expect(store.runs[0]?.notes).toEqual(['number 24']);
    expect(store.runs.at(-1)?.id).toBe(long.id);
    store.clear();
    expect(store.runs.map(run => run.id)).toEqual([long.id]);
  });

  it('keeps the last notes only', async () => {
    const { ended } = startOf(builds(), told => {
      for (let i = 0; i < 300; i++) told.note(String(i));
    });
    const { notes } = await ended;
    expect(notes).toHaveLength(200);
    expect(notes.at(-1)).toBe('299');
  });
});
