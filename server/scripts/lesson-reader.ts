/** Turns the sources under walkthroughs/ into the curriculum. What is not written right is reported; see CONTRIBUTING.md. */
import type {
  Answer,
  Completion,
  Curriculum,
  Exercise,
  LearningPath,
  Lesson,
  LessonClass,
  LivePanel,
  LivePanelName,
  Media,
  Platform,
  Quiz,
  RunCommand,
  Step,
  Twins,
} from '../../client/src/learn/lesson.ts';
import { livePanels } from '../../client/src/learn/lesson.ts';
import { type Fields, type Report, readSource } from './lesson-source.ts';

/** Everything under walkthroughs/, by path from the project's root. */
export type LessonFiles = ReadonlyMap<string, string>;

export const lessonsFolder = 'walkthroughs';

export interface ReadLessons {
  readonly curriculum: Curriculum;
  /** Ids of lessons that are to come. */
  readonly planned: ReadonlySet<string>;
}

export function readCurriculum(files: LessonFiles, report: Report): ReadLessons {
  const bases = readBases(files, report);
  const source = readSource(
    `${lessonsFolder}/curriculum.yaml`,
    files.get(`${lessonsFolder}/curriculum.yaml`) ?? '',
    report,
  );
  if (!source) return { curriculum: { classes: [], lessons: [], paths: [], twins: [], bases }, planned: new Set() };
  const classes = mappings(source.root, 'classes').map(readClass);
  const lessons = classes.flatMap(it => lessonsOf(it, files, report));
  const planned = new Set(source.root.texts('planned'));
  const existing = (from: Fields): readonly string[] =>
    from.texts('lessons').filter(id => {
      if (lessons.some(lesson => lesson.id === id)) return true;
      if (!planned.has(id)) from.report(`there is no lesson “${id}”; one that is to come is named under “planned”`);
      return false;
    });
  const paths = mappings(source.root, 'paths').map(
    (it): LearningPath => ({ title: it.text('title'), about: it.text('about'), lessons: existing(it) }),
  );
  const twins = mappings(source.root, 'twins').map((it): Twins => ({ topic: it.text('topic'), lessons: existing(it) }));
  source.root.done();
  return {
    planned,
    curriculum: {
      ...{ classes, lessons, bases },
      // With one lesson there is nothing to compare or to follow.
      paths: paths.filter(path => path.lessons.length > 0),
      twins: twins.filter(twin => twin.lessons.length > 1),
    },
  };
}

function readBases(files: LessonFiles, report: Report): Readonly<Record<string, string>> {
  const path = `${lessonsFolder}/bases.json`;
  try {
    return JSON.parse(files.get(path) ?? '{}') as Record<string, string>;
  } catch (error) {
    report(`${path}: ${String(error)}`);
    return {};
  }
}

function readClass(from: Fields): LessonClass {
  const read: LessonClass = {
    id: from.text('id'),
    letter: from.text('letter'),
    title: from.text('title'),
    about: from.text('about'),
    needs: from.text('needs'),
  };
  from.done();
  return read;
}

function lessonsOf(of: LessonClass, files: LessonFiles, report: Report): readonly Lesson[] {
  const names = [...files.keys()].flatMap(path => /^walkthroughs\/([^/]+)\/([^/]+)\/lesson\.yaml$/.exec(path) ?? []);
  const paths = names.filter((_, i) => i % 3 === 0).filter(path => path.startsWith(`${lessonsFolder}/${of.id}/`));
  return paths.sort().flatMap(path => readLesson(of, path, files.get(path) ?? '', report) ?? []);
}

export function readLesson(of: LessonClass, path: string, text: string, report: Report): Lesson | undefined {
  const source = readSource(path, text, report);
  const folder = path.slice(0, path.lastIndexOf('/'));
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const number = /^(\d\d[a-z]?)-[a-z0-9-]+$/.exec(name)?.[1];
  if (!source) return undefined;
  const { root } = source;
  if (number === undefined) root.report(`the folder “${name}” is not named like “04-dockerfiles”`);
  const code = `${of.letter}${number ?? ''}`;
  const exercise = root.fields('exercise');
  const lesson: Lesson = {
    id: `${of.id}/${name}`,
    code,
    title: root.text('title'),
    description: root.text('description'),
    goal: root.text('goal'),
    minutes: root.number('minutes'),
    ...(exercise ? { exercise: readExercise(code, exercise) } : {}),
    ...(root.has('welcome') ? { welcome: welcomeOf(root) } : {}),
    rules: root.texts('rules'),
    steps: mappings(root, 'steps').map(it => readStep(folder, it)),
  };
  root.done();
  return lesson;
}

