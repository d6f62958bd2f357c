// A plan that is carried out, as plain data: what runs, how far it is, what came of it. Free of `vscode`; the view, the
// status bar, diagnostics and results are all drawn from it.
import type { BuildPlan } from '../../../server/src/build/build-plan.ts';
import type { BuildState } from '../engine/build/build-state.ts';
import type { BuildStep } from '../engine/engine.ts';

/** `engine`: BuildKit or the classic builder of the connected engine. `buildx`, `balena`: those programs. */
export type RunnerKind = 'engine' | 'buildx' | 'balena';

export interface BuildRun {
  readonly id: string;
  /** What is built and for what: `shop for Raspberry Pi 4 (using 64bit OS)`. */
  readonly title: string;
  readonly runner: RunnerKind;
  readonly plan: BuildPlan;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Milliseconds since 1970, by this machine's clock. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** In the order of the plan. */
  readonly jobs: readonly BuildJob[];
  /** What it said that belongs to no job, such as how a fleet's release came out; the last lines only. */
  readonly notes: readonly string[];
}

/** One service for one platform. */
export interface BuildJob {
  /** As in the plan: `service@platform`. */
  readonly id: string;
  readonly service: string;
  /** The platform it is for, by its id in the plan. */
  readonly for: string;
  /** `skipped`: what it needs failed, or the run ended before its turn. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'skipped';
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly build: BuildState;
  /** Of a job that is done. */
  readonly result?: JobResult;
  /** Of a job that failed. */
  readonly failure?: JobFailure;
}

export interface JobResult {
  /** `sha256:…`; absent where the image was made elsewhere and only pushed. */
  readonly imageId?: string;
  readonly tags: readonly string[];
  /** In bytes, as the engine counts; absent where it was not loaded. */
  readonly bytes?: number;
  /** From the image's own manifest: `linux/arm64`. */
  readonly platform?: string;
  /** What is worth saying: in place of BuildKit the classic builder was used, a handler emulated it. */
  readonly notes: readonly string[];
  /** From the base up. */
  readonly layers?: readonly ImageLayer[];
  /** Against the last build of the same thing; absent for the first. */
  readonly before?: EarlierResult;
}

export interface ImageLayer {
  /** `sha256:…` of what it unpacks to. */
  readonly digest: string;
  /** What made it, as the builder wrote it, and its bytes; absent where the engine does not tell. */
  readonly createdBy?: string;
  readonly bytes?: number;
}

export interface EarlierResult {
  readonly imageId: string;
  readonly bytes?: number;
  /** Layers that both have, and those of this one that are new. */
  readonly sameLayers?: number;
  readonly newLayers?: number;
  readonly layers?: readonly ImageLayer[];
  /** Milliseconds since 1970. */
  readonly builtAt?: number;
}

export interface JobFailure {
  /** One sentence. */
  readonly message: string;
  /** What to do; empty where nothing is known of it. */
  readonly advice: string;
  readonly step?: BuildStep;
  /** The last lines of the step, at most twenty. */
  readonly output: readonly string[];
  readonly exitCode?: number;
  /**
   * In the file that a person wrote: of a template that one, of a Dockerfile inside a Compose file that. Offsets are UTF-16,
   * zero-based and half-open.
   */
  readonly place?: {
    readonly path: string;
    readonly start: number;
    readonly end: number;
    /** What stood there: where a document says something else by now, the place is not right any more. */
    readonly text?: string;
  };
}
