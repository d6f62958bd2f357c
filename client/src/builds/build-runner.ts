// Who carries a plan out. A runner tells what happens as it happens; it settles when nothing of it runs any more, and
// rejects only when it could not begin or was cancelled, for a job that fails is told and not thrown.
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import type { BuildProgress } from '../engine/engine.ts';
import type { JobFailure, JobResult, RunnerKind } from './build-run.ts';

export interface BuildRunner {
  readonly kind: RunnerKind;
  run(plan: BuildPlan, told: RunEvents, signal: AbortSignal): Promise<void>;
}

/** A runner that builds one image at a time; `inOrder` makes one of it that builds all of a plan. */
export interface ImageBuilder {
  readonly kind: RunnerKind;
  /** Rejects with `BuildFailed` when the build itself failed. */
  build(
    build: PlannedBuild,
    plan: BuildPlan,
    onProgress: (progress: BuildProgress) => void,
    signal: AbortSignal,
  ): Promise<JobResult>;
}

/** `job` is the id of a build in the plan. */
export interface RunEvents {
  started(job: string): void;
  progress(job: string, progress: BuildProgress): void;
  done(job: string, result: JobResult): void;
  failed(job: string, failure: JobFailure): void;
  skipped(job: string): void;
  note(line: string): void;
}
