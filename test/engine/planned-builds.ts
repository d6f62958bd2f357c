// From files on a disk to images: the planner of the language server, and a run of its plan that is written down.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EarlierResult, JobFailure, JobResult } from '../../client/src/builds/build-run.ts';
import type { BuildRunner, ImageBuilder } from '../../client/src/builds/build-runner.ts';
import { failureOfJob } from '../../client/src/builds/failure-texts.ts';
import { inOrder } from '../../client/src/builds/in-order.ts';
import { describeResult } from '../../client/src/builds/results.ts';
import { type EngineBuilderOptions, engineBuilder } from '../../client/src/builds/runners/engine-builder.ts';
import type { Describe } from '../../client/src/builds/runners/engine-options.ts';
import type { BuildProgress, BuildStep, ContainerEngine } from '../../client/src/engine/engine.ts';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import type { BuildPlan, BuildRequest } from '../../server/src/build/build-plan.ts';
import { planBuilds } from '../../server/src/build/plan-builds.ts';
import { nodeContextLister } from '../../server/src/cli/node-context-lister.ts';
import { nodeWorkspace } from '../../server/src/cli/node-workspace.ts';

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** As the extension asks the language server for it. */
export async function planOf(request: BuildRequest): Promise<BuildPlan> {
  const workspace = nodeWorkspace();
  const analyzer = createAnalyzer(workspace, defaultConfig);
  const host = { workspace, lister: nodeContextLister(), project: analyzer.project };
  const answer = await planBuilds(request, host);
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer.plan;
}

export interface RecordedJob {
  state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  output: string;
  /** By digest, as they were last told. */
  readonly steps: Map<string, BuildStep>;
  result?: JobResult;
  failure?: JobFailure;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (job: string, progress: BuildProgress) => void;
}

/** Of every job of the plan, by its id. Rejects as the runner does. */
export async function carryOut(
  runner: BuildRunner,
  plan: BuildPlan,
  { signal = new AbortController().signal, onProgress = () => undefined }: RunOptions = {},
): Promise<ReadonlyMap<string, RecordedJob>> {
  const jobs = new Map<string, RecordedJob>(
    plan.builds.map(({ id }) => [id, { state: 'waiting', output: '', steps: new Map() }]),
  );
  const change = (id: string, with_: Partial<RecordedJob>) => {
    const job = jobs.get(id);
    if (job === undefined) throw new Error(`The plan has no ${id}`);
    Object.assign(job, with_);
  };
  await runner.run(
    plan,
    {
      started: id => change(id, { state: 'running' }),
      progress(id, progress) {
        const job = jobs.get(id);
        if (progress.kind === 'step') job?.steps.set(progress.step.digest, progress.step);
        if (progress.kind === 'output') change(id, { output: (job?.output ?? '') + progress.text });
        onProgress(id, progress);
      },
      done: (id, result) => change(id, { state: 'done', result }),
      failed: (id, failure) => change(id, { state: 'failed', failure }),
      skipped: id => change(id, { state: 'skipped' }),
      note: () => undefined,
    },
    signal,
  );
  return jobs;
}

/** Verifies what was built by its own manifest, and compares with nothing. */
export function describing(engine: ContainerEngine): Describe {
  const known = new Map<string, EarlierResult>();
  const results = {
    of: (key: string) => known.get(key),
    remember: (key: string, result: EarlierResult) => void known.set(key, result),
  };
  return ({ imageId, notes }, build, plan) => describeResult(engine, imageId, { build, plan, results, notes });
}

/** By the engine, two at once, as the extension does it by itself. */
export function engineRunner(engine: ContainerEngine, options: Partial<EngineBuilderOptions> = {}): BuildRunner {
  return runnerOf(engineBuilder(engine, { environment: process.env, describe: describing(engine), ...options }));
}

export function runnerOf(builder: ImageBuilder): BuildRunner {
  return inOrder(builder, { failureOf: failureOfJob });
}

/** Command lines of this machine's processes that hold the text. */
export function processes(text: string): readonly string[] {
  return readdirSync('/proc').flatMap(pid => {
    const file = `/proc/${pid}/cmdline`;
    if (!/^\d+$/.test(pid) || !existsSync(file)) return [];
    try {
      const line = readFileSync(file, 'utf8').replaceAll('\0', ' ');
      return line.includes(text) ? [line] : [];
    } catch {
      // It has just ended.
      return [];
    }
  });
}
