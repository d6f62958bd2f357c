// The spelling of everything a learner reads: British English, and the words of our trade that no dictionary has.
import dictionary from 'dictionary-en-gb';
import nspell from 'nspell';
import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../client/src/learn/lesson.ts';
import { lessonFiles, loadLessons } from '../../server/scripts/lesson-files.ts';
import { projectRoot } from '../bed/project-paths.ts';

/** Names and words of the trade; what is code stands in backticks and is not read. */
const ofTheTrade = [
  ...['AppArmor', 'BuildKit', 'Colima', 'containerd', 'Dockerfile', 'Dockerfiles', 'GitLab', 'macOS', 'Node', 'npm'],
  ...['Podman', 'PowerShell', 'seccomp', 'sudo', 'buildx', 'cgroups', 'namespace', 'namespaces', 'untagged'],
  ...['CMD', 'ENTRYPOINT', 'ENV', 'WORKDIR', 'cd', 'ps', 'df', 'rmi', 'debian'],
  ...[
    'ECR',
    'HTTPS',
    'JSON',
    'PID',
    'UID',
    'VMM',
    'WSL',
    'SIGKILL',
    'SIGTERM',
    'YAML',
    'Alpine',
    'musl',
    'stdin',
    'tmpfs',
    'Ctrl',
  ],
  // Named as their makers write them.
  ...['Artifact', 'Virtualization', 'findable'],
];

const spelling = nspell(Buffer.from(dictionary.aff), Buffer.from(dictionary.dic));
for (const word of ofTheTrade) spelling.add(word);

/** Words of a text that are spelt wrong. */
function misspelt(markdown: string): readonly string[] {
  const prose = markdown
    .replaceAll(/^ *```[\s\S]*?^ *```/gm, ' ')
    .replaceAll(/`[^`]*`/g, ' ')
    .replaceAll(/\]\([^)]*\)/g, '] ')
    .replaceAll(/https?:\S+/g, ' ')
    // What a drawing shows as code.
    .replaceAll(/<(\w+)[^>]*editor-font-family[^>]*>[^<]*/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ');
  // Not parts of paths, of names with dots or digits, or of options.
  const words = prose.matchAll(/(?<![\w./@:{$-])[A-Za-z]+(?:[’'][a-z]+)?(?![\w/]|[.:@=_-]\w)/g);
  return [...words].flatMap(([written]) => {
    const word = written.replace('’', "'");
    return spelling.correct(word) || spelling.correct(word.replace(/'s$/, '')) ? [] : [written];
  });
}

const { curriculum } = loadLessons(projectRoot);
const files = lessonFiles(projectRoot);

function textsOf({ title, description, goal, steps }: Lesson): readonly string[] {
  const ofSteps = steps.flatMap(step => [
    ...[step.title, step.text, step.command?.label ?? '', ...step.run.map(({ label }) => label)],
    ...(step.media.kind === 'svg' ? [step.media.alt] : []),
    ...[step.quiz?.question ?? '', ...(step.quiz?.answers.flatMap(({ text, why }) => [text, why]) ?? [])],
    files.get(step.media.path) ?? '',
  ]);
  return [title, description, goal, ...ofSteps];
}

describe('The spelling of lessons', () => {
  it('is judged by what is prose', () => {
    expect(misspelt('A contianer’s `imgae` of the colour, in ./fodler or d04-loop.\n\n```\nwrnog\n```\n')).toEqual([
      'contianer’s',
    ]);
    expect(misspelt('the color')).toEqual(['color']);
    expect(misspelt('<text fill="currentColor">A stopped contianer</text>')).toEqual(['contianer']);
    expect(misspelt('<text font-family="var(--vscode-editor-font-family)">npm ci</text>')).toEqual([]);
  });

  it.each(curriculum.lessons.map(lesson => [lesson.id, lesson] as const))('of %s is right', (_id, lesson) => {
    expect(textsOf(lesson).flatMap(misspelt)).toEqual([]);
  });

  it('of the curriculum is right', () => {
    const { classes, paths, twins } = curriculum;
    const texts = [
      ...classes.flatMap(({ title, about, needs }) => [title, about, needs]),
      ...paths.flatMap(({ title, about }) => [title, about]),
      ...twins.map(({ topic }) => topic),
    ];
    expect(texts.flatMap(misspelt)).toEqual([]);
  });
});
