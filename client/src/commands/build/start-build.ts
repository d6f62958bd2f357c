// From a wish to a running build: saves what is not saved, plans, finds out who builds, begins, and remembers it.
import * as vscode from 'vscode';
import type { BuildPlan } from '../../../../server/src/build/build-plan.ts';
import { rememberBuild } from '../../builds/build-memory.ts';
import type { RunEvents } from '../../builds/build-runner.ts';
import { type BuildWish, nothingToBuild, planParams, titleOf, unbuiltWords } from '../../builds/build-wish.ts';
import type { StartedRun } from '../../builds/builds.ts';
import { followRun } from '../../builds/run-notices.ts';
import { chooseRunner } from '../../builds/runners/choose-runner.ts';
import { toldToo } from '../../builds/told-too.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import type { Parts } from '../command.ts';
import { planOf } from './ask-server.ts';
import { askArguments } from './pick-build.ts';
import { refuseRestricted, saveForBuild } from './ready-to-build.ts';

export interface StartBuildOptions {
  /** `notification`: progress and end are told; `none` where somebody else shows them. */
  readonly told: 'notification' | 'none';
  /** Hears all that is told of the build. */
  readonly printer?: (plan: BuildPlan) => RunEvents;
}

/** Undefined when the user turned away from a question. */
export async function startBuild(
  parts: Parts,
  wish: BuildWish,
  { told, printer }: StartBuildOptions = { told: 'notification' },
): Promise<StartedRun | undefined> {
  refuseRestricted();
  await saveForBuild();
  const asked = wish.ask && wish.ask.length > 0 ? await askArguments('Slipway: Build for Device', wish.ask) : {};
  if (!asked) return undefined;
  const whole = { ...wish, arguments: { ...wish.arguments, ...asked } };
  const plan = await planOf(parts, planParams(whole));
  if (plan.builds.length === 0) throw new Error(`${nothingToBuild(plan)}.`);
  const left = unbuiltWords(plan);
  for (const warning of [...plan.warnings, ...plan.builds.flatMap(it => it.warnings)]) parts.log.warn(warning);
  const runner = await chooseRunner(parts, plan);
  if (!runner) return undefined;
  await Promise.all([rememberBuild(parts.memory, wish), parts.devices.used(wish.platforms)]);
  if (left !== undefined)
    void vscode.window.showWarningMessage(withoutLinks(`Slipway: Not all can be built. ${left}.`));
  const title = titleOf(plan);
  parts.log.info(`Building ${title}`);
  const run = parts.builds.start({ title, plan, runner: printer ? toldToo(runner, printer(plan)) : runner });
  if (told === 'notification') void followRun(parts, run);
  return run;
}
