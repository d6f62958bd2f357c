/** Loads the lessons from the disk, with everything that is wrong with them. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandContributions } from '../../client/src/contributions/index.ts';
import type { Curriculum } from '../../client/src/learn/lesson.ts';
import { checksOf } from '../src/lessons/checks.ts';
import { lessonProblems } from './lesson-problems.ts';
import { type LessonFiles, lessonsFolder, readCurriculum } from './lesson-reader.ts';

export interface LoadedLessons {
  readonly curriculum: Curriculum;
  readonly problems: readonly string[];
}

/** `root`: the project's folder. */
export function loadLessons(root: string): LoadedLessons {
  const files = lessonFiles(root);
  const problems: string[] = [];
  const { curriculum, planned } = readCurriculum(files, message => problems.push(message));
  const known = {
    files,
    planned,
    commands: new Set(commandContributions.map(({ id }) => id)),
    rules: rulesBelow(root),
    checksOf: (lesson: string) => checksOf(lesson).map(({ id }) => id),
  };
  return { curriculum, problems: [...problems, ...lessonProblems(curriculum, known)] };
}

export function lessonFiles(root: string): LessonFiles {
  const folder = join(root, lessonsFolder);
  const paths = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  return new Map(
    paths
      .filter(path => statSync(join(folder, path)).isFile())
      .sort()
      .map(path => [
        `${lessonsFolder}/${path.replaceAll('\\', '/')}`,
        readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n'),
      ]),
  );
}

/** A rule's id is the name of its file. */
function rulesBelow(root: string): ReadonlySet<string> {
  const folder = join(root, 'server/src/rules');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(path => path.replaceAll('\\', '/'));
  return new Set(paths.filter(path => /^\w+\/[\w-]+\.ts$/.test(path)).map(path => path.slice(0, -'.ts'.length)));
}
