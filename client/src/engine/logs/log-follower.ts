// The log of a container for as long as somebody looks at it: when the container ends, the engine goes away or another
// container takes the name, it waits for the store to tell, and goes on where it was. Asks nothing while it waits.
import { type ContainerEngine, EngineRefused, EngineUnreachable } from '../engine.ts';
import type { EngineStore } from '../engine-store.ts';
import { type LogLine, lineReader } from './log-lines.ts';
import { logPosition, nanosecondsOf, shortlyBefore } from './log-position.ts';

export type LogEvent =
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] }
  /** Times are milliseconds since 1970. */
  | { readonly kind: 'exited'; readonly code: number; readonly at: number; readonly isOutOfMemory: boolean }
  /** It runs again, or another of its name does. */
  | { readonly kind: 'started'; readonly at: number }
  /** It was made and has never run. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'lost'; readonly why: string }
  /** The engine is back. */
  | { readonly kind: 'found' };

export interface FollowOptions {
  readonly id: string;
  /** Of the container: when it is removed and another gets its name, that one is followed. */
  readonly name: string;
  readonly store: Pick<EngineStore, 'state' | 'onDidChange' | 'demand'>;
  readonly engine: () => Promise<ContainerEngine>;
  /** Nanoseconds since 1970; `start`: when the run began that is seen first. */
  readonly since?: bigint | 'start';
  /** So many lines of what was before. */
  readonly tail?: number;
  readonly signal: AbortSignal;
}

/** Ends with the signal alone, without an error; throws what the engine refuses for good, such as a log it does not keep. */
export async function* followLogs(options: FollowOptions): AsyncGenerator<LogEvent> {
  const { store, signal } = options;
  const demand = store.demand();
  const changes = changesOf(options);
  try {
    const home = hostOf(store);
    let { id } = options;
    for (let isFirst = true; ; isFirst = false) {
      changes.watch(id);
      yield* untilRemoved(isFirst ? options : { ...options, id }, isFirst ? 'first' : 'next', home, changes);
      id = await successor(options, id, changes);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    changes.dispose();
    demand.dispose();
  }
}

/** `place`: whether it is the first container of its name that is followed. */
async function* untilRemoved(
  options: FollowOptions,
  place: 'first' | 'next',
  home: string | undefined,
  changes: Changes,
): AsyncGenerator<LogEvent> {
  const { id, store, signal } = options;
  const reading = logReading(options, place);
  let told = 'found' as LogEvent['kind'];
  const tell = (event: LogEvent): LogEvent => {
    told = event.kind;
    return event;
  };
  for (let failures = 0; ; ) {
    signal.throwIfAborted();
    changes.forget();
    try {
      if (home !== undefined && hostOf(store) !== home) throw new AnotherEngine();
      const engine = await options.engine();
      const run = await runOf(engine, id);
      if (told === 'lost') yield tell({ kind: 'found' });
      if (run.startedAt === undefined) {
        if (told !== 'waiting') yield tell({ kind: 'waiting' });
        await changes.next();
        continue;
      }
      if (reading.isNew(run)) yield tell({ kind: 'started', at: milliseconds(run.startedAt) });
      for await (const lines of reading.of(engine, run)) {
        failures = 0;
        yield { kind: 'lines', lines };
      }
      if (run.isRunning) {
        // What ends again and again although it runs is left alone until something happens.
        if (reading.fruitless > 2) await changes.next();
        continue;
      }
      if (told !== 'exited') {
        const { exitCode: code, finishedAt, isOutOfMemory } = run;
        yield tell({ kind: 'exited', code, at: milliseconds(finishedAt), isOutOfMemory });
      }
      await changes.next();
    } catch (error) {
      signal.throwIfAborted();
      // 409: it is being removed just now.
      if (error instanceof EngineRefused && (error.status === 404 || error.status === 409)) {
        yield { kind: 'removed' };
        return;
      }
      if (!(error instanceof EngineUnreachable || error instanceof AnotherEngine)) throw error;
      // A connection that broke need not mean an engine that is gone.
      if (++failures === 1) continue;
      if (told !== 'lost') yield tell({ kind: 'lost', why: error.message });
      await changes.next();
    }
  }
}

/** Id of the next container that has the name. */
async function successor({ store, name }: FollowOptions, gone: string, changes: Changes): Promise<string> {
  for (;;) {
    changes.forget();
    for (const row of store.state.containers.values()) if (row.name === name && row.id !== gone) return row.id;
    await changes.next();
  }
}

/** How far the log of one container was read, over its runs. */
function logReading({ id, since, tail, store, signal }: FollowOptions, place: 'first' | 'next') {
  const position = logPosition();
  let last: Run | undefined;
  let isComplete = false;
  return {
    /** Times in a row that the log of a running container ended at once. */
    fruitless: 0,
    isNew: (run: Run): boolean => (last === undefined ? place === 'next' : last.startedAt !== run.startedAt),
    async *of({ sessions }: ContainerEngine, run: Run): AsyncGenerator<readonly LogLine[]> {
      const isSame = last?.startedAt === run.startedAt;
      if (isSame && isComplete) return;
      const begun = nanosecondsOf(run.startedAt ?? '');
      const from = last
        ? position.resume(isSame ? undefined : begun)
        : since === 'start'
          ? shortlyBefore(begun)
          : since;
      const isFirst = last === undefined;
      last = run;
      isComplete = false;
      this.fruitless++;
      const reader = lineReader();
      const life = lifeOf(store, id, signal);
      const portions = sessions.logs(id, {
        follow: run.isRunning,
        timestamps: true,
        signal: run.isRunning ? life.signal : signal,
        ...(from === undefined ? {} : { since: from }),
        ...(isFirst && tail !== undefined ? { tail } : {}),
      });
      try {
        for await (const chunks of portions) {
          const lines = position.unseen(reader.read(chunks));
          if (lines.length === 0) continue;
          this.fruitless = 0;
          yield lines;
        }
      } catch (error) {
        if (signal.aborted || !life.signal.aborted) throw error;
      } finally {
        life.dispose();
      }
      const rest = position.unseen(reader.end());
      if (rest.length > 0) yield rest;
      isComplete = !run.isRunning;
    },
  };
}

/** How long the log of a container that has ended may go on. */
const lastWordsMs = 2_000;

/**
 * A signal that fires with the given one, and when the container has ended and its log has not: engines forget to end a
 * log that was asked for in the moment in which the container ended.
 */
function lifeOf(store: FollowOptions['store'], id: string, signal: AbortSignal) {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const status = store.state.containers.get(id)?.status;
    const hasEnded = status === 'exited' || status === 'dead';
    if (hasEnded) timer ??= setTimeout(() => over.abort(), lastWordsMs);
    else {
      clearTimeout(timer);
      timer = undefined;
    }
  };
  const listening = store.onDidChange(({ containers }) => {
    if (containers.has(id)) look();
  });
  look();
  return {
    signal: AbortSignal.any([signal, over.signal]),
    dispose() {
      clearTimeout(timer);
      listening.dispose();
    },
  };
}

