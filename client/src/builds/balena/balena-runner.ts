// Carries a plan out by balena's CLI: a program of its own whose output becomes the progress of the services' builds. It
// builds what it finds in the folder, by its own rules; the plan says what to expect of it.
import { spawn } from 'node:child_process';
import type { BuildPlan, PlannedBuild } from '../../../../server/src/build/build-plan.ts';
import { BuildFailed, type BuildStep } from '../../engine/engine.ts';
import type { JobResult } from '../build-run.ts';
import type { BuildRunner, RunEvents } from '../build-runner.ts';
import type { FailureOf } from '../in-order.ts';
import { endsWith } from '../own-program.ts';
import { type BalenaTold, balenaOutput, lineCutter } from './balena-output.ts';
import { BalenaMissing, balenaCall, isMissing, isUnknownToWindows } from './balena-program.ts';
import { type BalenaCall, type BalenaTask, balenaCalls } from './balena-task.ts';

export interface BalenaRunnerOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Of the project, as this machine writes it. */
  readonly folder: string;
  readonly failureOf: FailureOf;
  /** What came of a build that is on the connected engine; absent where it is elsewhere. */
  readonly describe?: (build: PlannedBuild, plan: BuildPlan, notes: readonly string[]) => Promise<JobResult>;
  readonly now?: () => number;
}

export function balenaRunner(task: BalenaTask, options: BalenaRunnerOptions): BuildRunner {
  return {
    kind: 'balena',
    async run(plan, told, signal) {
      for (const call of balenaCalls(task, plan)) {
        signal.throwIfAborted();
        await carryOut(call, task, plan, told, signal, options);
      }
      signal.throwIfAborted();
    },
  };
}

/** What is known of one service while the program runs. */
interface Job {
  readonly build: PlannedBuild;
  state: 'waiting' | 'running' | 'built' | 'failed';
  step: BuildStep | undefined;
  /** The last lines of the step. */
  readonly output: string[];
  message: string;
  exitCode: number | undefined;
  size: string | undefined;
}

const mostOutput = 20;

async function carryOut(
  call: BalenaCall,
  task: BalenaTask,
  plan: BuildPlan,
  told: RunEvents,
  signal: AbortSignal,
  options: BalenaRunnerOptions,
): Promise<void> {
  const ids = new Set(call.platforms.map(({ id }) => id));
  const jobs = new Map<string, Job>();
  for (const build of plan.builds) {
    if (!ids.has(build.for) || jobs.has(build.service)) continue;
    const nothing = { step: undefined, output: [], message: '', exitCode: undefined, size: undefined };
    jobs.set(build.service, { build, state: 'waiting', ...nothing });
  }
  const errors: string[] = [];
  const output = balenaOutput([...jobs.keys()], options.now ?? Date.now);
  const hear = (all: readonly BalenaTold[]): void => {
    for (const it of all) {
      if (it.kind === 'note') {
        if (it.level === 'error') errors.push(it.text);
        told.note(it.text);
      } else {
        const job = jobs.get(it.service);
        if (job) hearJob(job, it, told);
      }
    }
  };
  const code = await runProgram(call, options, signal, (line, from) => hear(output.line(line, from)));
  if (signal.aborted) return;
  const why =
    errors.findLast(it => !vague.test(it)) ?? errors.at(-1) ?? `balena ${call.args[0]} ended with exit code ${code}`;
  const all = [...jobs.values()];
  if (code !== 0 && !all.some(({ state }) => state === 'failed')) {
    // Nobody was named: it is whoever was in the middle of a step, else all of it.
    const running = all.filter(({ state }) => state === 'running');
    for (const job of running.length > 0 ? running : all) {
      const isSeen = isOfStep(why, job.step);
      hear(isSeen ? output.failed(job.build.service, why) : output.closed(job.build.service));
      begin(job, told);
      if (!isSeen) Object.assign(job, { step: undefined, output: [] });
      const exitCode = exited.exec(why)?.[1];
      Object.assign(job, {
        ...{ state: 'failed', message: job.message || why },
        ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
      });
    }
  }
  for (const job of all) await tellEnd(job, code, task, plan, told, options);
}