function welcomeOf(from: Fields): 'always' | readonly string[] {
  const given = from.texts('welcome');
  return given[0] === 'always' ? 'always' : given;
}

function readExercise(code: string, from: Fields): Exercise {
  const exercise: Exercise = {
    folder: `${code}-${from.text('name')}`,
    opens: from.text('opens'),
    repositories: from.texts('repositories'),
    containers: from.texts('containers'),
    volumes: from.texts('volumes'),
  };
  from.done();
  return exercise;
}

function readStep(folder: string, from: Fields): Step {
  const open = from.optionalText('open');
  const quiz = from.fields('quiz');
  const command = from.fields('command');
  const platforms = from.texts('when').flatMap((it): readonly Platform[] => {
    if (it === 'linux' || it === 'mac' || it === 'windows') return [it];
    from.report(`“when” is one of linux, mac and windows, not “${it}”`);
    return [];
  });
  const step: Step = {
    id: from.text('id'),
    title: from.text('title'),
    text: from.text('text'),
    media: readMedia(folder, from),
    ...(open === undefined ? {} : { open }),
    run: from.items('run').map(readRun),
    ...(from.has('live') ? { live: readLive(from) } : {}),
    ...(quiz ? { quiz: readQuiz(quiz) } : {}),
    ...(command ? { command: { id: command.text('id'), label: command.text('label') } } : {}),
    done: readDone(from),
    ...(from.isTrue('follows') ? { follows: true as const } : {}),
    ...(platforms.length > 0 ? { platforms } : {}),
  };
  command?.done();
  from.done();
  return step;
}

function readMedia(folder: string, from: Fields): Media {
  const file = from.text('media');
  const path = `${folder}/media/${file}`;
  if (file.endsWith('.md')) return { kind: 'markdown', path };
  if (file !== '' && !file.endsWith('.svg')) from.report(`media is a .md or an .svg file, not “${file}”`);
  return { kind: 'svg', path, alt: from.text('alt') };
}

function readRun(item: Fields | string): RunCommand {
  if (typeof item === 'string') return { command: item, label: labelOf(item) };
  const command = item.text('command');
  const read = { command, label: item.optionalText('label') ?? labelOf(command) };
  item.done();
  return read;
}

/** A button holds so much. */
const mostLabel = 34;

function labelOf(command: string): string {
  // Brackets would end the link that the button is made of.
  return command.length <= mostLabel && !/[[\]{}]/.test(command) ? `Run “${command}”` : 'Run in the Terminal';
}

function readLive(from: Fields): LivePanel {
  const panel = from.text('live');
  const of = from.optionalText('of');
  const isKnown = (name: string): name is LivePanelName => (livePanels as readonly string[]).includes(name);
  if (isKnown(panel)) return { panel, ...(of === undefined ? {} : { of }) };
  from.report(`“live” is one of ${livePanels.join(', ')}, not “${panel}”`);
  return { panel: 'engine' };
}

function readQuiz(from: Fields): Quiz {
  const answers = mappings(from, 'answers').map((it): Answer => {
    const answer = { text: it.text('text'), isRight: it.isTrue('right'), why: it.text('why') };
    it.done();
    return answer;
  });
  const quiz = { question: from.text('question'), answers };
  from.done();
  return quiz;
}

function readDone(from: Fields): Completion {
  const given = from.texts('done');
  const [first] = given;
  switch (first) {
    case undefined:
      from.report('nothing makes this step done: “done” is open, read, ran, live, quiz or ids of checks');
      return { kind: 'read' };
    case 'open':
    case 'read':
    case 'ran':
    case 'live':
    case 'quiz':
      return { kind: first };
    default:
      return { kind: 'checks', ids: given };
  }
}

function mappings(from: Fields, key: string): readonly Fields[] {
  return from.items(key).flatMap(item => {
    if (typeof item !== 'string') return item;
    from.report(`“${key}” is a list of mappings`);
    return [];
  });
}
