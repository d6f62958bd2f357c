import { describe, expect, it } from 'vitest';
import type { RunEvents } from '../../../client/src/builds/build-runner.ts';
import { toldToo } from '../../../client/src/builds/told-too.ts';
import type { BuildProgress, BuildStep } from '../../../client/src/engine/engine.ts';
import { buildPrinter } from '../../../client/src/terminals/build-printer.ts';
import { aPlan } from './a-plan.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const colours = /\x1b\[[\d;]*m/g;

/** What was printed, without colours. */
function printed(services: readonly string[], tell: (events: RunEvents) => void): readonly string[] {
  let text = '';
  const { builds } = aPlan(services.map(service => ({ service })));
  tell(
    buildPrinter({
      jobs: builds,
      write: it => {
        text += it;
      },
    }),
  );
  expect(text === '' || text.endsWith('\r\n')).toBe(true);
  return text.replaceAll(colours, '').split('\r\n').slice(0, -1);
}

const make: BuildStep = { digest: 'make', name: '[build 2/3] RUN make', state: 'running', startedAt: 1000 };
const test: BuildStep = { digest: 'test', name: '[test 1/1] RUN npm test', state: 'running' };
const step = (it: BuildStep, more: Partial<BuildStep> = {}): BuildProgress => ({
  kind: 'step',
  step: { ...it, ...more },
});
const output = (it: BuildStep, text: string): BuildProgress => ({ kind: 'output', step: it.digest, text });

describe('A build in a terminal', () => {
  it('shows steps, what they write, and how long they took', () => {
    expect(
      printed(['api'], events => {
        const tell = (it: BuildProgress) => events.progress('api@default', it);
        events.started('api@default');
        tell(step({ digest: 'ctx', name: '[internal] load build context', state: 'running', startedAt: 0 }));
        tell(step({ digest: 'ctx', name: '[internal] load build context', state: 'done', startedAt: 0, endedAt: 100 }));
        tell(step({ digest: 'from', name: '[build 1/3] FROM alpine', state: 'cached' }));
        tell(step(make, { state: 'waiting' }));
        tell(step(make));
        tell(step(make));
        tell(output(make, 'cc main'));
        tell(output(make, '.c\nlinking'));
        tell(step(make, { state: 'done', endedAt: 4200 }));
        events.done('api@default', { tags: ['shop-api'], bytes: 5_000_000, platform: 'linux/arm64', notes: [] });
      }),
    ).toEqual([
      '✓ load build context (0.1 s)',
      '✓ build 1/3 FROM alpine (cached)',
      '→ build 2/3 RUN make',
      '  cc main.c',
      '  linking',
      '✓ build 2/3 RUN make (3.2 s)',
      '✓ shop-api (linux/arm64, 5 MB)',
    ]);
  });

  it('says again whose lines they are when others came between', () => {
    expect(
      printed(['api'], events => {
        for (const it of [make, test]) events.progress('api@default', step(it));
        for (const it of [make, test, test]) events.progress('api@default', output(it, 'x\n'));
      }),
    ).toEqual([
      ...['→ build 2/3 RUN make', '→ test 1/1 RUN npm test', '→ build 2/3 RUN make', '  x'],
      ...['→ test 1/1 RUN npm test', '  x', '  x'],
    ]);
  });

  it('names the service where there are several', () => {
    expect(
      printed(['api', 'frontend'], events => {
        events.started('api@default');
        events.progress('api@default', step(make, { state: 'failed', error: 'no' }));
        events.failed('api@default', { message: 'RUN make ended with exit code 2', advice: 'Mend it.', output: [] });
        events.skipped('frontend@default');
        events.note('over');
      }),
    ).toEqual([
      'api      │ begun',
      'api      │ ✗ build 2/3 RUN make',
      'api      │ ✗ RUN make ended with exit code 2. Mend it.',
      'frontend │ not begun: what it needs failed',
      'over',
    ]);
  });

  it('lets no program clear the screen or set the title', () => {
    const [, line = ''] = printed(['api'], events => {
      events.progress('api@default', step(make));
      events.progress('api@default', output(make, '\x1b[2J\x1b]0;owned\x07half\rwhole\x1b[31mred\n'));
    });
    expect(line).toBe('  wholered');
  });

  it('hears what the store hears', async () => {
    const heard: string[] = [];
    const recorder = (name: string): RunEvents => ({
      started: job => heard.push(`${name} started ${job}`),
      progress: job => heard.push(`${name} progress ${job}`),
      done: job => heard.push(`${name} done ${job}`),
      failed: job => heard.push(`${name} failed ${job}`),
      skipped: job => heard.push(`${name} skipped ${job}`),
      note: line => heard.push(`${name} ${line}`),
    });
    const runner = toldToo(
      {
        kind: 'engine',
        async run(_plan, told) {
          told.started('a');
          told.progress('a', step(make));
          told.done('a', { tags: [], notes: [] });
          told.failed('b', { message: '', advice: '', output: [] });
          told.skipped('c');
          told.note('over');
        },
      },
      recorder('two'),
    );
    await runner.run(aPlan([]), recorder('one'), new AbortController().signal);
    expect(heard).toEqual(
      ['started a', 'progress a', 'done a', 'failed b', 'skipped c', 'over'].flatMap(it => [`one ${it}`, `two ${it}`]),
    );
  });
});
