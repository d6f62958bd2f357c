/** Which stages of a Dockerfile end up in an image that somebody runs. */
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { stageChain } from '../syntax/dockerfile/stage-chain.ts';
import { rememberLastPair } from '../text/remember.ts';
import type { Project } from './project.ts';

interface InFile {
  readonly path: string;
  readonly file: Dockerfile;
}

/**
 * The stages that are built: the last one, and those that services of the project name as their target. A target that is
 * unknown counts as the last one.
 */
export function finalStages({ path, file }: InFile, project: Project): readonly Stage[] {
  const last = file.stages.at(-1);
  if (!last) return [];
  if (file.stages.length === 1) return [last];
  const stages = new Set<Stage>();
  for (const service of project.servicesBuiltFrom(path)) {
    const from = project.dockerfileOf(service);
    // The file as the project knows it is the same object, or has the same stages.
    if (from.kind === 'found' && from.stage) stages.add(file.stages[from.stage.index] ?? last);
  }
  if (stages.size === 0) stages.add(last);
  return [...stages];
}

/** The final stages and those they are built on: what they leave behind is shipped. Others only lend files. */
export const shippedStages = rememberLastPair((dockerfile: InFile, project: Project): ReadonlySet<Stage> => {
  const shipped = new Set<Stage>();
  for (const last of finalStages(dockerfile, project)) for (const it of stageChain(last)) shipped.add(it);
  return shipped;
});
