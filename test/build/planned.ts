/** Plans of builds over files in memory, as tests ask for them. */
import { expect } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import type { BuildPlan, BuildRequest, PlanAnswer, PlannedBuild } from '../../server/src/build/build-plan.ts';
import type { BuildHost } from '../../server/src/build/build-project.ts';
import { planBuilds } from '../../server/src/build/plan-builds.ts';
import { memoryWorkspace, root } from '../support/memory-workspace.ts';

export type Files = Readonly<Record<string, string>>;

export interface Asked extends Omit<BuildRequest, 'path'> {
  /** From the root, which it is without one. */
  readonly path?: string;
  readonly dialect?: 'docker' | 'balena';
}

export function hostOf(files: Files, dialect?: 'docker' | 'balena'): BuildHost {
  const workspace = memoryWorkspace(files);
  const analyzer = createAnalyzer(workspace, defaultConfig, dialect === undefined ? {} : { override: { dialect } });
  return { workspace, project: (path, kind) => analyzer.project(path, kind) };
}

export function answerTo(files: Files, { path, dialect, ...request }: Asked = {}): Promise<PlanAnswer> {
  return planBuilds({ path: path === undefined ? root : `${root}/${path}`, ...request }, hostOf(files, dialect));
}

export async function planOf(files: Files, asked: Asked = {}): Promise<BuildPlan> {
  const answer = await answerTo(files, asked);
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer.plan;
}

/** The only build of the plan. */
export async function buildOf(files: Files, asked: Asked = {}): Promise<PlannedBuild> {
  const { builds, unbuilt } = await planOf(files, asked);
  expect({ builds: builds.length, unbuilt }).toEqual({ builds: 1, unbuilt: [] });
  const [build] = builds;
  if (!build) throw new Error('nothing is built');
  return build;
}
