/**
 * What a check of a lesson is: a pure function over facts that says met, or what is missing. A lesson's list of checks is
 * in the order in which its steps ask for them.
 */
import type { LessonFacts, Probe, VolumeFile } from './facts.ts';

export interface LessonCheck {
  /** `d04.exec`; checks of several lessons begin with `x.`. */
  readonly id: string;
  readonly needs: CheckNeeds;
  check(facts: LessonFacts): CheckResult;
}

export type CheckResult =
  | { readonly kind: 'met' }
  | {
      readonly kind: 'unmet';
      /**
       * One sentence each, from what is missing to what exactly to write; the next one is shown after each failed try, the
       * last one stays.
       */
      readonly hints: readonly [string, ...string[]];
    }
  /** Cannot be told now. A step that was done stays done. */
  | { readonly kind: 'unknown'; readonly because: string };

/** What has to be gathered for a check; what is not named is not asked for. */
export interface CheckNeeds {
  readonly engine?: true;
  /** Repositories whose images, names and containers the check looks at: `simple-docker-app`. */
  readonly repositories?: readonly string[];
  /** Names of containers, besides those of the repositories. */
  readonly containers?: readonly string[];
  readonly volumes?: readonly string[];
  readonly probes?: readonly Probe[];
  readonly volumeFiles?: readonly VolumeFile[];
  /** Files whose time of change is looked at. */
  readonly changeTimes?: readonly string[];
  readonly findings?: true;
  readonly platforms?: true;
}

export const met: CheckResult = { kind: 'met' };

export function unmet(hint: string, ...more: string[]): CheckResult {
  return { kind: 'unmet', hints: [hint, ...more] };
}

export function unknown(because: string): CheckResult {
  return { kind: 'unknown', because };
}

/** The hint after so many failed tries, the first being 0. Undefined where nothing is missing. */
export function hintOf(result: CheckResult, failedTries: number): string | undefined {
  if (result.kind !== 'unmet') return undefined;
  return result.hints[Math.min(failedTries, result.hints.length - 1)];
}

/** Everything several checks need together, each thing once. */
export function needsTogether(checks: readonly Pick<LessonCheck, 'needs'>[]): CheckNeeds {
  const needs = checks.map(check => check.needs);
  const all = <T>(of: (need: CheckNeeds) => readonly T[] | undefined): readonly T[] => [
    ...new Map(needs.flatMap(need => of(need) ?? []).map(it => [JSON.stringify(it), it])).values(),
  ];
  return {
    ...(needs.some(it => it.engine) ? { engine: true as const } : {}),
    repositories: all(it => it.repositories),
    containers: all(it => it.containers),
    volumes: all(it => it.volumes),
    probes: all(it => it.probes),
    volumeFiles: all(it => it.volumeFiles),
    changeTimes: all(it => it.changeTimes),
    ...(needs.some(it => it.findings) ? { findings: true as const } : {}),
    ...(needs.some(it => it.platforms) ? { platforms: true as const } : {}),
  };
}
