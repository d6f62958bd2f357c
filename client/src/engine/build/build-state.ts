// What is known of a running build, as plain data: what came so far in, the next state out. Output is not part of it
// (build-log.ts keeps that) but for the last line of a step.
import type { BuildProgress, BuildStep, BuildTransfer, BuildWarning } from '../engine.ts';
import { type StepName, stepName } from './step-name.ts';

export interface BuildState {
  /** In the order in which they were first told. */
  readonly steps: readonly StepState[];
  readonly warnings: readonly BuildWarning[];
  /** Steps of the Dockerfile that are done, those from the cache included, and how many there are as far as is known. */
  readonly done: number;
  readonly total: number;
  readonly cached: number;
  /** 0 to 100, never less than before. */
  readonly percent: number;
  /** Bytes of base images fetched so far, and in all as far as known. */
  readonly fetched: { readonly current: number; readonly total: number };
  /** Bytes of the context that were sent. */
  readonly sent: number;
  /** Milliseconds by the engine's clock, since its first step; what still runs is not counted. */
  readonly durationMs: number;
}

export interface StepState {
  readonly digest: string;
  readonly name: StepName;
  readonly state: BuildStep['state'];
  readonly error?: string;
  /** Milliseconds since 1970 by the engine's clock: of its first go, and of the end of its last. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Of the goes that have ended, together, in milliseconds. */
  readonly activeMs: number;
  /** In the order in which they were first told. */
  readonly transfers: readonly BuildTransfer[];
  /** The last whole line it wrote that was not blank. */
  readonly lastLine?: string;
  /** What it wrote behind its last line break. */
  readonly unfinished: string;
}

export interface StageState {
  /** Empty where the Dockerfile has one stage. */
  readonly name: string;
  /** Empty unless several platforms are built. */
  readonly platform: string;
  /** By their number. */
  readonly steps: readonly StepState[];
  readonly state: BuildStep['state'];
}

export const emptyBuild: BuildState = {
  steps: [],
  warnings: [],
  done: 0,
  total: 0,
  cached: 0,
  percent: 0,
  fetched: { current: 0, total: 0 },
  sent: 0,
  durationMs: 0,
};

export function nextBuildState(state: BuildState, progress: BuildProgress): BuildState {
  switch (progress.kind) {
    case 'warning':
      return { ...state, warnings: [...state.warnings, progress.warning] };
    case 'output':
      return withStep(state, progress.step, step => wrote(step, progress.text));
    case 'transfer':
      return counted(withStep(state, progress.step, step => moved(step, progress.transfer)));
    case 'step': {
      const { digest } = progress.step;
      const isKnown = state.steps.some(it => it.digest === digest);
      const steps = isKnown
        ? state.steps.map(it => (it.digest === digest ? changed(it, progress.step) : it))
        : [...state.steps, changed(undefined, progress.step)];
      return counted({ ...state, steps });
    }
  }
}

function withStep(state: BuildState, digest: string, change: (step: StepState) => StepState): BuildState {
  const index = state.steps.findIndex(it => it.digest === digest);
  const step = state.steps[index];
  return step === undefined ? state : { ...state, steps: state.steps.with(index, change(step)) };
}

function changed(before: StepState | undefined, step: BuildStep): StepState {
  const { digest, state, startedAt, endedAt, error } = step;
  // The same go may be told twice.
  const isNewEnd = endedAt !== undefined && startedAt !== undefined && endedAt !== before?.endedAt;
  const first = before?.startedAt ?? startedAt;
  const last = endedAt ?? before?.endedAt;
  return {
    transfers: [],
    unfinished: '',
    ...before,
    digest,
    name: stepName(step.name),
    // Told as done by one stage and waiting by another, it is done.
    state: state === 'waiting' && before !== undefined ? before.state : state,
    activeMs: (before?.activeMs ?? 0) + (isNewEnd ? Math.max(0, endedAt - startedAt) : 0),
    ...(first === undefined ? {} : { startedAt: first }),
    ...(last === undefined ? {} : { endedAt: last }),
    ...(error === undefined ? {} : { error }),
  };
}

function moved(step: StepState, transfer: BuildTransfer): StepState {
  const index = step.transfers.findIndex(it => it.id === transfer.id);
  return { ...step, transfers: index < 0 ? [...step.transfers, transfer] : step.transfers.with(index, transfer) };
}

/** Of what a program writes without ever ending the line. */
const longestLine = 2000;

function wrote(step: StepState, text: string): StepState {
  const lines = (step.unfinished + text).split('\n');
  const unfinished = (lines.pop() ?? '').slice(-longestLine);
  const lastLine =
    lines
      .findLast(line => line.trim() !== '')
      ?.slice(-longestLine)
      .trimEnd() ?? step.lastLine;
  return { ...step, unfinished, ...(lastLine === undefined ? {} : { lastLine }) };
}

function counted(state: BuildState): BuildState {
  let done = 0;
  let cached = 0;
  let seen = 0;
  let classicTotal = 0;
  let current = 0;
  let total = 0;
  let sent = 0;
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const step of state.steps) {
    from = Math.min(from, step.startedAt ?? from);
    to = Math.max(to, step.endedAt ?? to);
    if (step.name.kind === 'instruction') {
      seen++;
      if (step.state === 'done' || step.state === 'cached') done++;
      if (step.state === 'cached') cached++;
      if (step.name.counting === 'classic') classicTotal = Math.max(classicTotal, step.name.total);
    }
    for (const transfer of step.transfers) {
      if (/^transferring context/.test(transfer.id) && step.name.text === 'load build context')
        sent += transfer.current;
      if (transfer.total === 0) continue;
      current += transfer.current;
      total += transfer.total;
    }
  }
  // BuildKit tells of all steps before the first runs, the classic builder of one after the other.
  const all = Math.max(seen, classicTotal);
  return {
    ...state,
    done,
    cached,
    total: all,
    percent: Math.max(state.percent, all === 0 ? 0 : (100 * done) / all),
    fetched: { current, total },
    sent,
    durationMs: Math.max(0, to - from),
  };
}

/** The stages with their steps; the one that is built last comes last, and so does what is of no stage elsewhere. */
export function stagesOf({ steps }: BuildState): readonly StageState[] {
  const groups = new Map<string, { readonly name: string; readonly platform: string; readonly steps: StepState[] }>();
  for (const step of steps) {
    if (step.name.kind !== 'instruction') continue;
    const { stage: name = '', platform = '' } = step.name;
    const key = `${platform} ${name}`;
    const group = groups.get(key) ?? { name, platform, steps: [] };
    groups.set(key, group);
    group.steps.push(step);
  }
  // BuildKit begins with the end of the last stage and goes back to what that needs.
  return [...groups.values()].reverse().map(group => {
    const ordered = group.steps.toSorted((a, b) => numberOf(a) - numberOf(b));
    return { ...group, steps: ordered, state: together(ordered) };
  });
}

function numberOf({ name }: StepState): number {
  return name.kind === 'instruction' ? name.number : 0;
}

function together(steps: readonly StepState[]): BuildStep['state'] {
  const states = new Set(steps.map(step => step.state));
  if (states.has('failed')) return 'failed';
  if (states.has('running')) return 'running';
  if (!states.has('waiting')) return states.has('done') ? 'done' : 'cached';
  return states.size === 1 ? 'waiting' : 'running';
}

/** What runs now, the longest first: for a line that has room for one. */
export function runningSteps({ steps }: BuildState): readonly StepState[] {
  const running = steps.filter(step => step.state === 'running');
  return running.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
}
