// The rows of the Builds view: what they say in each state, that they stay the same rows, and that a lot of output is no
// lot of rows.
import { describe, expect, it } from 'vitest';
import type { BuildJob, BuildRun, JobFailure, JobResult } from '../../../client/src/builds/build-run.ts';
import { type BuildState, emptyBuild, nextBuildState } from '../../../client/src/engine/build/build-state.ts';
import type { BuildProgress, BuildStep, BuildTransfer } from '../../../client/src/engine/engine.ts';
import { buildsTree } from '../../../client/src/views/nodes/build-tree.ts';
import { redrawing, treeModel } from '../../../client/src/views/tree-model.ts';
import { processorTime } from '../../support/processor-time.ts';
import { aPlan } from '../builds/a-plan.ts';
import { allOf, find, treeText } from './tree-text.ts';

const step = (digest: string, name: string, state: BuildStep['state'], at: readonly number[] = []): BuildProgress => ({
  kind: 'step',
  step: {
    ...{ digest, name, state },
    ...(at[0] === undefined ? {} : { startedAt: at[0] }),
    ...(at[1] === undefined ? {} : { endedAt: at[1] }),
  },
});
const output = (digest: string, text: string): BuildProgress => ({ kind: 'output', step: digest, text });
const transfer = (digest: string, moved: Partial<BuildTransfer>): BuildProgress => ({
  kind: 'transfer',
  step: digest,
  transfer: { id: 'x', name: 'x', current: 0, total: 0, isDone: false, ...moved },
});

function built(...progress: readonly BuildProgress[]): BuildState {
  return progress.reduce(nextBuildState, emptyBuild);
}

const made = aPlan([{ service: 'web', for: 'pi4', platform: 'linux/arm64', tags: ['shop-web:1'] }]);
const plan = {
  ...made,
  builds: made.builds.map(it => ({
    ...it,
    stages: [
      { index: 0, name: 'Build' },
      { index: 1, name: 'app' },
    ],
  })),
  platforms: [{ id: 'pi4', platform: 'linux/arm64', device: { slug: 'pi4', name: 'Raspberry Pi 4' } }],
};

function run(job: Partial<BuildJob>, more: Partial<BuildRun> = {}): BuildRun {
  return {
    ...{
      id: 'build-1',
      title: 'shop for Raspberry Pi 4',
      runner: 'engine',
      plan,
      state: 'running',
      startedAt: 100_000,
    },
    jobs: [
      {
        ...{ id: 'web@pi4', service: 'web', for: 'pi4', state: 'running', startedAt: 100_000 },
        build: emptyBuild,
        ...job,
      },
    ],
    notes: [],
    ...more,
  };
}

const text = (it: BuildRun, now = 100_000) => treeText(buildsTree([it], now));

