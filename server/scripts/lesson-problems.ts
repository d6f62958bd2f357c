/**
 * What is wrong with lessons that can be read: what they name does not exist, what VS Code would not draw, what a learner
 * could not finish. One sentence each, beginning with the place.
 */

import { blocksOf } from '../../client/src/contributions/walkthrough-text.ts';
import { stepButtons } from '../../client/src/contributions/walkthroughs.ts';
import { type Curriculum, checkIds, type Lesson, type Quiz, type Step } from '../../client/src/learn/lesson.ts';
import { unknownBases } from '../../client/src/learn/with-bases.ts';
import type { LessonFiles } from './lesson-reader.ts';
import { svgProblems } from './svg-problems.ts';

export interface Known {
  readonly files: LessonFiles;
  /** Lessons that are to come: files of theirs may be there already. */
  readonly planned: ReadonlySet<string>;
  /** Commands of ours. */
  readonly commands: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
  /** Ids of a lesson's checks; empty while there are none yet. */
  readonly checksOf: (lesson: string) => readonly string[];
}

/** VS Code's own commands that lessons may call. */
const foreignCommands = /^(?:workbench\.(?:action|view)|markdown|vscode)\./;

/** What the media pane shows of a line of code, measured in a window of 1280 pixels. */
const mediaColumns = 54;

export function lessonProblems(curriculum: Curriculum, known: Known): readonly string[] {
  const { lessons, classes, bases } = curriculum;
  const folders = new Set([...lessons.map(({ id }) => id), ...known.planned].map(id => `walkthroughs/${id}/`));
  const stray = [...known.files.keys()].filter(
    path => /^walkthroughs\/[^/]+\/[^/]+\//.test(path) && ![...folders].some(folder => path.startsWith(folder)),
  );
  return [
    ...stray.map(path => `${path}: belongs to no lesson: is its class in curriculum.yaml, and its lesson.yaml there?`),
    ...repeated(classes.map(({ letter }) => letter)).map(
      letter => `walkthroughs/curriculum.yaml: two classes have the letter “${letter}”`,
    ),
    ...lessons.flatMap(lesson => problemsOf(lesson, bases, known)),
  ];
}

function problemsOf(lesson: Lesson, bases: Curriculum['bases'], known: Known): readonly string[] {
  const folder = `walkthroughs/${lesson.id}`;
  const at = `${folder}/lesson.yaml`;
  const inFolder = [...known.files.keys()].filter(path => path.startsWith(`${folder}/`));
  const used = new Set(lesson.steps.map(({ media }) => media.path));
  const problems: string[] = [];
  const say = (message: string): void => {
    problems.push(`${at}: ${message}`);
  };

  within(lesson.title, 40, 'the title', say);
  // Three lines of a walkthrough.
  within(lesson.description, 90, 'the description', say);
  if (!/^You (?:can|know|see|tell|write|find)\b/.test(lesson.goal))
    say('the goal begins with “You can …”, “You know …” or the like');
  if (lesson.steps.length === 0) say('it has no steps');
  for (const id of repeated(lesson.steps.map(step => step.id))) say(`two steps have the id “${id}”`);
  for (const rule of lesson.rules) if (!known.rules.has(rule)) say(`there is no rule “${rule}”`);
  for (const path of inFolder.filter(it => it.startsWith(`${folder}/media/`)))
    if (!used.has(path)) say(`no step shows ${path.slice(folder.length + 1)}`);

  const starter = inFolder.filter(path => path.startsWith(`${folder}/starter/`));
  const solution = inFolder.filter(path => path.startsWith(`${folder}/solution/`));
  if (lesson.exercise) {
    if (starter.length === 0) say('there is an exercise, but no starter/');
    if (solution.length === 0) say('there is an exercise, but no solution/');
    if (!/^[a-z]\d\d[a-z]?-[a-z0-9-]+$/.test(lesson.exercise.folder))
      say(`“${lesson.exercise.folder}” is no name of a folder`);
    if (!known.files.has(`${folder}/starter/${lesson.exercise.opens}`))
      say(`starter/${lesson.exercise.opens}, which is opened first, does not exist`);
  } else if (starter.length > 0) say('there is a starter/, but no exercise');
  for (const path of [...starter, ...solution])
    for (const token of unknownBases(known.files.get(path) ?? '', bases))
      problems.push(`${path}: “{{${token}}}” is not in walkthroughs/bases.json`);

  const checks = known.checksOf(lesson.id);
  const asked = new Set(lesson.steps.flatMap(checkIds));
  for (const id of checks) if (!asked.has(id)) say(`no step asks for the check ${id}`);
  for (const step of lesson.steps)
    problems.push(...stepProblems(lesson, step, bases, known).map(it => `${at}: step “${step.id}”: ${it}`));
  return problems;
}

