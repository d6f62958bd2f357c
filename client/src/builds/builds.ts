// The builds of this window, running ones and the last that ended. Knows nothing of VS Code.
import type { BuildPlan } from '../../../server/src/build/build-plan.ts';
import type { BuildLog } from '../engine/build/build-log.ts';
import type { Ending } from '../engine/engine-store.ts';
import type { BuildRun } from './build-run.ts';
import type { BuildRunner } from './build-runner.ts';

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
