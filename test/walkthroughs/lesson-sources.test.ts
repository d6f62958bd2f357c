// What authors are told when something is wrong with a lesson.
import { describe, expect, it } from 'vitest';
import { lessonProblems } from '../../server/scripts/lesson-problems.ts';
import { readCurriculum } from '../../server/scripts/lesson-reader.ts';
import { svgProblems } from '../../server/scripts/svg-problems.ts';

const curriculum = [
  'classes:',
  '  - {id: knots, letter: k, title: Knots, about: Rope., needs: Rope}',
  'paths:',
  '  - {title: All, about: All of it., lessons: [knots/01-bowline, knots/02-sheet-bend]}',
  'planned: [knots/02-sheet-bend]',
  '',
].join('\n');
const step = [
  '  - id: tie',
  '    title: Tie it',
  '    media: loop.md',
  '    done: k01.tied',
  '    text: Take the end, and pass it through.',
];
const head = ['title: Bowline', 'description: A loop that holds.', 'goal: You can tie one.', 'minutes: 3', 'steps:'];
const files = (source: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  new Map(
    Object.entries({
      'walkthroughs/bases.json': '{"rope": "rope:9"}',
      'walkthroughs/curriculum.yaml': curriculum,
      'walkthroughs/knots/01-bowline/lesson.yaml': `${source.join('\n')}\n`,
      'walkthroughs/knots/01-bowline/media/loop.md': '## A loop\n',
      ...more,
    }),
  );

function told(source: readonly string[], more?: Readonly<Record<string, string>>): readonly string[] {
  const problems: string[] = [];
  const all = files(source, more);
  const { curriculum, planned } = readCurriculum(all, message => problems.push(message));
  const known = {
    ...{ files: all, planned },
    commands: new Set(['slipway.learn.check', 'slipway.learn.run', 'slipway.learn.quiz', 'slipway.learn.openExercise']),
    rules: new Set(['dockerfile/untagged-base-image']),
    checksOf: () => ['k01.tied'],
  };
  return [...problems, ...lessonProblems(curriculum, known)].map(it =>
    it.replace('walkthroughs/knots/01-bowline/', ''),
  );
}
/** The step with lines in the place of the one that begins with the same key. */
const withLines = (...lines: readonly string[]) => {
  const keys = lines.map(line => line.trim().split(':')[0]);
  return [...head, ...step.filter(line => !keys.includes(line.replace('  - ', '').trim().split(':')[0])), ...lines];
};

describe('A lesson', () => {
  it('that is right is told nothing of', () => {
    expect(told([...head, ...step])).toEqual([]);
  });

  it.each([
    ['misses a field', head.slice(1).concat(step), 'lesson.yaml:1: “title” is missing'],
    [
      'has a field nobody knows',
      [...head.slice(0, 4), 'colour: red', ...head.slice(4), ...step],
      'lesson.yaml:5: nobody knows the field “colour”',
    ],
    ['is no YAML', ['title: a: b'], 'lesson.yaml:1: Nested mappings are not allowed in compact mappings'],
    [
      'names a rule that is not there',
      ['rules: [dockerfile/no-such]', ...head, ...step],
      'lesson.yaml: there is no rule “dockerfile/no-such”',
    ],
    [
      'has an exercise without a starter',
      ['exercise: {name: rope, opens: knot.txt}', ...head, ...step],
      'lesson.yaml: there is an exercise, but no starter/',
    ],
    [
      'has a step nobody can finish',
      withLines('    done: ran'),
      'lesson.yaml: step “tie”: it is done by “ran”, but has no run',
    ],
    [
      'has a step without completion',
      withLines('    done: []'),
      'lesson.yaml:6: nothing makes this step done: “done” is open, read, ran, live, quiz or ids of checks',
    ],
    [
      'names a check that is not there',
      withLines('    done: k01.cut'),
      'lesson.yaml: step “tie”: there is no check k01.cut; there are k01.tied',
    ],
    ['does not ask for a check', withLines('    done: read'), 'lesson.yaml: no step asks for the check k01.tied'],
    [
      'shows what is not there',
      withLines('    media: other.md'),
      'lesson.yaml: step “tie”: walkthroughs/knots/01-bowline/media/other.md does not exist',
    ],
    [
      'calls a command that is not there',
      withLines('    command: {id: slipway.fly, label: Fly}'),
      'lesson.yaml: step “tie”: there is no command slipway.fly',
    ],
    [
      'links to a command that is not there',
      withLines('    text: See [this](command:slipway.fly) first.'),
      'lesson.yaml: step “tie”: there is no command slipway.fly',
    ],
    [
      'has a title too long',
      withLines(`    title: ${'long '.repeat(10)}`),
      'lesson.yaml: step “tie”: the title has 49 characters; 40 are the most',
    ],
    ['has a table in a text', withLines('    text: "| a | b |"'), 'tables are not drawn in a text, only in media'],
    [
      'has a link that would be a button',
      withLines('    text: "[This](https://example.org)"'),
      'a link alone in its paragraph would become a button',
    ],
    ['has emphasis in code', withLines('    text: Write `__init__` there.'), 'which VS Code would take for emphasis'],
    [
      'has a token nobody knows',
      withLines('    text: Take {{string}}.'),
      '“{{string}}” is not in walkthroughs/bases.json',
    ],
    [
      'asks with two right answers',
      withLines(
        '    quiz:',
        '      question: Which?',
        '      answers:',
        ...['A', 'B', 'C'].map(it => `        - {text: ${it}, right: true, why: So.}`),
      ),
      'exactly one answer is right, not 3',
    ],
    [
      'has a description of more than three lines',
      [`description: ${'long '.repeat(19)}end`, ...head.filter(line => !line.startsWith('description:')), ...step],
      'the description has 98 characters; 90 are the most',
    ],
    ['has media nobody shows', [...head, ...step], 'no step shows media/extra.md'],
    ['has code too wide', withLines('    media: wide.md'), 'a line of code is cut off after 54 characters: “$ tie'],
  ])('%s', (_, source, expected) => {
    const more = {
      ...(expected.includes('extra.md') ? { 'walkthroughs/knots/01-bowline/media/extra.md': '## More\n' } : {}),
      'walkthroughs/knots/01-bowline/media/wide.md': `## Wide\n\n\`\`\`console\n$ tie ${'it '.repeat(20)}\n\`\`\`\n`,
    };
    expect(told(source, more).join('\n')).toContain(expected);
  });

  it('that is to come may have files already; one that nobody knows may not', () => {
    expect(told([...head, ...step], { 'walkthroughs/knots/02-sheet-bend/starter/rope.txt': 'a' })).toEqual([]);
    expect(told([...head, ...step], { 'walkthroughs/knots/03-hitch/starter/rope.txt': 'a' })).toEqual([
      'walkthroughs/knots/03-hitch/starter/rope.txt: belongs to no lesson: is its class in curriculum.yaml, and its lesson.yaml there?',
    ]);
  });
});

describe('A drawing', () => {
  const drawing = (inside: string, root = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 530 200"') =>
    `<svg ${root}><title>A knot</title>${inside}</svg>`;

  it('in theme colours, made of attributes, is told nothing of', () => {
    expect(svgProblems(drawing('<rect width="9" height="9" fill="none" stroke="var(--vscode-charts-red)"/>'))).toEqual(
      [],
    );
  });

  it.each([
    ['<path d="M0 0"/>', 'without fill it is black in every theme'],
    ['<rect fill="#fff"/>', 'fill="#fff" follows no theme'],
    ['<rect fill="none" style="stroke: red"/>', 'a drawing has attributes only'],
    ['<text fill="currentColor" font-size="11" font-family="var(--vscode-font-family)">a</text>', 'is too small'],
    ['<text fill="currentColor">a</text>', 'font-family'],
    ['<script>1</script>', 'a drawing has attributes only'],
  ])('%s', (inside, expected) => {
    expect(svgProblems(drawing(inside)).join('\n')).toContain(expected);
  });

  it('has its size and says in words what it shows', () => {
    expect(svgProblems(drawing('', 'viewBox="0 0 600 1"')).join()).toContain('530 wide');
    expect(svgProblems('<svg viewBox="0 0 530 1"></svg>').join()).toContain('<title>');
  });
});
