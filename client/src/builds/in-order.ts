// Carries a plan out one image after the other, several at once: what an image is made from comes before it, and what
// needs one that failed is not begun.
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import type { JobFailure } from './build-run.ts';
import type { BuildRunner, ImageBuilder } from './build-runner.ts';

/** What a failure means to a user. `error` is whatever the builder rejected with, most often a `BuildFailed`. */
export type FailureOf = (error: unknown, build: PlannedBuild, plan: BuildPlan) => JobFailure | Promise<JobFailure>;

export interface InOrderOptions {
  /** How many are built at once; two when absent. */
  readonly parallel?: number;
  readonly failureOf: FailureOf;
}

export function inOrder(builder: ImageBuilder, { parallel = 2, failureOf }: InOrderOptions): BuildRunner {
  return {
    kind: builder.kind,
    async run(plan, told, signal) {
      signal.throwIfAborted();
      let waiting = ordered(plan);
      const needs = needsOf(plan);
      const ended = new Map<string, 'done' | 'failed'>();
      const running = new Set<Promise<void>>();

      const build = async (it: PlannedBuild): Promise<void> => {
        told.started(it.id);
        try {
          const result = await builder.build(it, plan, progress => told.progress(it.id, progress), signal);
          ended.set(it.id, 'done');
          told.done(it.id, result);
        } catch (error) {
          ended.set(it.id, 'failed');
          if (signal.aborted) return;
          told.failed(it.id, await failureOf(error, it, plan));
        }
      };
      const skip = (it: PlannedBuild): void => {
        ended.set(it.id, 'failed');
        told.skipped(it.id);
      };
      while (waiting.length > 0 || running.size > 0) {
        const next = signal.aborted ? undefined : nextOf(waiting, needs, ended, running.size);
        if (next !== undefined && (next.kind === 'skip' || running.size < Math.max(1, parallel))) {
          waiting = waiting.filter(it => it !== next.build);
          if (next.kind === 'skip') skip(next.build);
          else {
            const work: Promise<void> = build(next.build).finally(() => running.delete(work));
            running.add(work);
          }
          continue;
        }
        if (running.size === 0) break;
        // One that failed in our own words must not leave the others running unseen.
        await Promise.race(running).catch(async error => {
          await Promise.allSettled(running);
          throw error;
        });
      }
      signal.throwIfAborted();
    },
  };
}

/** As the plan's steps have it; of those it does not name none is lost. */
function ordered({ builds, steps }: BuildPlan): readonly PlannedBuild[] {
  const place = new Map(steps.flat().map((id, index) => [id, index]));
  const last = place.size;
  return builds.toSorted((a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last));
}

type Next = { readonly kind: 'build' | 'skip'; readonly build: PlannedBuild };

/** What can be begun, or can never be; undefined while everything waits for what is running. */
function nextOf(
  waiting: readonly PlannedBuild[],
  needs: ReadonlyMap<string, readonly string[]>,
  ended: ReadonlyMap<string, 'done' | 'failed'>,
  running: number,
): Next | undefined {
  for (const build of waiting) {
    const states = (needs.get(build.id) ?? []).map(id => ended.get(id));
    if (states.includes('failed')) return { kind: 'skip', build };
    if (states.every(state => state === 'done')) return { kind: 'build', build };
  }
  // They need each other: the plan has said so, and the builder may know an older image of that name.
  const [first] = waiting;
  return running === 0 && first ? { kind: 'build', build: first } : undefined;
}

/** By id of a build, those that have to be done before it. What only starts before it need not be. */
function needsOf({ builds }: BuildPlan): ReadonlyMap<string, readonly string[]> {
  const idOf = new Map(builds.map(({ id, service, for: platform }) => [`${service}@${platform}`, id]));
  return new Map(
    builds.map(({ id, for: platform, after }) => {
      const images = after.filter(({ because }) => because !== 'depends-on');
      const ids = images.flatMap(({ service }) => idOf.get(`${service}@${platform}`) ?? []);
      return [id, ids.filter(it => it !== id)];
    }),
  );
}
