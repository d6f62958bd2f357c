// Keeps the rows current over one connection: listens first, then lists everything, then asks for the single objects that
// events speak of. Asks nothing of its own accord.

import { EngineRefused, EngineUnreachable } from '../engine.ts';
import type { EngineEvent, Listing } from '../listing.ts';
import { completedImageRow } from '../rows/image-row.ts';
import { type ContainerFacts, corrected, isBehind, learn } from './container-facts.ts';
import { meaningOf } from './event-meaning.ts';
import { type Questions, rowQueue } from './row-queue.ts';
import type { SleepWatch } from './sleep-watch.ts';
import { type RowKind, type Rows, rowKinds, type StateKeeper } from './state-keeper.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface FollowOptions {
  readonly listing: Listing;
  readonly keeper: StateKeeper;
  /** What was asked for apart, to be put into rows. */
  readonly platforms: ReadonlyMap<string, string>;
  /** By name; what is gone is taken out. */
  readonly volumeSizes: Map<string, number>;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  readonly watchSleep: () => SleepWatch;
  /** The first lists have been read. */
  readonly onCurrent: () => void;
  /** Each event as it comes, before what it means for the rows. */
  readonly onEvent?: (event: EngineEvent) => void;
}

export interface EngineFollower {
  /**
   * `closed`: the engine ended its event stream. `slept`: so much time passed unseen that events may have been lost.
   * Rejects when the connection breaks or the engine refuses its lists, and with the signal's reason.
   */
  readonly ended: Promise<'closed' | 'slept'>;
  /** Lists everything anew. */
  refresh(): void;
  /** Puts what was asked for apart into the rows. */
  complete(kind: 'images' | 'volumes', id: string): void;
}

/** The engine may take so long for an answer before it counts as lost. */
const answerMs = 60_000;
/** An engine whose list is behind its events is asked again after this time, then after twice that, and so on. */
const catchUpMs = 50;
const catchUpAttempts = 6;
const limits = { parallel: 4, rowsBeforeList: 50 };

