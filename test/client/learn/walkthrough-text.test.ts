import { describe, expect, it } from 'vitest';
import { walkthroughText } from '../../../client/src/contributions/walkthrough-text.ts';
import { stepButtons, walkthroughs } from '../../../client/src/contributions/walkthroughs.ts';
import { curriculum, lesson, step } from './lesson-under-test.ts';

describe('The text of a step, as VS Code draws it', () => {
  it.each([
    ['one\ntwo\n\nthree', 'one two\nthree'],
    ['*soft* and **loud**', '__soft__ and **loud**'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['run `a *b* c`', 'run ``a *b* c``'],
    ['- one\n  more\n- two', '• one more\n• two'],
    ['1. one\n2. two', '1. one\n2. two'],
    ['so:\n\n```\nFROM a\n\nRUN b\n```\nthen', 'so:\n``FROM a``\n``RUN b``\nthen'],
  ])('%j', (markdown, expected) => {
    expect(walkthroughText(markdown)).toBe(expected);
  });
});

describe('The buttons of a step', () => {
  const labels = (more: Parameters<typeof step>[1]) => {
    const it = step('tie', more);
    return stepButtons(lesson('knots/01', [it]), it).map(({ label }) => label);
  };

  it('are what it needs, what does the thing first, and Check for what is checked', () => {
    expect(labels({ done: { kind: 'read' } })).toEqual(['I Have Read This']);
    expect(labels({ open: 'a.txt', done: { kind: 'open' } })).toEqual(['Open the Exercise']);
    expect(
      labels({ open: 'a.txt', run: [{ command: 'x', label: 'Run “x”' }], done: { kind: 'checks', ids: ['k01.a'] } }),
    ).toEqual(['Open a.txt', 'Run “x”', 'Check']);
  });
});

it('A walkthrough completes by all checks of a step, and only on its platform', () => {
  const it = step('tie', { platforms: ['mac', 'linux'], done: { kind: 'checks', ids: ['k01.a', 'k01.b'] } });
  const [made] = walkthroughs({ ...curriculum, lessons: [lesson('knots/01', [it])] });
  expect(made).toMatchObject({
    id: 'knots.01',
    when: 'false',
    steps: [
      {
        id: '1-tie',
        when: 'workspacePlatform == mac || workspacePlatform == linux',
        completionEvents: ['onContext:slipway.check.k01.a && slipway.check.k01.b'],
      },
    ],
  });
});
