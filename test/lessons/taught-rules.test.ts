// The lesson and the linter teach the same: what a lesson is about is found in its starter, or where its text leads the
// learner astray, and nowhere in its solution.
import { describe, expect, it } from 'vitest';
import { loadLessons } from '../../server/scripts/lesson-files.ts';
import { ruleLessons } from '../../server/src/lessons/rule-lessons.ts';
import { rules } from '../../server/src/rules/index.ts';
import { projectRoot } from '../bed/project-paths.ts';
import { findingsOf } from '../support/check.ts';
import { exerciseFiles, lessonsWithExercise } from './exercise-folders.ts';

/** A wrong turn: what is written in place of what in a file of the solution. */
type Astray = readonly [file: string, before: string, after: string];

const taught: Readonly<Record<string, Readonly<Record<string, 'starter' | Astray>>>> = {
  'docker/04-dockerfiles': {
    'dockerfile/untagged-base-image': 'starter',
    'dockerfile/wildcard-copy': 'starter',
    'project/missing-dockerignore': 'starter',
    'dockerfile/update-without-install': 'starter',
    'dockerfile/apt-lists-left-behind': 'starter',
    'dockerfile/shell-form-command': 'starter',
    'dockerfile/shell-in-exec-form': [
      'Dockerfile',
      '["/list-files.sh"]',
      '["/list-files.sh", "|", "tee", "/list.log"]',
    ],
    'dockerfile/end-of-life-base-image': ['Dockerfile', 'debian:trixie-slim', 'debian:buster-slim'],
  },
  'docker/05-build': {
    'dockerfile/cd-in-run': 'starter',
    'dockerfile/latest-base-image': 'starter',
    'dockerfile/wildcard-copy': 'starter',
    'project/missing-dockerignore': 'starter',
    'dockerfile/source-before-dependencies': 'starter',
    'dockerfile/npm-as-pid-1': ['Dockerfile', '["node", "index.js"]', '["npm", "start"]'],
  },
  'docker/06-containers': {
    'compose/port-on-all-interfaces': 'starter',
    'dockerfile/expose-host-mapping': ['Dockerfile', 'EXPOSE 9854', 'EXPOSE 9854:9854'],
    'dockerfile/uppercase-expose-protocol': ['Dockerfile', 'EXPOSE 9854', 'EXPOSE 9854/TCP'],
  },
  'docker/07a-tags': { 'dockerfile/latest-base-image': 'starter' },
  'docker/07b-cache': {
    'dockerfile/wildcard-copy': 'starter',
    'project/missing-dockerignore': 'starter',
    'dockerfile/source-before-dependencies': 'starter',
    'dockerfile/npm-production-flag': 'starter',
    'project/copy-ignored-file': ['.dockerignore', 'node_modules', 'index.js'],
  },
  'docker/08-run-modes': { 'dockerfile/npm-as-pid-1': 'starter' },
  'docker/09-storage': { 'balena/bind-mount': 'starter' },
  'docker/10-privileges': {
    'dockerfile/missing-user': 'starter',
    'compose/privileged-service': 'starter',
    'compose/broad-capability': 'starter',
    'dockerfile/root-user': ['Dockerfile', 'USER node', 'USER root'],
    'compose/unconfined-security-opt': ['compose.yaml', 'user: node', 'security_opt:\n      - apparmor=unconfined'],
  },
  'docker/11-registries': { 'compose/unpinned-image': 'starter' },
  'docker/12-review': {
    'dockerfile/untagged-base-image': 'starter',
    'dockerfile/cd-in-run': 'starter',
    'dockerfile/source-before-dependencies': 'starter',
    'dockerfile/npm-production-flag': 'starter',
    'dockerfile/apt-lists-left-behind': 'starter',
    'dockerfile/legacy-key-value': 'starter',
    'dockerfile/shell-form-command': 'starter',
    'dockerfile/root-user': 'starter',
    'project/missing-dockerignore': 'starter',
  },
};

const rulesIn = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  [...new Set((await findingsOf(files)).flatMap(file => file.findings.map(it => it.rule.id)))].toSorted();

describe.each(Object.entries(taught))('%s', (lesson, list) => {
  it('finds in its starter what it is about', async () => {
    const found = await rulesIn(exerciseFiles(lesson, 'starter'));
    const wanted = Object.keys(list).filter(rule => list[rule] === 'starter');
    expect(wanted.filter(rule => !found.includes(rule))).toEqual([]);
  });

  it('finds nothing at all in its solution', async () => {
    expect(await rulesIn(exerciseFiles(lesson, 'solution'))).toEqual([]);
  });

  const astray = Object.entries(list).flatMap(([rule, it]) => (it === 'starter' ? [] : [[rule, it] as const]));
  it.each(astray)('says %s where somebody goes astray', async (rule, [file, before, after]) => {
    const solution = exerciseFiles(lesson, 'solution');
    expect(solution[file]).toContain(before);
    const files = { ...solution, [file]: (solution[file] ?? '').replace(before, () => after) };
    expect(await rulesIn(files)).toContain(rule);
  });
});

it('Every exercise teaches something', () => {
  expect(lessonsWithExercise).toEqual(Object.keys(taught).toSorted());
});

const { curriculum } = loadLessons(projectRoot);

it.each(curriculum.lessons.map(lesson => [lesson.id, lesson] as const))(
  '%s lists rules that it teaches',
  (id, lesson) => {
    const known = Object.keys(taught[id] ?? {});
    expect(lesson.rules.filter(rule => !known.includes(rule))).toEqual([]);
  },
);

it('Learn why leads from each rule that a lesson lists to the first lesson that does', () => {
  const listed = new Set(curriculum.lessons.flatMap(({ rules }) => rules));
  expect(Object.keys(ruleLessons)).toEqual([...listed].toSorted());
  for (const [rule, { lesson, title }] of Object.entries(ruleLessons)) {
    expect(rules.map(({ id }) => id)).toContain(rule);
    const first = curriculum.lessons.find(it => it.rules.includes(rule));
    expect([lesson, title]).toEqual([first?.id, first?.title]);
  }
});