export function followEngine(options: FollowOptions): EngineFollower {
  const { listing, keeper, platforms, volumeSizes, log } = options;
  const abort = new AbortController();
  const signal = AbortSignal.any([options.signal, abort.signal]);
  const facts = new Map<string, ContainerFacts>();
  /** When an image was deleted, as a number of events: an answer by its name may be older than that. */
  const goneImages = new Map<string, number>();
  /** Containers whose list is behind their events. */
  const behind = new Map<string, { attempts: number; timer?: NodeJS.Timeout }>();
  const unlisted = new Set<RowKind>(rowKinds);
  let eventCount = 0;
  let pumping: NodeJS.Immediate | undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });

  const answered = <T>(answer: Promise<T>): Promise<T> =>
    unlessAborted(answer, signal, { ms: answerMs, error: noAnswer });

  const put = <K extends RowKind>(kind: K, id: string, row: Rows[K]) => {
    keeper.set(kind, id, finished(kind, row));
  };
  const finished = <K extends RowKind>(kind: K, row: Rows[K]): Rows[K] => {
    switch (kind) {
      case 'containers': {
        const it = row as Rows['containers'];
        const [known, before] = [facts.get(it.id), keeper.row('containers', it.id)];
        if (known === undefined && before === undefined) return row;
        return corrected(it, known ?? {}, before, Date.now()) as Rows[K];
      }
      case 'images': {
        const it = row as Rows['images'];
        return completedImageRow(it, keeper.row('images', it.id), platforms.get(it.id)) as Rows[K];
      }
      case 'volumes': {
        const { size: _, ...it } = row as Rows['volumes'];
        const size = volumeSizes.get(it.name);
        return (size === undefined ? it : { ...it, size }) as Rows[K];
      }
      default:
        return row;
    }
  };

  const askAgainIfBehind = (row: Rows['containers']) => {
    const known = behind.get(row.id);
    clearTimeout(known?.timer);
    const attempts = known?.attempts ?? 0;
    if (attempts >= catchUpAttempts || !isBehind(row, facts.get(row.id) ?? {})) {
      behind.delete(row.id);
      return;
    }
    const timer = setTimeout(
      () => {
        queue.want('containers', row.id);
        pumpSoon();
      },
      catchUpMs * 2 ** attempts,
    );
    behind.set(row.id, { attempts: attempts + 1, timer });
  };
  const forgetContainer = (id: string) => {
    facts.delete(id);
    clearTimeout(behind.get(id)?.timer);
    behind.delete(id);
  };

  const ask: { [K in RowKind]: (id: string) => Promise<Rows[K] | undefined> } = {
    containers: id => listing.container(id),
    images: id => listing.image(id),
    volumes: name => listing.volume(name),
    networks: id => listing.network(id),
  };
  const askAll: { [K in RowKind]: () => Promise<readonly Rows[K][]> } = {
    containers: () => listing.containers(signal),
    images: () => listing.images(signal),
    volumes: () => listing.volumes(signal),
    networks: () => listing.networks(signal),
  };

  const askRow = async <K extends RowKind>(kind: K, id: string, isCurrent: () => boolean) => {
    const askedAt = eventCount;
    const row = await answered(ask[kind](id));
    if (signal.aborted || !isCurrent()) return;
    if (row === undefined) {
      keeper.set(kind, id, undefined);
      return;
    }
    const rowId = 'id' in row ? row.id : row.name;
    if (kind === 'images' && (goneImages.get(rowId) ?? -1) >= askedAt) return;
    put(kind, rowId, row);
    if (kind === 'containers' && 'status' in row) askAgainIfBehind(row);
    // A name that an image takes is lost to another one, of which no event tells.
    if (kind === 'images' && 'tags' in row) {
      for (const other of keeper.rows('images')) {
        if (other.id !== rowId && other.tags.some(tag => row.tags.includes(tag))) queue.want('images', other.id);
      }
    }
  };
  const askList = async <K extends RowKind>(kind: K, isGone: (id: string) => boolean) => {
    const rows = await answered(askAll[kind]());
    if (signal.aborted) return;
    const present = rows.filter(row => !isGone('id' in row ? row.id : row.name));
    keeper.replace(
      kind,
      present.map(row => finished(kind, row)),
    );
    for (const row of present) if (kind === 'containers' && 'status' in row) askAgainIfBehind(row);
    if (unlisted.delete(kind) && unlisted.size === 0) {
      keeper.flush();
      options.onCurrent();
    }
  };

  const questions: Questions = {
    async row(kind, id, isCurrent) {
      try {
        await askRow(kind, id, isCurrent);
      } catch (error) {
        // One object that the engine stumbles over says nothing about the connection.
        if (error instanceof EngineRefused) log(`The engine refused to describe ${id} (${kind}): ${error.message}`);
        else fail(error);
      }
    },
    async list(kind, isGone) {
      try {
        await askList(kind, isGone);
      } catch (error) {
        fail(error);
      }
    },
  };
  const queue = rowQueue(questions, limits);

  const pumpSoon = () => {
    pumping ??= setImmediate(() => {
      pumping = undefined;
      if (queue.isIdle) goneImages.clear();
      if (!signal.aborted) queue.pump();
    });
  };

  const apply = (event: EngineEvent) => {
    eventCount++;
    const container = event.type === 'container' ? event.id : (event.attributes['container'] ?? '');
    if (container !== '') facts.set(container, learn(facts.get(container) ?? {}, event));
    const meaning = meaningOf(event);
    switch (meaning?.kind) {
      case 'changed':
        queue.want(meaning.of, meaning.id);
        break;
      case 'gone':
        queue.forget(meaning.of, meaning.id);
        keeper.set(meaning.of, meaning.id, undefined);
        if (meaning.of === 'containers') forgetContainer(meaning.id);
        if (meaning.of === 'volumes') volumeSizes.delete(meaning.id);
        if (meaning.of === 'images') goneImages.set(meaning.id, eventCount);
        break;
      case 'unclear':
        queue.wantAll(meaning.of);
        break;
      case 'told': {
        const row = keeper.row('containers', meaning.id);
        if (row !== undefined) put('containers', meaning.id, row);
        break;
      }
      case undefined:
        return;
    }
    pumpSoon();
  };

  const listen = async (): Promise<'closed'> => {
    const events = await answered(listing.events(signal));
    for (const kind of rowKinds) queue.wantAll(kind);
    queue.pump();
    for await (const event of events) {
      signal.throwIfAborted();
      options.onEvent?.(event);
      apply(event);
    }
    return 'closed';
  };

  const sleep = options.watchSleep();
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const ended = Promise.race([listen(), failed, sleep.slept.then(() => 'slept' as const), aborted]).finally(() => {
    sleep.stop();
    clearImmediate(pumping);
    for (const { timer } of behind.values()) clearTimeout(timer);
    abort.abort(new Error('The connection is no longer used'));
  });

  return {
    ended,
    refresh() {
      for (const kind of rowKinds) queue.wantAll(kind);
      queue.pump();
    },
    complete(kind, id) {
      const row = keeper.row(kind, id);
      if (row !== undefined) put(kind, id, row);
    },
  };
}

function noAnswer(): Error {
  const message = `The container engine has not answered for ${answerMs / 1000} seconds`;
  return new EngineUnreachable({ reason: 'timeout', message });
}
