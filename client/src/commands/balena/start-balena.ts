// Begins a build that balena's CLI carries out. The CLI builds the whole folder of the project by its own rules; the plan
// made here says which services to expect, and for what.
import type * as vscode from 'vscode';
import { balenaRunner } from '../../builds/balena/balena-runner.ts';
import { type BalenaTask, taskTitle } from '../../builds/balena/balena-task.ts';
import { devicesWords, nothingToBuild } from '../../builds/build-wish.ts';
import { failureOfJob } from '../../builds/failure-texts.ts';
import { fileUri } from '../../builds/file-uri.ts';
import { describeResult } from '../../builds/results.ts';
import { resultMemory } from '../../builds/results-memory.ts';
import { followRun } from '../../builds/run-notices.ts';
import { nativePath } from '../../builds/runners/native-path.ts';
import { EngineRefused } from '../../engine/engine.ts';
import { addressEnvironment } from '../../engine/reach/engine-environment.ts';
import { planOf, targetsOf } from '../build/ask-server.ts';
import { saveForBuild } from '../build/ready-to-build.ts';
import type { Parts } from '../command.ts';

export async function startBalena(
  parts: Parts,
  uri: vscode.Uri,
  platforms: readonly string[],
  task: BalenaTask,
): Promise<void> {
  await saveForBuild();
  const { root } = await targetsOf(parts, uri);
  const plan = await planOf(parts, { uri: fileUri(root).toString(), platforms, contexts: 'skip' });
  if (plan.builds.length === 0) throw new Error(`${nothingToBuild(plan)}.`);
  const isBuiltHere = task.kind === 'build' || task.kind === 'deploy';
  const environment = isBuiltHere ? await addressEnvironment(parts.engines, process.env) : process.env;
  const runner = balenaRunner(task, {
    ...{ environment, folder: nativePath(root), failureOf: failureOfJob },
    ...(isBuiltHere ? { describe: describing(parts) } : {}),
  });
  const title = taskTitle(task, plan, devicesWords(plan.platforms));
  parts.log.info(`balena: ${title}`);
  void followRun(parts, parts.builds.start({ title, plan, runner }));
}

type Describe = NonNullable<Parameters<typeof balenaRunner>[1]['describe']>;

/** The CLI checks no architecture: the image itself is asked. */
function describing(parts: Parts): Describe {
  const results = resultMemory(parts.memory);
  return async (build, plan, notes) => {
    const engine = await parts.engine();
    const tag = `${plan.name}_${build.service}:latest`.toLowerCase();
    try {
      const { Id } = await engine.images.inspect(tag);
      return await describeResult(engine, Id, { build: { ...build, tags: [tag] }, plan, results, notes });
    } catch (error) {
      if (error instanceof EngineRefused && error.status === 404) return { tags: [], notes };
      throw error;
    }
  };
}
