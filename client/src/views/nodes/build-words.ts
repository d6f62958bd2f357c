// Words and icons that rows of builds share.
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { BuildJob, BuildRun } from '../../builds/build-run.ts';
import { duration } from '../../builds/run-words.ts';
import type { StepState } from '../../engine/build/build-state.ts';
import type { BuildStep, BuildTransfer } from '../../engine/engine.ts';
import { plain } from '../../terminals/terminal-text.ts';
import type { NodeIcon } from '../tree-node.ts';

export type WorkState = BuildRun['state'] | BuildJob['state'] | BuildStep['state'];

const icons: Readonly<Record<WorkState, NodeIcon>> = {
  waiting: { id: 'circle-outline', color: 'disabledForeground' },
  running: { id: 'loading~spin', color: 'charts.blue' },
  done: { id: 'pass', color: 'testing.iconPassed' },
  cached: { id: 'pass', color: 'disabledForeground' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  cancelled: { id: 'circle-slash', color: 'disabledForeground' },
  skipped: { id: 'debug-step-over', color: 'disabledForeground' },
};

export function iconOf(state: WorkState): NodeIcon {
  return icons[state];
}

/** What of a build that is over never ended: nothing of it spins on. */
export function settledState(step: BuildStep['state'], job: BuildJob['state']): WorkState {
  return step === 'running' && job !== 'running' ? 'cancelled' : step;
}

/** The parts that say something, as `a · b`. */
export function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter(it => it !== undefined && it !== '').join(' · ');
}

/** `4.2 s`; nothing for what took no time worth telling. */
export function timed(ms: number): string | undefined {
  return ms < 50 ? undefined : duration(ms);
}

/**
 * How long a step has been running, in milliseconds. Steps tell the engine's clock, which may be another: the job and its
 * first step began together.
 */
export function runningFor(step: StepState, { startedAt = 0, build }: BuildJob, now: number): number {
  const began = build.steps.reduce((first, it) => Math.min(first, it.startedAt ?? first), Number.POSITIVE_INFINITY);
  return Math.max(0, now - startedAt - Math.max(0, (step.startedAt ?? began) - began));
}

/** `12 MB of 40 MB` while it moves, `40 MB` when it has; nothing where nothing is counted. */
export function movedBytes(transfers: readonly BuildTransfer[]): string | undefined {
  let current = 0;
  let total = 0;
  let open = 0;
  for (const transfer of transfers) {
    current += transfer.current;
    total += Math.max(transfer.total, transfer.current);
    if (!transfer.isDone && transfer.current < transfer.total) open++;
  }
  if (current === 0) return undefined;
  return open > 0 && total > current ? `${byteSize(current)} of ${byteSize(total)}` : byteSize(current);
}

/** A line of a program in the room that a row has; nothing for a blank one. */
export function shortLine(line: string, most = 100): string | undefined {
  const text = plain(line).replaceAll(/\s+/g, ' ').trim();
  if (text === '') return undefined;
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
