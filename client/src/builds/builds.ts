// The builds of this window, running ones and the last that ended. Knows nothing of VS Code.
import type { BuildPlan } from '../../../server/src/build/build-plan.ts';
import { type BuildLog, buildLog } from '../engine/build/build-log.ts';
import { emptyBuild, nextBuildState } from '../engine/build/build-state.ts';
import type { Ending } from '../engine/engine-store.ts';
import type { BuildJob, BuildRun } from './build-run.ts';
import type { BuildRunner, RunEvents } from './build-runner.ts';

export interface Builds {
  /** Newest first; of those that ended the last twenty. */
  readonly runs: readonly BuildRun[];
  /** Called at most once a turn of the event loop, however much happened. */
  onDidChange(listener: () => void): Ending;
  start(options: StartOptions): StartedRun;
  cancel(run: string): void;
  /** The output of a job by step; empty for one that is not known any more. */
  log(run: string, job: string): BuildLog;
  /** Lets those go that ended. */
  clear(): void;
}

export interface StartOptions {
  readonly title: string;
  readonly plan: BuildPlan;
  readonly runner: BuildRunner;
}

export interface StartedRun {
  readonly id: string;
  /** The run as it ended. Rejects only when the runner could not begin. */
  readonly ended: Promise<BuildRun>;
}

export interface BuildsOptions {
  /** Milliseconds since 1970; the clock of this machine when absent. */
  readonly now?: () => number;
}

/** Of the runs that ended. */
const keptRuns = 20;
/** Of the notes of one run. */
const keptNotes = 200;

export function builds({ now = Date.now }: BuildsOptions = {}): Builds {
  let runs: readonly BuildRun[] = [];
  let count = 0;
  const aborts = new Map<string, AbortController>();
  /** By run and job. */
  const logs = new Map<string, Map<string, BuildLog>>();
  const listeners = new Set<() => void>();
  let isTelling = false;

  const tell = (): void => {
    if (isTelling) return;
    isTelling = true;
    setImmediate(() => {
      isTelling = false;
      for (const listener of [...listeners]) listener();
    });
  };
  const changeRun = (id: string, change: (run: BuildRun) => BuildRun): void => {
    runs = runs.map(run => (run.id === id ? change(run) : run));
    tell();
  };
  const changeJob = (run: string, job: string, change: (job: BuildJob) => BuildJob): void => {
    changeRun(run, it => ({ ...it, jobs: it.jobs.map(known => (known.id === job ? change(known) : known)) }));
  };
  const logOf = (run: string, job: string): BuildLog => {
    const ofRun = logs.get(run);
    const there = ofRun?.get(job);
    if (there) return there;
    const made = buildLog();
    ofRun?.set(job, made);
    return made;
  };
  const forgetOldest = (): void => {
    const kept = new Set(runs.filter(run => run.state !== 'running').slice(0, keptRuns));
    runs = runs.filter(run => run.state === 'running' || kept.has(run));
    const ids = new Set(runs.map(run => run.id));
    for (const id of logs.keys()) if (!ids.has(id)) logs.delete(id);
  };

  const eventsOf = (run: string): RunEvents => ({
    started: job => changeJob(run, job, it => ({ ...it, state: 'running', startedAt: now() })),
    progress(job, progress) {
      if (progress.kind === 'output') logOf(run, job).add(progress.step, progress.text);
      changeJob(run, job, it => ({ ...it, build: nextBuildState(it.build, progress) }));
    },
    done: (job, result) => changeJob(run, job, it => ({ ...it, state: 'done', endedAt: now(), result })),
    failed: (job, failure) => changeJob(run, job, it => ({ ...it, state: 'failed', endedAt: now(), failure })),
    skipped: job => changeJob(run, job, it => ({ ...it, state: 'skipped' })),
    note: line => changeRun(run, it => ({ ...it, notes: [...it.notes, line].slice(-keptNotes) })),
  });
  /** What is left of a run that is over: nothing waits or runs any more. */
  const end = (id: string, state: 'done' | 'failed' | 'cancelled'): BuildRun => {
    const endedAt = now();
    changeRun(id, run => ({ ...run, state, endedAt, jobs: run.jobs.map(job => settled(job, state, endedAt)) }));
    aborts.delete(id);
    // Read before the oldest go, which with twenty newer ones that ended earlier may be this one.
    const ended = runs.find(run => run.id === id);
    forgetOldest();
    if (ended === undefined) throw new Error(`The build ${id} is not known.`);
    return ended;
  };
  const carryOut = async (id: string, { plan, runner }: StartOptions, signal: AbortSignal): Promise<BuildRun> => {
    const ending = (): BuildRun => {
      const jobs = runs.find(run => run.id === id)?.jobs ?? [];
      // Cancelled too late, everything may be done.
      if (jobs.every(job => job.state === 'done')) return end(id, 'done');
      return end(id, signal.aborted ? 'cancelled' : 'failed');
    };
    try {
      await runner.run(plan, eventsOf(id), signal);
    } catch (error) {
      if (signal.aborted) return ending();
      const message = error instanceof Error ? error.message : String(error);
      eventsOf(id).note(message);
      end(id, 'failed');
      throw error;
    }
    return ending();
  };

  return {
    get runs() {
      return runs;
    },
    onDidChange(listener) {
      // Of its own, so that the same function may listen twice.
      const own = (): void => listener();
      listeners.add(own);
      return { dispose: () => listeners.delete(own) };
    },
    start(options) {
      const { title, plan, runner } = options;
      const id = `build-${++count}`;
      const abort = new AbortController();
      aborts.set(id, abort);
      logs.set(id, new Map());
      const jobs = plan.builds.map(
        (build): BuildJob => ({
          ...{ id: build.id, service: build.service, for: build.for },
          ...{ state: 'waiting', build: emptyBuild },
        }),
      );
      const run: BuildRun = {
        ...{ id, title, runner: runner.kind, plan, jobs },
        ...{ state: 'running', startedAt: now(), notes: [] },
      };
      runs = [run, ...runs];
      tell();
      const ended = carryOut(id, options, abort.signal);
      // Whoever started it need not wait for it.
      ended.catch(() => undefined);
      return { id, ended };
    },
    cancel: run => aborts.get(run)?.abort(),
    log: (run, job) => logOf(run, job),
    clear() {
      runs = runs.filter(run => run.state === 'running');
      forgetOldest();
      tell();
    },
  };
}

function settled(job: BuildJob, state: 'done' | 'failed' | 'cancelled', endedAt: number): BuildJob {
  if (job.state === 'waiting') return { ...job, state: 'skipped' };
  if (job.state !== 'running') return job;
  return { ...job, state: state === 'cancelled' ? 'cancelled' : 'failed', endedAt };
}