/** What it says in the end of every failure. */
const vague = /^(?:Build failed|Remote build failed|Not deploying release|Deploy failed)\.?$/;
const exited = /^The command '(?:\/bin\/sh -c )?(?:.*)' returned a non-zero code: (\d{1,3})/s;

/** A build on this machine breaks off before it has told of the step that failed: then the last one told is another. */
function isOfStep(why: string, step: BuildStep | undefined): boolean {
  const command = /^The command '\/bin\/sh -c (.*)' returned/s.exec(why)?.[1];
  return step === undefined || command === undefined || step.name.includes(command);
}

function begin(job: Job, told: RunEvents): void {
  if (job.state !== 'waiting') return;
  job.state = 'running';
  told.started(job.build.id);
}

function hearJob(job: Job, it: Exclude<BalenaTold, { readonly kind: 'note' }>, told: RunEvents): void {
  switch (it.kind) {
    case 'progress': {
      begin(job, told);
      const { progress } = it;
      if (progress.kind === 'step') {
        if (progress.step.digest !== job.step?.digest) job.output.length = 0;
        job.step = progress.step;
      } else if (progress.kind === 'output') {
        job.output.push(progress.text.replace(/\n$/, ''));
        if (job.output.length > mostOutput) job.output.shift();
      }
      told.progress(job.build.id, progress);
      return;
    }
    case 'built':
      begin(job, told);
      job.state = 'built';
      return;
    case 'summary':
      job.size = it.size;
      return;
    case 'failed':
      begin(job, told);
      // Told twice, once by the step and once in the end, the first time is the nearer one.
      if (job.state !== 'failed') Object.assign(job, { state: 'failed', message: it.message, exitCode: it.exitCode });
      return;
  }
}

async function tellEnd(
  job: Job,
  code: number | null,
  task: BalenaTask,
  plan: BuildPlan,
  told: RunEvents,
  { describe, failureOf }: BalenaRunnerOptions,
): Promise<void> {
  const { build, state } = job;
  const fail = async (error: unknown): Promise<void> => told.failed(build.id, await failureOf(error, build, plan));
  if (state === 'failed') {
    const step = job.step?.state === 'failed' ? job.step : undefined;
    await fail(new BuildFailed(job.message, step, job.output, job.exitCode));
  } else if (code !== 0 && state !== 'built') told.skipped(build.id);
  else {
    if (state === 'waiting') told.started(build.id);
    const notes = notesOf(job, code, task);
    try {
      told.done(build.id, describe ? await describe(build, plan, notes) : { tags: [], notes });
    } catch (error) {
      await fail(error);
    }
  }
}

function notesOf({ size, state }: Job, code: number | null, task: BalenaTask): readonly string[] {
  const where = {
    'push-fleet': 'Built by balena’s servers',
    'push-device': 'Built and started on the device',
    build: 'Built by balena’s CLI',
    deploy: 'Built by balena’s CLI',
  }[task.kind];
  // What it did not build, it knew already.
  const made = state === 'waiting' ? 'balena’s CLI told nothing of a build: the image was there already' : where;
  return [
    made,
    ...(size === undefined ? [] : [`Image size ${size}`]),
    ...(code === 0 || task.kind === 'build' ? [] : ['No release was made, because another service failed']),
  ];
}

function runProgram(
  { args }: BalenaCall,
  { environment, folder }: BalenaRunnerOptions,
  signal: AbortSignal,
  onLine: (line: string, from: 'stdout' | 'stderr') => void,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const call = balenaCall(args, { environment, folder });
    const child = spawn(call.command, call.args, call.options);
    const ending = endsWith(child, { signal, asking: 'SIGINT' });
    for (const from of ['stdout', 'stderr'] as const) {
      const cutter = lineCutter(line => onLine(line, from));
      child[from]
        ?.setEncoding('utf8')
        .on('data', (text: string) => cutter.add(text))
        .on('end', () => cutter.end());
    }
    child.on('error', error => {
      ending.dispose();
      reject(isMissing(error) ? new BalenaMissing() : error);
    });
    child.on('close', code => {
      ending.dispose();
      if (isUnknownToWindows(call, code)) reject(new BalenaMissing());
      else resolve(code);
    });
  });
}
