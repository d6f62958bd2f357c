/** Answers `slipway/buildTargets`, `slipway/buildPlan` and `slipway/deviceRun`: from URIs to the planner, which knows all the rest. */
import type { Analyzer } from '../analyzer.ts';
import type { PlanAnswer } from '../build/build-plan.ts';
import type { BuildHost } from '../build/build-project.ts';
import { type BuildTargetsAnswer, buildTargets } from '../build/build-targets.ts';
import type { ContextLister } from '../build/context-walk.ts';
import type { DeviceRunAnswer } from '../build/device-run.ts';
import { planBuilds } from '../build/plan-builds.ts';
import { planDeviceRun } from '../build/plan-device-run.ts';
import type { Workspace } from '../project/workspace.ts';
import type { BuildPlanParams, DeviceRunParams } from './custom-requests.ts';
import { isOnDisk, pathOf } from './uri.ts';

export interface BuildRequestsHost {
  readonly analyzer: Analyzer;
  readonly workspace: Workspace;
  /** The disk of this machine. */
  readonly lister: ContextLister | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Makes sure that what is on the disk now is what counts. */
  readonly lookAgain: (path: string) => Promise<void>;
}

const nowhere = { kind: 'refused', message: 'This document is no file that could be built' } as const;

/** @throws the signal's reason when it aborts */
export async function answerBuildTargets(
  { uri }: { readonly uri: string },
  host: BuildRequestsHost,
  signal: AbortSignal,
): Promise<BuildTargetsAnswer> {
  const path = pathOf(uri);
  if (path === undefined) return nowhere;
  await host.lookAgain(path);
  return buildTargets({ path, environment: host.environment }, buildHost(path, host), signal);
}

/** @throws the signal's reason when it aborts */
export async function answerBuildPlan(
  { uri, ...request }: BuildPlanParams,
  host: BuildRequestsHost,
  signal: AbortSignal,
): Promise<PlanAnswer> {
  const path = pathOf(uri);
  if (path === undefined) return nowhere;
  await host.lookAgain(path);
  return planBuilds({ ...request, path, environment: host.environment }, buildHost(path, host), signal);
}

/** @throws the signal's reason when it aborts */
export async function answerDeviceRun(
  { uri, ...request }: DeviceRunParams,
  host: BuildRequestsHost,
  signal: AbortSignal,
): Promise<DeviceRunAnswer> {
  const path = pathOf(uri);
  if (path === undefined) return nowhere;
  await host.lookAgain(path);
  return planDeviceRun({ ...request, path, environment: host.environment }, buildHost(path, host), signal);
}

function buildHost(path: string, { analyzer, workspace, lister }: BuildRequestsHost): BuildHost {
  return {
    workspace,
    project: (at, kind) => analyzer.project(at, kind),
    lister: isOnDisk(path) ? lister : undefined,
  };
}
