// The folder of one exercise on the disk: copied from its starter, set aside before it is begun anew, and never written
// over. Our own notes stand beside it, because `COPY *` would take along whatever stands in it.
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type LessonProgress, type ReadProgress, readProgressText, type SavedProgress } from './progress.ts';
import { withBases } from './with-bases.ts';

export interface ExerciseFolder {
  /** Absolute. */
  readonly path: string;
  /** `d04-first-df` */
  readonly name: string;
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Makes `slipway-learn` where it is missing. It keeps itself out of the user's commits.
 *
 * @returns whether it was made
 */
export async function makeLearnFolder(path: string): Promise<boolean> {
  if (await exists(path)) return false;
  await mkdir(path, { recursive: true });
  await writeFile(join(path, '.gitignore'), '*\n');
  return true;
}

/** @throws when there is something at its place already. */
export async function copyStarter(
  starter: string,
  { path }: ExerciseFolder,
  bases: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path);
  try {
    await copyFilled(starter, path, bases);
  } catch (error) {
    // Half an exercise would be gone on with the next time.
    await rm(path, { recursive: true, force: true });
    throw error;
  }
}

/** Into a folder that is there. Executable is what begins as a script does: a package keeps no modes. */
export async function copyFilled(from: string, to: string, bases: Readonly<Record<string, string>>): Promise<void> {
  for (const file of await filesBelow(from)) {
    const target = join(to, file);
    await mkdir(dirname(target), { recursive: true });
    const bytes = await readFile(join(from, file));
    const isText = !bytes.includes(0);
    const content = isText ? withBases(bytes.toString('utf8'), bases) : bytes;
    await writeFile(target, content, { flag: 'wx' });
    if (isText && String(content).startsWith('#!')) await chmod(target, 0o755);
  }
}

/** Moves it to a name of its own, which is given back: `d04-first-df.2026-11-22-1640`. */
export async function setAside({ path }: ExerciseFolder, now: Date): Promise<string> {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const base = `${path}.${day}-${two(now.getHours())}${two(now.getMinutes())}`;
  for (let i = 1; ; i++) {
    const target = i === 1 ? base : `${base}-${i}`;
    if (await exists(target)) continue;
    await rename(path, target);
    return target;
  }
}

/** Paths of all files below, with `/`, sorted. No more than an exercise can have: somebody may have installed packages. */
export async function filesBelow(folder: string, limit = 400): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (at: string): Promise<void> => {
    for (const entry of await readdir(at, { withFileTypes: true })) {
      if (found.length >= limit) return;
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (!['node_modules', '.git'].includes(entry.name)) await visit(path);
      } else if (entry.isFile()) found.push(relative(folder, path).replaceAll('\\', '/'));
    }
  };
  await visit(folder);
  return found.sort();
}

/** Where we note how far the exercise came. */
export function progressFile({ path, name }: ExerciseFolder): string {
  return join(dirname(path), '.progress', `${name}.json`);
}

/** Undefined when there is none. */
export async function readProgressFile(folder: ExerciseFolder): Promise<ReadProgress | undefined> {
  const text = await readFile(progressFile(folder), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : readProgressText(text);
}

export async function writeProgressFile(
  folder: ExerciseFolder,
  lesson: string,
  progress: LessonProgress,
): Promise<void> {
  const path = progressFile(folder);
  const saved: SavedProgress = { version: 1, lessons: { [lesson]: progress } };
  await mkdir(dirname(path), { recursive: true });
  // Written whole or not at all.
  await writeFile(`${path}.new`, `${JSON.stringify(saved, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

/** Keeps a file that cannot be read, out of the way. Gives its new path. */
export async function setProgressFileAside(folder: ExerciseFolder): Promise<string> {
  const path = progressFile(folder);
  const target = `${path}.unreadable`;
  await rm(target, { force: true });
  await rename(path, target);
  return target;
}