function stepProblems(lesson: Lesson, step: Step, bases: Curriculum['bases'], known: Known): readonly string[] {
  const problems: string[] = [];
  const say = (message: string): void => {
    problems.push(message);
  };
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(step.id)) say('its id is no lower-case slug');
  within(step.title, 40, 'the title', say);
  within(step.text, 900, 'the text', say);
  if (step.text.trim() === '') say('it has no text');
  const { path } = step.media;
  const media = known.files.get(path);
  if (media === undefined) say(`${path} does not exist`);
  else if (step.media.kind === 'svg') svgProblems(media).forEach(say);
  else markdownProblems(media, known).forEach(say);

  const checks = known.checksOf(lesson.id);
  for (const id of checkIds(step)) {
    if (!/^(?:x|[a-z]\d\d)\.[a-zA-Z0-9]+$/.test(id))
      say(`“${id}” is no completion: open, read, ran, live, quiz, or the id of a check`);
    else if (checks.length > 0 && !checks.includes(id)) say(`there is no check ${id}; there are ${checks.join(', ')}`);
  }
  const needs: Readonly<Record<string, boolean>> = {
    open: step.open !== undefined,
    ran: step.run.length > 0,
    live: step.live !== undefined,
    quiz: step.quiz !== undefined,
  };
  if (needs[step.done.kind] === false)
    say(`it is done by “${step.done.kind}”, but has no ${step.done.kind === 'ran' ? 'run' : step.done.kind}`);
  const starter = `walkthroughs/${lesson.id}/starter/`;
  if (step.open !== undefined && !lesson.exercise && step.open.includes('/'))
    say('without an exercise, files lie directly in slipway-learn');
  if (step.open !== undefined && lesson.exercise && step.done.kind === 'open' && !known.files.has(starter + step.open))
    say(`starter/${step.open} does not exist`);
  for (const { command, label } of step.run) {
    if (command.includes('\n')) say('a command is one line; several are a list');
    if (/[[\]]/.test(label)) say(`a bracket would end the button “${label}”`);
    for (const token of unknownBases(command, bases)) say(`“{{${token}}}” is not in walkthroughs/bases.json`);
  }
  const buttons = stepButtons(lesson, step);
  if (buttons.length === 0) say('it has no button');
  if (buttons.length > 4) say(`${buttons.length} buttons are too many: four at most`);
  for (const { command } of buttons) if (!isCommand(command, known)) say(`there is no command ${command}`);
  if (step.quiz) quizProblems(step.quiz).forEach(say);
  textProblems(step.text, bases, known).forEach(say);
  return problems;
}

function quizProblems({ question, answers }: Quiz): readonly string[] {
  const right = answers.filter(({ isRight }) => isRight).length;
  return [
    ...(question.length > 160 ? ['the question is longer than 160 characters'] : []),
    ...(answers.length < 3 || answers.length > 5 ? ['a quiz has three to five answers'] : []),
    ...(right === 1 ? [] : [`exactly one answer is right, not ${right}`]),
    ...answers.filter(({ why }) => why === '').map(({ text }) => `the answer “${text}” does not say why`),
    ...answers
      .filter(({ text }) => text.length > 80)
      .map(({ text }) => `the answer “${text}” is longer than 80 characters`),
  ];
}