describe('A build that runs', () => {
  // The clock of the engine is another one.
  const oneStage = built(
    step('ctx', '[internal] load build context', 'done', [5000, 5100]),
    transfer('ctx', { id: 'transferring context:', current: 12_000, isDone: true }),
    step('f', '[1/3] FROM docker.io/library/alpine:3', 'running', [5000]),
    transfer('f', { current: 1_000_000, total: 4_000_000 }),
    step('r', '[2/3] RUN make', 'waiting'),
    step('c', '[3/3] COPY . /src', 'waiting'),
  );

  it('shows steps as they are', () => {
    expect(text(run({ build: oneStage }), 107_400)).toBe(
      [
        'loading~spin/charts.blue shop for Raspberry Pi 4',
        '  loading~spin/charts.blue web | Raspberry Pi 4 · 0 of 3',
        '    pass/testing.iconPassed Preparation | context 12 kB · 1 step',
        '      pass/testing.iconPassed load build context | 0.1 s · 12 kB',
        '    loading~spin/charts.blue FROM docker.io/library/alpine:3 | 7 s · 1 MB of 4 MB',
        '    circle-outline/disabledForeground RUN make',
        '    circle-outline/disabledForeground COPY . /src',
      ].join('\n'),
    );
  });

  it('shows the last line of a step, what is not yet a whole line first', () => {
    const state = built(step('r', '[1/1] RUN make', 'running', [5000]), output('r', 'cc \u001b[31mmain.c\u001b[0m\n'));
    expect(text(run({ build: state }))).toContain('RUN make | cc main.c');
    expect(text(run({ build: nextBuildState(state, output('r', '10 %\r20 %')) }))).toContain('RUN make | 20 %');
  });

  it('shows stages when there are several', () => {
    const state = built(
      step('b', '[app 1/2] COPY --from=build /out /', 'waiting'),
      step('a', '[build 1/2] FROM alpine', 'cached'),
      step('r', '[build 2/2] RUN make', 'running', [5000]),
      step('e', 'exporting to image', 'waiting'),
    );
    expect(text(run({ build: state }))).toBe(
      [
        'loading~spin/charts.blue shop for Raspberry Pi 4',
        '  loading~spin/charts.blue web | Raspberry Pi 4 · 1 of 3',
        '    loading~spin/charts.blue build | 1 of 2 · 1 cached',
        '      pass/disabledForeground FROM alpine | cached',
        '      loading~spin/charts.blue RUN make',
        '    circle-outline/disabledForeground app | 0 of 1',
        '      circle-outline/disabledForeground COPY --from=build /out /',
        '    circle-outline/disabledForeground exporting to image',
      ].join('\n'),
    );
  });

  it('has what stages share above them, and no digests in its names', () => {
    const state = built(
      step('b', '[app 2/2] RUN x', 'waiting'),
      step('r', '[build 2/2] RUN make', 'waiting'),
      step('f', `[1/2] FROM docker.io/library/alpine:3@sha256:${'0'.repeat(64)}`, 'done'),
    );
    const rows = text(run({ build: state }))
      .split('\n')
      .slice(2);
    expect(rows.filter(row => /^ {4}\S/.test(row))).toEqual([
      '    pass/testing.iconPassed FROM docker.io/library/alpine:3',
      '    circle-outline/disabledForeground build | 0 of 1',
      '    circle-outline/disabledForeground app | 0 of 1',
    ]);
  });

  it('takes a step that another build runs, too, for its own', () => {
    const state = built(step('r', '[2/2] RUN make', 'waiting'), step('f', '[hull 1/3] FROM alpine:3', 'done'));
    const [, , ...rows] = text(run({ build: state })).split('\n');
    expect(rows).toEqual([
      '    pass/testing.iconPassed FROM alpine:3',
      '    circle-outline/disabledForeground RUN make',
    ]);
  });

  it('waits, is cancelled, is skipped', () => {
    expect(text(run({ state: 'waiting' }))).toContain(
      'circle-outline/disabledForeground web | Raspberry Pi 4 · waiting',
    );
    const cancelled = text(run({ state: 'cancelled', build: oneStage, endedAt: 103_000 }, { state: 'cancelled' }));
    expect(cancelled).toContain('circle-slash/disabledForeground web | Raspberry Pi 4 · cancelled · 3.0 s');
    expect(cancelled).not.toContain('spin');
    expect(text(run({ state: 'skipped' }))).toContain(
      'debug-step-over/disabledForeground web | Raspberry Pi 4 · not begun',
    );
  });
});

