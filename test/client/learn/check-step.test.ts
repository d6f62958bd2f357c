// Check, by its button or from the palette: which step is meant, what is said, and what counts as a try.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Parts } from '../../../client/src/commands/command.ts';
import type { CheckState } from '../../../client/src/learn/check-runner.ts';
import type { LessonProgress } from '../../../client/src/learn/progress.ts';
import { bowline, curriculum, hitch } from './lesson-under-test.ts';

const said: string[] = [];
const noticed: string[] = [];
const offered: string[] = [];

vi.mock('vscode', () => ({
  window: {
    showInformationMessage: async (message: string, ...choices: readonly string[]) => {
      said.push(message);
      offered.push(...choices);
    },
    showWarningMessage: async (message: string) => void said.push(message),
    setStatusBarMessage: (message: string) => void noticed.push(message),
  },
}));

vi.resetModules();
const { checkStep } = await import('../../../client/src/commands/learn/step-commands.ts');

describe('Check', () => {
  let done: Record<string, number> = {};
  let tries: Record<string, number> = {};
  let states: readonly CheckState[] | undefined;
  let now = 0;
  beforeEach(() => {
    [done, tries] = [{}, {}];
    states = [unmet('k01.tied', 'Tie it'), unmet('k01.held', 'Hold it'), unmet('k01.dry', 'Dry it')];
    for (const list of [said, noticed, offered]) list.length = 0;
    // One press after the other, none of them twice at once.
    now += 10_000;
    vi.spyOn(performance, 'now').mockReturnValue(now);
  });
  const unmet = (id: string, hint: string): CheckState => ({ id, kind: 'unmet', hint });
  const check = (given?: unknown, { step = '', lesson = bowline } = {}) => {
    const session = { lesson, wake: () => undefined, checks: { run: async () => states } };
    const parts = {
      learning: {
        ...{ session, platform: 'mac', step: lesson.steps.find(({ id }) => id === step) },
        enter: async () => session,
        lessons: async () => ({
          curriculum: { ...curriculum, lessons: [lesson] },
          progress: {
            of: (): LessonProgress => ({ done, tries }),
            noteTry: (_: string, id: string) => {
              tries[id] = (tries[id] ?? 0) + 1;
            },
          },
        }),
      },
    } as unknown as Parts;
    return checkStep.run(parts, given);
  };

  it('means the step that was touched last, until it is done; then the next', async () => {
    await check(undefined, { step: 'tie' });
    expect(said).toEqual(['Not yet: Tie it.']);
    done['tie'] = 1;
    now += 10_000;
    vi.spyOn(performance, 'now').mockReturnValue(now);
    await check(undefined, { step: 'tie' });
    expect(said).toEqual(['Not yet: Tie it.', 'Not yet: Hold it.']);
    expect(tries).toEqual({ 'k01.tied': 1, 'k01.held': 1 });
  });

  it('of a whole lesson asks for nothing that was done, even if it is undone since', async () => {
    done['tie'] = 1;
    states = [unmet('k01.tied', 'Tie it'), { id: 'k01.held', kind: 'met', hint: '' }];
    await check({ lesson: 'knots/01' });
    expect(said).toEqual([]);
    expect(noticed).toEqual(['$(pass-filled) Everything this lesson asks for is there']);
  });

  it('offers the solution after two tries, where there is one', async () => {
    tries['k01.tied'] = 1;
    await check({ lesson: 'knots/01', step: 'tie' });
    expect(offered).toEqual([]);
    const lesson = { ...bowline, ...(hitch.exercise ? { exercise: hitch.exercise } : {}) };
    tries['k01.tied'] = 1;
    await check({ lesson: 'knots/01', step: 'tie', again: true }, { lesson });
    expect(offered).toEqual(['Show Solution']);
  });

  it('that cannot be told counts as no try, and one that did not run says so', async () => {
    states = [{ id: 'k01.tied', kind: 'unknown', hint: 'No harbour answers' }];
    await check({ lesson: 'knots/01', step: 'tie' });
    states = undefined;
    await check({ lesson: 'knots/01' });
    expect(said).toEqual([
      'Cannot tell yet: No harbour answers.',
      'Slipway: The checks could not run. The log says why.',
    ]);
    expect(tries).toEqual({});
  });
});
