/** In which order the services of a plan are built: what one needs comes before it. */
import type { PlannedBuild, Precondition } from './build-plan.ts';

export interface BuildOrder {
  readonly steps: readonly (readonly string[])[];
  readonly warnings: readonly string[];
}

type Ordered = Pick<PlannedBuild, 'id' | 'service' | 'for' | 'after'>;

/** Builds wait for those of their own platform only. */
export function buildOrder(builds: readonly Ordered[]): BuildOrder {
  const warnings: string[] = [];
  const steps: string[][] = [];
  const done = new Set<string>();
  const idOf = new Map(builds.map(({ id, service, for: platform }) => [`${service}@${platform}`, id]));
  let waiting = builds;
  /** `depends-on` only tells an order of starting: in a circle it is left out first. */
  const mustWait = (build: Ordered, kinds: ReadonlySet<Precondition['because']>): boolean =>
    build.after.some(({ service, because }) => {
      const id = idOf.get(`${service}@${build.for}`);
      return kinds.has(because) && id !== undefined && id !== build.id && !done.has(id);
    });
  while (waiting.length > 0) {
    let ready = waiting.filter(build => !mustWait(build, all));
    if (ready.length === 0) ready = waiting.filter(build => !mustWait(build, hard)).slice(0, 1);
    if (ready.length === 0) {
      warnings.push(`These need each other, so that none can be first: ${waiting.map(({ id }) => id).join(', ')}`);
      ready = [...waiting];
    }
    steps.push(ready.map(({ id }) => id));
    for (const { id } of ready) done.add(id);
    waiting = waiting.filter(({ id }) => !done.has(id));
  }
  return { steps, warnings };
}

const hard: ReadonlySet<Precondition['because']> = new Set(['named-context', 'base-image']);
const all: ReadonlySet<Precondition['because']> = new Set([...hard, 'depends-on']);
