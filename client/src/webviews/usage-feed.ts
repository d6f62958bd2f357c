// What containers use, for as long as somebody looks: one stream for each that runs, none while the feed is paused, and a
// new one when a container that stopped runs again. Knows nothing of VS Code.
import type { ContainerEngine } from '../engine/engine.ts';
import type { ContainerRow } from '../engine/engine-state.ts';
import type { Ending, EngineStore } from '../engine/engine-store.ts';
import { absentEngineNote } from './absent-engine.ts';
import { noUsage, type UsageHistory, withSample } from './usage-history.ts';
import type { ContainerUsage, UsageMessage, UsagePanelState, UsageSubject } from './usage-messages.ts';

export interface UsageFeedOptions {
  readonly subject: UsageSubject;
  /** What was known before a reload. */
  readonly before?: UsagePanelState['points'];
  readonly store: Pick<EngineStore, 'state' | 'demand' | 'onDidChange'>;
  readonly engine: () => Promise<Pick<ContainerEngine, 'containers' | 'listing'>>;
  readonly tell: (message: UsageMessage) => void;
  readonly log: (message: string) => void;
}

export interface UsageFeed {
  /** To be remembered: with the engine the containers are of, as soon as that is known. */
  readonly subject: UsageSubject;
  /** What is known now. */
  readonly containers: readonly ContainerUsage[];
  /** Begins, or goes on after a pause. */
  resume(): void;
  /** Ends all streams and asks nothing more of the engine. */
  pause(): void;
}

interface Followed {
  readonly id: string;
  name: string;
  image: string;
  note: string | undefined;
  /** The engine has told of it. */
  isKnown: boolean;
  history: UsageHistory;
  /** Of the stream; absent while there is none. */
  abort?: AbortController;
}

export function usageFeed({ subject, before = {}, store, engine, tell, log }: UsageFeedOptions): UsageFeed {
  const followed: readonly Followed[] = subject.containers.map(({ id, name, image }) => {
    const points = before[id];
    return { id, name, image, note: undefined, isKnown: false, history: points ? { points } : noUsage };
  });
  let { host } = subject;
  let listening: readonly Ending[] | undefined;

  const subjectNow = (): UsageSubject => ({
    containers: followed.map(({ id, name, image }) => ({ id, name, image })),
    ...(host === undefined ? {} : { host }),
  });
  const look = (it: Followed): void => {
    const { connection, containers } = store.state;
    const row = containers.get(it.id);
    it.isKnown ||= row !== undefined;
    if (host === undefined && connection.kind === 'connected') {
      host = connection.engine.host;
      tell({ kind: 'subject', subject: subjectNow() });
    }
    const note = absentEngineNote(connection, host) ?? noteOn(row, it.isKnown || connection.kind === 'connected');
    const { name = it.name, image = it.image } = row ?? {};
    if (note !== it.note || name !== it.name) {
      it.note = note;
      it.name = name;
      it.image = image;
      tell({ kind: 'container', container: shown(it) });
    }
    if (note === undefined && listening && !it.abort) void follow(it);
  };
  const follow = async (it: Followed): Promise<void> => {
    const abort = new AbortController();
    it.abort = abort;
    let samples = 0;
    let isStillRunning = false;
    try {
      const { containers, listing } = await engine();
      log(`Listening to the usage of ${it.name} ${it.id.slice(0, 12)}`);
      for await (const sample of containers.stats(it.id, abort.signal)) {
        samples++;
        it.history = withSample(it.history, sample);
        const point = it.history.points.at(-1);
        if (point) tell({ kind: 'point', id: it.id, point });
      }
      // A restart may have been told of before the stream noticed the stop: no further event would come.
      if (!abort.signal.aborted && samples > 0) isStillRunning = (await listing.container(it.id))?.status === 'running';
    } catch (error) {
      log(`The usage of ${it.name} is not told any more: ${String(error)}`);
    } finally {
      if (it.abort === abort) delete it.abort;
    }
    if (isStillRunning && listening && !it.abort) void follow(it);
  };

  return {
    get subject() {
      return subjectNow();
    },
    get containers() {
      return followed.map(it => ({ ...shown(it), points: it.history.points }));
    },
    resume() {
      if (listening) return;
      const change = store.onDidChange(({ isOfConnection, containers }) => {
        for (const it of followed) if (isOfConnection || containers.has(it.id)) look(it);
      });
      listening = [store.demand(), change];
      for (const it of followed) look(it);
    },
    pause() {
      for (const ending of listening ?? []) ending.dispose();
      listening = undefined;
      for (const it of followed) {
        it.abort?.abort();
        delete it.abort;
      }
    },
  };
}

function shown({ id, name, image, note }: Followed): Omit<ContainerUsage, 'points'> {
  return { id, name, image, ...(note === undefined ? {} : { note }) };
}

/** Why nothing can be told; undefined for a container that runs. */
function noteOn(row: ContainerRow | undefined, isAsked: boolean): string | undefined {
  switch (row?.status) {
    case undefined:
      return isAsked ? 'Removed.' : 'Waiting for the engine…';
    case 'running':
    case 'paused':
      return undefined;
    case 'created':
      return 'Not started yet. This begins when it is.';
    case 'restarting':
      return 'Between two attempts to run.';
    case 'removing':
      return 'Being removed.';
    case 'exited':
      return `Stopped${row?.exitCode === undefined ? '' : ` with exit code ${row.exitCode}`}. This goes on when it is started again.`;
    case 'dead':
      return 'Dead: it was removed in part.';
  }
}
