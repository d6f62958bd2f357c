// What a build wrote, as a text to read.
import { describe, expect, it } from 'vitest';
import type { BuildJob } from '../../../client/src/builds/build-run.ts';
import { jobLogText, stepLogText } from '../../../client/src/commands/build-view/log-text.ts';
import { buildLog } from '../../../client/src/engine/build/build-log.ts';
import { emptyBuild, nextBuildState } from '../../../client/src/engine/build/build-state.ts';
import type { BuildStep } from '../../../client/src/engine/engine.ts';

function job(steps: readonly BuildStep[], more: Partial<BuildJob> = {}): BuildJob {
  const build = steps.reduce((state, step) => nextBuildState(state, { kind: 'step', step }), emptyBuild);
  return { ...{ id: 'web@pi4', service: 'web', for: 'pi4', state: 'running', build }, ...more };
}

const make: BuildStep = { digest: 'r', name: '[hull 2/2] RUN make', state: 'done', startedAt: 2000, endedAt: 6200 };

describe('The log of a step', () => {
  const of = (it: BuildJob, log = buildLog()) => {
    const [step] = it.build.steps;
    if (!step) throw new Error('There is no step');
    return stepLogText(step, it, log);
  };

  it('has what it wrote without colours, its name and how it ended', () => {
    const log = buildLog();
    log.add('r', 'cc \u001b[31mmain.c\u001b[0m\n10 %\r100 %\n');
    expect(of(job([make]), log)).toBe('# hull 2/2 RUN make\ncc main.c\n100 %\n# done in 4.2 s\n');
  });

  it.each([
    ['progress that is written over', ' 10 %\x1b[K\r 99 %\x1b[K\r100 %\x1b[K\n', '100 %'],
    ['progress of which the end has not come', ' 10 %\r 99 %\r', ' 99 %'],
    ['a counter that steps back', 'planks: 1\b2\b3\n', 'planks: 3'],
    ['a spinner', 'work |\b/\b-\b\b done\n', 'work done'],
    ['more steps back than there is text', '\b\bkeel\n', 'keel'],
    ['colours of every kind', '\x1b[1;38;5;196mred\x1b[0m \x1b[38:2::1:2:3mand\x1b[m more\n', 'red and more'],
    ['a link', '\x1b]8;;https://example.org\x1b\\here\x1b]8;;\x07\n', 'here'],
    ['the title of the window', '\x1b]0;title\x07text\n', 'text'],
    ['a cursor that moves', '\x1b[2A\x1b[2Kone\x1b[?25l\n', 'one'],
    ['Windows line ends', 'one\r\n', 'one'],
    ['an escape that nothing follows', 'one\x1b\n', 'one'],
    ['what is no text', 'a\x00b\x07\x7f\n', 'a\u2400b\u2407\u2421'],
  ])('shows of %s what was to be seen in the end', (_, written, shown) => {
    const log = buildLog();
    log.add('r', written);
    expect(of(job([make]), log)).toBe(`# hull 2/2 RUN make\n${shown}\n# done in 4.2 s\n`);
  });

  it.each<[string, Partial<BuildStep>, Partial<BuildJob>, string]>([
    ['ended without a word', {}, {}, '# done in 4.2 s, and wrote nothing'],
    ['came from the cache', { state: 'cached' }, {}, '# taken from the cache: it was not run, and wrote nothing'],
    ['failed', { state: 'failed', error: 'exit\ncode: 2' }, {}, '# failed: exit code: 2'],
    ['was cancelled', { state: 'running' }, { state: 'cancelled' }, '# cancelled'],
    ['waits', { state: 'waiting' }, {}, '# not begun'],
  ])('that %s says so', (_, step, more, end) => {
    expect(of(job([{ ...make, ...step }], more))).toBe(`# hull 2/2 RUN make\n${end}\n`);
  });

  it('that runs has no end yet, and says what was let go', () => {
    const log = buildLog({ keptLines: 1 });
    log.add('r', 'a\nb\nc');
    expect(of(job([{ ...make, state: 'running' }]), log)).toBe(
      '# hull 2/2 RUN make\n… 1 older lines are left out.\nb\nc\n',
    );
  });
});

describe('The log of a build', () => {
  it('has the steps in the order in which they began, and what went wrong', () => {
    const from: BuildStep = { digest: 'f', name: '[hull 1/2] FROM x', state: 'cached', startedAt: 1000 };
    const wait: BuildStep = { digest: 'w', name: '[mast 1/2] RUN x', state: 'waiting' };
    const failure = { message: 'It failed', advice: 'Mend it', output: [] };
    expect(jobLogText(job([make, from, wait], { state: 'failed', failure }), buildLog())).toBe(
      '# hull 1/2 FROM x\n# taken from the cache: it was not run, and wrote nothing\n\n# hull 2/2 RUN make\n# done in 4.2 s, and wrote nothing\n\nIt failed\nMend it\n',
    );
    expect(jobLogText(job([]), buildLog())).toBe('Nothing was built yet.\n');
  });
});