describe('A build that ended', () => {
  const state = built(step('f', '[1/2] FROM alpine', 'cached'), step('r', '[2/2] RUN make', 'done', [5000, 9200]));
  const result: JobResult = {
    ...{ imageId: 'sha256:123456789012345', tags: ['shop-web:1'], bytes: 52_300_000, platform: 'linux/arm64' },
    notes: ['A handler of the kernel emulated linux/arm64.'],
    before: { imageId: 'sha256:0', bytes: 53_500_000, sameLayers: 2, newLayers: 1 },
  };
  const done = run({ state: 'done', build: state, result, endedAt: 104_500 }, { state: 'done', endedAt: 104_500 });

  it('says size, change, time and what came from the cache', () => {
    expect(text(done)).toBe(
      [
        'pass/testing.iconPassed shop for Raspberry Pi 4 | 4.5 s',
        '  pass/testing.iconPassed web | Raspberry Pi 4 · 52.3 MB, 1.2 MB less · 4.5 s · 1 of 2 cached',
        '    pass/disabledForeground FROM alpine | cached',
        '    pass/testing.iconPassed RUN make | 4.2 s',
        '    info A handler of the kernel emulated linux/arm64.',
      ].join('\n'),
    );
  });

  it('is the image for commands on images', () => {
    const job = find(buildsTree([done], 0), 'build-1/web@pi4');
    expect(job.facts).toBe(';build-job;done;image;tagged;compared;');
    expect(job.subject).toMatchObject({ image: { id: 'sha256:123456789012345', reference: 'shop-web:1' } });
    expect(job.tooltip?.()).toContain('1 of 3 new since the last build');
  });

  it('says first what failed, where, and what to do', () => {
    const failure: JobFailure = {
      ...{ message: 'RUN make failed with exit code 2', advice: 'Mend it.', output: ['make: no rule'], exitCode: 2 },
      place: { path: '/shop/web/Dockerfile', start: 0, end: 1 },
      step: { digest: 'r', name: '[2/2] RUN make', state: 'failed' },
    };
    const failing = built(step('r', '[2/2] RUN make', 'failed', [5000, 9200]));
    const failed = run(
      { state: 'failed', build: failing, failure, endedAt: 104_500 },
      { state: 'failed', endedAt: 104_500 },
    );
    expect(text(failed)).toBe(
      [
        'error/testing.iconFailed shop for Raspberry Pi 4 | failed · 4.5 s',
        '  error/testing.iconFailed web | Raspberry Pi 4 · failed · 4.5 s',
        '    error/testing.iconFailed RUN make failed with exit code 2 | web/Dockerfile',
        '    lightbulb/editorLightBulb.foreground Mend it.',
        '    error/testing.iconFailed RUN make | 4.2 s',
      ].join('\n'),
    );
  });

  it('shows what BuildKit warns of', () => {
    const warned = nextBuildState(state, {
      kind: 'warning',
      warning: { message: 'JSONArgsRecommended', detail: 'use it', lines: { start: 4, end: 4 } },
    });
    expect(text(run({ build: warned }))).toContain('warning/list.warningForeground JSONArgsRecommended | line 5');
  });

  it('makes no Markdown of what others wrote', () => {
    const evil = '[x](command:evil) <b> `';
    const odd = run({ build: built(step('r', `[1/1] RUN ${evil}`, 'done')) }, { title: evil, notes: [evil] });
    for (const node of allOf(buildsTree([odd], 0))) {
      const shown = (node.tooltip?.() ?? '').replaceAll(/(`+)[^`].*?\1(?!`)/g, '');
      expect(shown).not.toMatch(/(?<!\\)\[x|(?<!\\)<b/);
    }
  });

  it('has words for every row', () => {
    for (const node of allOf(buildsTree([done], 0))) expect(node.spoken).toMatch(/\w/);
    expect(find(buildsTree([done], 0), 'build-1/web@pi4/step:r').spoken).toBe('Step 2 of 2, RUN make, done, 4.2 s');
  });
});

describe('Rows of a long build', () => {
  const steps = 200;
  const name = (i: number) => `[${i + 1}/${steps}] RUN job ${i}`;
  const begun = Array.from({ length: steps }, (_, i) => step(`d${i}`, name(i), 'waiting')).reduce(
    nextBuildState,
    emptyBuild,
  );

  it('stay the same rows while steps come and go', () => {
    const models = [
      begun,
      nextBuildState(begun, step('d7', name(7), 'running', [1])),
      nextBuildState(begun, step('d7', name(7), 'done', [1, 900])),
    ].map(build => treeModel(buildsTree([run({ build })], 100_000)));
    const ids = models.map(model => [...model.byId.keys()].join());
    expect(new Set(ids).size).toBe(1);
  });

  it('are drawn anew only where something is said', () => {
    const before = nextBuildState(begun, step('d7', name(7), 'running', [1]));
    const after = nextBuildState(before, output('d7', 'working\n'));
    const model = (build: BuildState, now: number) => treeModel(buildsTree([run({ build })], now));
    expect(redrawing(model(before, 100_000), model(after, 100_000))).toEqual(['build-1/web@pi4/step:d7']);
    expect(redrawing(model(after, 105_000), model(after, 105_400))).toEqual([]);
    expect(redrawing(model(after, 105_000), model(after, 106_000))).toEqual(['build-1/web@pi4/step:d7']);
  });

  it('are as few for 50,000 lines', async () => {
    let build = nextBuildState(begun, step('d7', name(7), 'running', [1]));
    for (let i = 0; i < 50_000; i++) build = nextBuildState(build, output('d7', `line ${i}\n`));
    const made = () => [...allOf(buildsTree([run({ build })], 100_000))];
    expect(await processorTime(100, made)).toBeLessThan(100);
    const rows = made();
    expect(rows).toHaveLength(steps + 2);
    expect(find(rows, 'build-1/web@pi4/step:d7').description).toBe('line 49999');
  });
});