/** What a step's description cannot draw. */
function textProblems(text: string, bases: Curriculum['bases'], known: Known): readonly string[] {
  const problems: string[] = [];
  for (const token of unknownBases(text, bases)) problems.push(`“{{${token}}}” is not in walkthroughs/bases.json`);
  for (const line of text.split('\n')) {
    if (/^#{1,6} /.test(line)) problems.push(`headings are not drawn in a text: “${line}”`);
    if (/^\s*\|/.test(line)) problems.push(`tables are not drawn in a text, only in media: “${line}”`);
    if (/^\s+[-*] /.test(line)) problems.push(`lists cannot be nested in a text: “${line.trim()}”`);
    if (/!\[/.test(line)) problems.push('pictures belong into media');
    if (/<[a-z/]/i.test(line.replace(/`[^`]*`/g, ''))) problems.push(`HTML is not drawn in a text: “${line}”`);
  }
  for (const block of blocksOf(text)) {
    const content = block.kind === 'code' ? block.lines.map(it => `\`${it}\``).join(' ') : block.text;
    for (const [code] of content.matchAll(/`[^`]*`/g))
      if (/\*\*|__|\[\[|\]\]/.test(code))
        problems.push(`${code} holds **, __ or [[, which VS Code would take for emphasis: show it in media`);
    const plain = content.replace(/`[^`]*`/g, '');
    if (/__|``|\[\[/.test(plain))
      problems.push(
        `write **strong**, *emphasis* and \`code\`; __, \`\` and [[ are not for you: “${plain.slice(0, 60)}”`,
      );
    if (block.kind !== 'code' && /^\[[^\]]+\]\([^)]+\)[.]?$/.test(content.trim()))
      problems.push('a link alone in its paragraph would become a button: buttons are made from the fields');
  }
  problems.push(...linkProblems(text, known));
  return problems;
}

function markdownProblems(text: string, known: Known): readonly string[] {
  return [
    ...(text.trim() === '' ? ['its media is empty'] : []),
    ...(/\{\{\w+\}\}/.test(text) ? ['tokens are not replaced in media: describe the image in words'] : []),
    ...(/<(?:script|style|iframe|button|svg)\b/i.test(text)
      ? ['media may hold no script, style, frame, button or SVG']
      : []),
    ...(/!\[[^\]]*\]\(https?:/.test(text) ? ['media loads nothing from the network'] : []),
    ...(/^# /m.test(text) ? ['headings in media begin at ##: the step’s title stands above'] : []),
    ...([...text.matchAll(/```\n(?!\n|$)/g)].length >
    [...text.matchAll(/^```\w+/gm)].length + [...text.matchAll(/^```$/gm)].length
      ? ['fences name their language']
      : []),
    ...[...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, code = '']) =>
      code
        .split('\n')
        .filter(line => line.length > mediaColumns)
        .map(line => `a line of code is cut off after ${mediaColumns} characters: “${line}”`),
    ),
    ...linkProblems(text, known),
  ];
}

function linkProblems(text: string, known: Known): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].flatMap(([, to = '']) => {
    if (to.startsWith('https://')) return [];
    const command = /^command:([\w.-]+)/.exec(to)?.[1];
    if (command === undefined) return [`the link “${to}” leads to neither https:// nor a command`];
    return isCommand(command, known) ? [] : [`there is no command ${command}`];
  });
}

function isCommand(id: string, { commands }: Known): boolean {
  return commands.has(id) || foreignCommands.test(id);
}

function within(text: string, most: number, what: string, say: (message: string) => void): void {
  if (text.length > most) say(`${what} has ${text.length} characters; ${most} are the most: “${text.slice(0, 50)}…”`);
}

function repeated(items: readonly string[]): readonly string[] {
  return [...new Set(items.filter((item, i) => items.indexOf(item) !== i))];
}
