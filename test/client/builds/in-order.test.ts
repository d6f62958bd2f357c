import { describe, expect, it } from 'vitest';
import type { JobFailure } from '../../../client/src/builds/build-run.ts';
import type { RunEvents } from '../../../client/src/builds/build-runner.ts';
import { inOrder } from '../../../client/src/builds/in-order.ts';
import { BuildFailed } from '../../../client/src/engine/engine.ts';
import { aPlan } from './a-plan.ts';
import { fakeBuilder, turnOver } from './fake-builder.ts';

const failureOf = (error: unknown): JobFailure => ({ message: String(error), advice: 'mend it', output: [] });

function recorder(): RunEvents & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    started: job => told.push(`started ${job}`),
    progress: (job, progress) => told.push(`${progress.kind} of ${job}`),
    done: (job, { imageId }) => told.push(`done ${job} ${imageId}`),
    failed: (job, { message, advice }) => told.push(`failed ${job}: ${message}, ${advice}`),
    skipped: job => told.push(`skipped ${job}`),
    note: line => told.push(line),
  };
}

describe('A plan is carried out in order', () => {
  it('builds two at once by default and begins the next when one ends', async () => {
    const builder = fakeBuilder();
    const plan = aPlan([{ service: 'a' }, { service: 'b' }, { service: 'c' }]);
    const run = inOrder(builder, { failureOf }).run(plan, recorder(), new AbortController().signal);
    expect(builder.running).toEqual(['a@default', 'b@default']);
    await builder.succeed('b@default');
    expect(builder.running).toEqual(['a@default', 'c@default']);
    await builder.succeed('a@default');
    await builder.succeed('c@default');
    await run;
  });

  it('builds as many at once as it is told, and never none', async () => {
    for (const [parallel, most] of [
      [1, 1],
      [3, 3],
      [0, 1],
    ] as const) {
      const builder = fakeBuilder();
      const plan = aPlan([{ service: 'a' }, { service: 'b' }, { service: 'c' }]);
      const abort = new AbortController();
      const run = inOrder(builder, { parallel, failureOf }).run(plan, recorder(), abort.signal);
      expect(builder.running).toHaveLength(most);
      abort.abort();
      await run.catch(() => undefined);
    }
  });

  it('waits for the image another is made from, not for what only starts before it', async () => {
    const builder = fakeBuilder();
    const plan = aPlan([
      { service: 'web', needs: ['base'] },
      { service: 'worker', startsAfter: ['base'] },
      { service: 'base' },
    ]);
    const run = inOrder(builder, { parallel: 9, failureOf }).run(plan, recorder(), new AbortController().signal);
    expect(builder.begun).toEqual(['worker@default', 'base@default']);
    await builder.succeed('base@default');
    expect(builder.begun).toEqual(['worker@default', 'base@default', 'web@default']);
    await builder.succeed('web@default');
    await builder.succeed('worker@default');
    await run;
  });

  it('begins with the plan’s first step', async () => {
    const builder = fakeBuilder();
    const plan = aPlan([{ service: 'web' }, { service: 'db' }], [['db@default'], ['web@default']]);
    const abort = new AbortController();
    const run = inOrder(builder, { parallel: 1, failureOf }).run(plan, recorder(), abort.signal);
    expect(builder.begun).toEqual(['db@default']);
    abort.abort();
    await run.catch(() => undefined);
  });

  it('keeps platforms apart: one that failed stops only its own', async () => {
    const builder = fakeBuilder();
    const events = recorder();
    const plan = aPlan([
      { service: 'base', for: 'linux-arm64' },
      { service: 'base', for: 'linux-amd64' },
      { service: 'web', for: 'linux-arm64', needs: ['base'] },
      { service: 'web', for: 'linux-amd64', needs: ['base'] },
      { service: 'shop', for: 'linux-arm64', needs: ['web'] },
    ]);
    const run = inOrder(builder, { failureOf }).run(plan, events, new AbortController().signal);
    await builder.fail('base@linux-arm64', new BuildFailed('exit code 3', undefined));
    await builder.succeed('base@linux-amd64');
    await builder.succeed('web@linux-amd64');
    await run;
    expect(events.told).toEqual([
      'started base@linux-arm64',
      'started base@linux-amd64',
      'failed base@linux-arm64: BuildFailed: exit code 3, mend it',
      'skipped web@linux-arm64',
      'skipped shop@linux-arm64',
      'done base@linux-amd64 sha256:base@linux-amd64',
      'started web@linux-amd64',
      'done web@linux-amd64 sha256:web@linux-amd64',
    ]);
  });

  it('builds one of those that need each other first', async () => {
    const builder = fakeBuilder();
    const plan = aPlan([
      { service: 'a', needs: ['b'] },
      { service: 'b', needs: ['a'] },
    ]);
    const run = inOrder(builder, { failureOf }).run(plan, recorder(), new AbortController().signal);
    expect(builder.begun).toEqual(['a@default']);
    await builder.succeed('a@default');
    await builder.succeed('b@default');
    await run;
  });

  it('does not wait for what the plan does not build', async () => {
    const builder = fakeBuilder();
    const plan = aPlan([{ service: 'web', needs: ['elsewhere', 'web'] }]);
    const run = inOrder(builder, { failureOf }).run(plan, recorder(), new AbortController().signal);
    await builder.succeed('web@default');
    await run;
  });

  it('cancelled, stops what runs, begins nothing more, and says so once all has stopped', async () => {
    const builder = fakeBuilder();
    const events = recorder();
    const abort = new AbortController();
    const plan = aPlan([{ service: 'a' }, { service: 'b' }, { service: 'c' }]);
    const run = inOrder(builder, { failureOf }).run(plan, events, abort.signal);
    abort.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
    expect(builder.running).toEqual([]);
    expect(events.told).toEqual(['started a@default', 'started b@default']);
    await expect(inOrder(builder, { failureOf }).run(plan, events, abort.signal)).rejects.toThrow('enough');
    expect(builder.begun).toHaveLength(2);
  });

  it('lets the others end before it throws what a mistake of ours threw', async () => {
    const builder = fakeBuilder();
    const plan = aPlan([{ service: 'a' }, { service: 'b' }]);
    const run = inOrder(builder, {
      failureOf: () => {
        throw new Error('a mistake');
      },
    }).run(plan, recorder(), new AbortController().signal);
    let isOver = false;
    run.catch(() => {
      isOver = true;
    });
    await builder.fail('a@default', new Error('no'));
    expect(isOver).toBe(false);
    await builder.succeed('b@default');
    await turnOver();
    await expect(run).rejects.toThrow('a mistake');
  });
});
