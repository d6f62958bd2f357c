// Who carries a plan out.
import * as vscode from 'vscode';
import type { BuildPlan } from '../../../../server/src/build/build-plan.ts';
import type { Parts } from '../../commands/command.ts';
import type { BuildRunner } from '../build-runner.ts';
import { failureOfJob } from '../failure-texts.ts';
import { inOrder } from '../in-order.ts';
import { describeResult } from '../results.ts';
import { resultMemory } from '../results-memory.ts';
import { engineBuilder } from './engine-builder.ts';

/** Undefined when the user turned away from a question. */
export async function chooseRunner(parts: Parts, plan: BuildPlan): Promise<BuildRunner | undefined> {
  const engine = await parts.engine();
  const settings = vscode.workspace.getConfiguration('slipway.build');
  const results = resultMemory(parts.memory);
  const builder = engineBuilder(engine, {
    environment: process.env,
    pull: settings.get<'missing' | 'always'>('pull', 'missing'),
    describe: ({ imageId, notes }, build, plan) => describeResult(engine, imageId, { build, plan, results, notes }),
  });
  return inOrder(builder, { parallel: settings.get('parallel', 2), failureOf: failureOfJob });
}
