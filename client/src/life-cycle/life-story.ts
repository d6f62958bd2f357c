// The life of a container as far as it is known: its state, what happened to it and when, and what comes next. Pure; the
// panel draws it, tests read it.
import type { ContainerStatus } from '../engine/engine-state.ts';
import type { EngineEvent } from '../engine/listing.ts';
import { exitMeaning, signalName } from './exit-meaning.ts';

/** `gone` once it was removed. */
export type LifeState = ContainerStatus | 'gone';

export interface LifeStory {
  readonly state: LifeState;
  /** Oldest first; the last ones only. */
  readonly moments: readonly LifeMoment[];
  /** How often it was started, as far as is known. */
  readonly starts: number;
  /** Somebody asked for its end, so that it did not end by itself. */
  readonly isStoppedByHand: boolean;
  /** Of the run that ended last. */
  readonly exitCode?: number;
}

export interface LifeMoment {
  /** Milliseconds since 1970, by the engine's clock. */
  readonly at: number;
  readonly kind:
    | 'created'
    | 'started'
    | 'paused'
    | 'unpaused'
    | 'signal'
    | 'out-of-memory'
    | 'ended'
    | 'renamed'
    | 'health'
    | 'removed';
  /** A few words: `Ended with exit code 137`. */
  readonly text: string;
  /** What it means; empty where there is nothing to say. */
  readonly detail: string;
  /** Whether something went wrong. */
  readonly isBad: boolean;
}

/** What the engine says of it at a moment, as far as is read here. */
export interface KnownContainer {
  readonly status: ContainerStatus;
  readonly exitCode?: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** More than anybody reads through. */
const keptMoments = 200;

export function beginStory(container: KnownContainer | undefined, past: readonly EngineEvent[]): LifeStory {
  const empty: LifeStory = { state: container?.status ?? 'gone', moments: [], starts: 0, isStoppedByHand: false };
  const told = past.reduce(withEvent, empty);
  const isFromTheStart = told.moments.some(({ kind }) => kind === 'created');
  const created =
    container && ({ at: container.createdAt, kind: 'created', text: 'Created', detail: '', isBad: false } as const);
  return {
    ...told,
    moments: isFromTheStart || !created ? told.moments : [created, ...told.moments],
    // What is so now counts, and not what was last heard of.
    state: container?.status ?? 'gone',
    ...(container?.exitCode === undefined ? {} : { exitCode: container.exitCode }),
  };
}

/** The state follows from events where they tell it; `withState` has the last word. */
export function withEvent(story: LifeStory, event: EngineEvent): LifeStory {
  const moment = momentOf(event);
  if (!moment) return story;
  const moments = [...story.moments, moment].slice(-keptMoments);
  const next = { ...story, moments };
  switch (moment.kind) {
    case 'created':
      return { ...next, state: 'created' };
    case 'started':
      return { ...next, state: 'running', starts: story.starts + 1, isStoppedByHand: false };
    case 'paused':
      return { ...next, state: 'paused' };
    case 'unpaused':
      return { ...next, state: 'running' };
    case 'signal':
      return { ...next, isStoppedByHand: true };
    case 'ended': {
      const exitCode = exitCodeOf(event);
      return { ...next, state: 'exited', ...(exitCode === undefined ? {} : { exitCode }) };
    }
    case 'removed':
      return { ...next, state: 'gone' };
    default:
      return next;
  }
}

export function withState(story: LifeStory, state: LifeState, exitCode?: number): LifeStory {
  const isSame = story.state === state && (exitCode === undefined || exitCode === story.exitCode);
  return isSame ? story : { ...story, state, ...(exitCode === undefined ? {} : { exitCode }) };
}

function momentOf(event: EngineEvent): LifeMoment | undefined {
  const { action, attributes, at } = event;
  const moment = (kind: LifeMoment['kind'], text: string, detail = '', isBad = false): LifeMoment => ({
    ...{ at, kind, text, detail, isBad },
  });
  const [verb, ...rest] = action.split(':');
  switch (verb) {
    case 'create':
      return moment('created', 'Created');
    case 'start':
      return moment('started', 'Started');
    case 'pause':
      return moment('paused', 'Paused', 'Its processes are frozen where they are and keep their memory.');
    case 'unpause':
      return moment('unpaused', 'Unpaused');
    case 'kill': {
      const name = signalName(attributes['signal'] ?? '');
      return moment('signal', `Was sent ${name}`, signalDetails[name] ?? '');
    }
    case 'oom':
      return moment('out-of-memory', 'Ran out of memory', 'The kernel kills a process of it.', true);
    case 'die': {
      const exitCode = exitCodeOf(event);
      if (exitCode === undefined) return moment('ended', 'Ended');
      const detail = exitMeaning(exitCode);
      return moment('ended', `Ended with exit code ${exitCode}`, detail, exitCode !== 0);
    }
    case 'rename':
      return moment('renamed', `Renamed to ${attributes['name'] ?? 'another name'}`);
    case 'health_status': {
      const health = rest.join(':').trim();
      return moment('health', health === 'healthy' ? 'Became healthy' : `Became ${health}`, '', health === 'unhealthy');
    }
    case 'destroy':
      return moment('removed', 'Removed', 'Its writable layer and its logs are gone; volumes with a name stay.');
    default:
      return undefined;
  }
}

const signalDetails: Readonly<Record<string, string>> = {
  SIGTERM: 'It is asked to end, and may tidy up first.',
  SIGINT: 'It is asked to end, as by Ctrl+C.',
  SIGKILL: 'It ends at once, without a chance to tidy up.',
  SIGQUIT: 'It is asked to end.',
};

function exitCodeOf({ attributes }: EngineEvent): number | undefined {
  const { exitCode } = attributes;
  return exitCode === undefined || !/^\d{1,3}$/.test(exitCode) ? undefined : Number(exitCode);
}
