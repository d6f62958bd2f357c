// A question of a step: a wrong answer explains itself and can be followed by another, the right one ends it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Parts } from '../../../client/src/commands/command.ts';
import { lesson, step } from './lesson-under-test.ts';

interface Item {
  readonly label: string;
  readonly detail?: string;
}
interface Shown {
  readonly items: readonly Item[];
  readonly placeHolder: string;
}
const shown: Shown[] = [];
const said: string[] = [];
/** Labels that are picked one after the other; dismissed when there is none left. */
let picks: string[] = [];

vi.mock('vscode', () => ({
  window: {
    showQuickPick: async (items: readonly Item[], { placeHolder }: { placeHolder: string }) => {
      shown.push({ items, placeHolder });
      const pick = picks.shift();
      return items.find(({ label }) => pick !== undefined && label.endsWith(pick));
    },
    showInformationMessage: async (message: string) => void said.push(message),
  },
}));

// Another test file may have loaded it with another stand-in for VS Code.
vi.resetModules();
const { answerQuiz } = await import('../../../client/src/commands/learn/step-commands.ts');

const asked = step('ask', {
  done: { kind: 'quiz' },
  quiz: {
    question: 'What holds?',
    answers: [
      { text: 'A granny knot', isRight: false, why: 'It slips.' },
      { text: 'A reef knot', isRight: true, why: 'It lies flat.' },
      { text: 'Hope', isRight: false, why: 'Not in a storm.' },
    ],
  },
});
const knots = lesson('knots/03', [asked]);

describe('A question', () => {
  const completed: string[] = [];
  const parts = {
    learning: {
      lessons: async () => ({ curriculum: { lessons: [knots] } }),
      enter: async () => undefined,
      complete: (_: unknown, { id }: { id: string }) => completed.push(id),
    },
  } as unknown as Parts;
  const answer = async (...given: readonly string[]) => {
    picks = [...given];
    // A second press within half a second is the same press.
    clock += 1000;
    vi.spyOn(performance, 'now').mockReturnValue(clock);
    await answerQuiz.run(parts, { lesson: 'knots/03', step: 'ask' });
  };
  let clock = 0;

  afterEach(() => void vi.restoreAllMocks());
  beforeEach(() => {
    for (const list of [shown, said, completed]) list.length = 0;
  });

  it('is done by the right answer, which says why it is right', async () => {
    await answer('A reef knot');
    expect(completed).toEqual(['ask']);
    expect(said).toEqual(['Right: A reef knot. It lies flat.']);
  });

  it('explains each wrong answer and asks again', async () => {
    await answer('A granny knot', 'Hope', 'A reef knot');
    expect(shown.map(({ items }) => items.map(({ detail }) => detail ?? ''))).toEqual([
      ['', '', ''],
      ['It slips.', '', ''],
      ['It slips.', '', 'Not in a storm.'],
    ]);
    expect(shown[1]?.placeHolder).toBe('Not this one: read why, and choose again');
    expect(completed).toEqual(['ask']);
  });

  it('that is dismissed stays open', async () => {
    await answer('Hope');
    expect([completed, said]).toEqual([[], []]);
  });
});
