// Reads the files that tell the place of a failure.
import { readFile } from 'node:fs/promises';
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import type { JobFailure } from './build-run.ts';
import type { FileTexts } from './failure-files.ts';
import { nativePath } from './runners/native-path.ts';

/** What a failure means to a user, with the files read that tell its place. */
export async function failureOfJob(error: unknown, build: PlannedBuild, plan: BuildPlan): Promise<JobFailure> {
  const { jobFailureOf } = await import('./failure-library.ts');
  return jobFailureOf(error, build, plan, await failureTexts(build, plan));
}

/** Files that cannot be read are left out: the failure is then told without its place. */
export async function failureTexts(build: PlannedBuild, plan: BuildPlan): Promise<FileTexts> {
  const read = async (path: string): Promise<readonly (readonly [string, string])[]> => {
    try {
      // VS Code's documents begin behind a byte order mark, and places count from there.
      return [[path, (await readFile(nativePath(path), 'utf8')).replace(/^\uFEFF/, '')]];
    } catch {
      return [];
    }
  };
  return new Map((await Promise.all(filesToRead(build, plan).map(read))).flat());
}

/** The files whose text tells the place of a failure. */
function filesToRead({ dockerfile }: PlannedBuild, { composeFiles }: BuildPlan): readonly string[] {
  return dockerfile.path === undefined ? composeFiles : [dockerfile.path];
}