/** Times as the engine writes them. */
interface Run {
  /** Undefined when it has never run. */
  readonly startedAt: string | undefined;
  readonly isRunning: boolean;
  readonly finishedAt: string;
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
}

async function runOf(engine: ContainerEngine, id: string): Promise<Run> {
  const { State = {} } = await engine.containers.inspect(id);
  const { StartedAt = '0001-' } = State;
  return {
    startedAt: StartedAt.startsWith('0001-') ? undefined : StartedAt,
    isRunning: State.Running === true && State.Restarting !== true,
    finishedAt: State.FinishedAt ?? '',
    exitCode: State.ExitCode ?? 0,
    isOutOfMemory: State.OOMKilled === true,
  };
}

function milliseconds(time: string): number {
  return Number((nanosecondsOf(time) ?? 0n) / 1_000_000n);
}

/** Another engine was selected: this one's containers are out of sight. */
class AnotherEngine extends Error {
  constructor() {
    super('Another engine is selected now');
  }
}

/** Undefined before the first connection. */
function hostOf({ state: { connection } }: FollowOptions['store']): string | undefined {
  return 'engine' in connection ? connection.engine.host : undefined;
}

interface Changes {
  watch(id: string): void;
  /** What happened until now is known. */
  forget(): void;
  /** Settles when something has happened since then that may concern the container; rejects with the signal. */
  next(): Promise<void>;
  dispose(): void;
}

function changesOf({ store, name, signal }: FollowOptions): Changes {
  let watched = '';
  let hasChanged = false;
  let wake: (() => void) | undefined;
  const happened = () => {
    hasChanged = true;
    wake?.();
  };
  const listening = store.onDidChange(({ isOfConnection, containers }, state) => {
    const isNamesake = (id: string) => state.containers.get(id)?.name === name;
    if (isOfConnection || containers.has(watched) || [...containers].some(isNamesake)) happened();
  });
  signal.addEventListener('abort', happened);
  return {
    watch(id) {
      watched = id;
    },
    forget() {
      hasChanged = false;
    },
    async next() {
      signal.throwIfAborted();
      if (!hasChanged)
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      wake = undefined;
      signal.throwIfAborted();
    },
    dispose() {
      listening.dispose();
      signal.removeEventListener('abort', happened);
    },
  };
}
