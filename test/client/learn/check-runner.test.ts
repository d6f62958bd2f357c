import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CheckAnswer, type CheckState, checkRunner, delayMs } from '../../../client/src/learn/check-runner.ts';
import type { LessonFacts } from '../../../server/src/lessons/facts.ts';

const facts = {} as LessonFacts;

function runnerUnderTest(judge: () => Promise<readonly CheckAnswer[] | undefined>, tries = () => 0) {
  const ran: (readonly CheckState[])[] = [];
  const said: string[] = [];
  const gather = vi.fn(async () => facts);
  const runner = checkRunner({
    ...{ gather, needs: {}, judge, tries },
    onDidRun: states => ran.push(states),
    log: message => said.push(message),
  });
  return { runner, ran, said, gather };
}

describe('Checks', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('give the hint that fits the number of failed tries, and the last one from then on', async () => {
    let tries = 0;
    const hints = ['A knot is missing', 'Tie it round the pole'] as const;
    const { runner } = runnerUnderTest(
      async () => [{ id: 'k', result: { kind: 'unmet', hints } }],
      () => tries,
    );
    expect(await runner.run()).toEqual([{ id: 'k', kind: 'unmet', hint: hints[0] }]);
    tries = 1;
    expect((await runner.run())?.[0]?.hint).toBe(hints[1]);
    tries = 9;
    expect((await runner.run())?.[0]?.hint).toBe(hints[1]);
  });

  it('that cannot be told say why', async () => {
    const { runner } = runnerUnderTest(async () => [{ id: 'k', result: { kind: 'unknown', because: 'No engine' } }]);
    expect(await runner.run()).toEqual([{ id: 'k', kind: 'unknown', hint: 'No engine' }]);
  });

  it('run once for everything that happens within half a second', async () => {
    const { runner, ran } = runnerUnderTest(async () => []);
    for (let i = 0; i < 20; i++) runner.soon();
    await vi.advanceTimersByTimeAsync(delayMs);
    expect(ran.length).toBe(1);
    await vi.advanceTimersByTimeAsync(delayMs * 3);
    expect(ran.length).toBe(1);
  });

  it('run one at a time, and once more for all who asked meanwhile', async () => {
    let release: () => void = () => undefined;
    const { runner, ran, gather } = runnerUnderTest(
      () =>
        new Promise(resolve => {
          release = () => resolve([]);
        }),
    );
    const first = runner.run();
    await vi.advanceTimersByTimeAsync(0);
    const others = [runner.run(), runner.run(), runner.run()];
    release();
    await first;
    await vi.advanceTimersByTimeAsync(0);
    release();
    await Promise.all(others);
    expect([gather.mock.calls.length, ran.length]).toEqual([2, 2]);
  });

  it('that fail leave what was known, and say so in the log', async () => {
    let isBroken = false;
    const { runner, said } = runnerUnderTest(async () => {
      if (isBroken) throw new Error('struck a rock');
      return [{ id: 'k', result: { kind: 'met' } }];
    });
    await runner.run();
    isBroken = true;
    expect(await runner.run()).toEqual([{ id: 'k', kind: 'met', hint: '' }]);
    expect(said).toEqual(['Checks could not run: struck a rock']);
  });

  it('tell nobody after they were given up', async () => {
    const { runner, ran } = runnerUnderTest(async () => []);
    const running = runner.run();
    runner.dispose();
    await running;
    runner.soon();
    await vi.advanceTimersByTimeAsync(delayMs * 2);
    expect(ran).toEqual([]);
  });
});
