// A panel that shows the usage of containers, with an engine and a store of the test's own.
import { expect, it } from 'vitest';
import type { Containers, StatsSample } from '../../../client/src/engine/containers.ts';
import type {
  Connection,
  ContainerRow,
  ContainerStatus,
  EngineState,
} from '../../../client/src/engine/engine-state.ts';
import { unknownState } from '../../../client/src/engine/engine-state.ts';
import type { Listing } from '../../../client/src/engine/listing.ts';
import { usageFeed } from '../../../client/src/webviews/usage-feed.ts';
import type { UsageMessage, UsagePanelState } from '../../../client/src/webviews/usage-messages.ts';
import { settableStore } from '../../support/settable-store.ts';

interface Stream {
  readonly id: string;
  readonly signal: AbortSignal;
  give(at: number): Promise<void>;
  end(): Promise<void>;
}

const point = (at: number) => ({ at, memory: 1, memoryLimit: 2, processes: 1 });

function setUp(...ids: readonly string[]) {
  return setUpFor({ ids });
}

interface Before {
  readonly ids: readonly string[];
  /** Of the containers that are still there; all of them when absent. */
  readonly there?: readonly string[];
  readonly host?: string;
  readonly before?: UsagePanelState['points'];
}

function setUpFor({ ids, there = ids, host, before }: Before) {
  const streams: Stream[] = [];
  const told: UsageMessage[] = [];
  const statuses = new Map<string, ContainerStatus>(there.map(id => [id, 'running']));
  let connection: Connection = { kind: 'idle' };
  let asked = 0;
  const settled = () => new Promise<void>(resolve => setImmediate(resolve));

  const state = (): EngineState => ({
    ...unknownState,
    connection,
    containers: new Map([...statuses].map(([id, status]) => [id, row(id, status)])),
  });
  const followed = settableStore(state());
  const stats: Containers['stats'] = async function* (id, signal) {
    const queue: (StatsSample | 'end')[] = [];
    let wake = (): void => undefined;
    const push = async (item: StatsSample | 'end') => {
      queue.push(item);
      wake();
      await settled();
    };
    streams.push({ id, signal, give: at => push(sampleAt(at)), end: () => push('end') });
    signal.addEventListener('abort', () => void push('end'));
    for (;;) {
      while (queue.length === 0) await new Promise<void>(resolve => (wake = resolve));
      const item = queue.shift();
      if (item === 'end' || item === undefined) return;
      yield item;
    }
  };
  const listing = {
    container: async (id: string) => {
      asked++;
      const status = statuses.get(id);
      return status && row(id, status);
    },
  };
  const feed = usageFeed({
    subject: {
      containers: ids.map(id => ({ id, name: `c-${id}`, image: 'i' })),
      ...(host === undefined ? {} : { host }),
    },
    ...(before ? { before } : {}),
    store: followed.store,
    engine: async () => ({ containers: { stats } as Containers, listing: listing as unknown as Listing }),
    tell: message => told.push(message),
    log: () => undefined,
  });
  return {
    feed,
    streams,
    told,
    settled,
    demands: () => followed.demands + followed.listeners,
    asked: () => asked,
    async become(id: string, status: ContainerStatus | 'gone') {
      if (status === 'gone') statuses.delete(id);
      else statuses.set(id, status);
      followed.become(state(), { containers: new Set([id]) });
      await settled();
    },
    async connect(now: Connection) {
      connection = now;
      followed.become(state(), { isOfConnection: true });
      await settled();
    },
  };
}

function row(id: string, status: ContainerStatus): ContainerRow {
  const exitCode = status === 'exited' ? { exitCode: 3 } : {};
  const lists = { ports: [], mounts: [], networks: [], labels: {} };
  return { id, name: `c-${id}`, image: 'i', imageId: 'i', command: '', status, createdAt: 0, ...exitCode, ...lists };
}

function sampleAt(at: number): StatsSample {
  const counts = { received: 0, sent: 0, blockRead: 0, blockWritten: 0 };
  return { at, memory: 1, memoryLimit: 2, processes: 1, ...counts };
}

it('has one stream for each container, and tells each point', async () => {
  const { feed, streams, told, settled } = setUp('a', 'b');
  feed.resume();
  feed.resume();
  await settled();
  expect(streams.map(({ id }) => id)).toEqual(['a', 'b']);
  await streams[1]?.give(1_000);
  expect(told).toEqual([{ kind: 'point', id: 'b', point: expect.objectContaining({ at: 1_000 }) }]);
  expect(feed.containers.map(({ points }) => points.length)).toEqual([0, 1]);
});

it('asks nothing of the engine while it is paused, and keeps what it knew', async () => {
  const { feed, streams, demands, settled, become } = setUp('a');
  feed.resume();
  await settled();
  await streams[0]?.give(1_000);
  feed.pause();
  await settled();
  expect(streams[0]?.signal.aborted).toBe(true);
  expect(demands()).toBe(0);
  await become('a', 'exited');
  await become('a', 'running');
  expect(streams).toHaveLength(1);
  feed.resume();
  await settled();
  expect(streams).toHaveLength(2);
  expect(feed.containers[0]?.points).toHaveLength(1);
});

it('says that a container stopped, and goes on when it runs again', async () => {
  const { feed, streams, told, settled, become } = setUp('a');
  feed.resume();
  await settled();
  await streams[0]?.give(1_000);
  await become('a', 'exited');
  await streams[0]?.end();
  const note = 'Stopped with exit code 3. This goes on when it is started again.';
  expect(told.at(-1)).toEqual({ kind: 'container', container: { id: 'a', name: 'c-a', image: 'i', note } });
  expect(streams).toHaveLength(1);
  await become('a', 'running');
  expect(told.at(-1)).toEqual({ kind: 'container', container: { id: 'a', name: 'c-a', image: 'i' } });
  expect(streams).toHaveLength(2);
});

it('goes on after a restart that was told of before the stream had noticed the stop', async () => {
  const { feed, streams, settled, become, asked } = setUp('a');
  feed.resume();
  await settled();
  await streams[0]?.give(1_000);
  await become('a', 'exited');
  await become('a', 'running');
  expect(streams).toHaveLength(1);
  await streams[0]?.end();
  await settled();
  expect([streams.length, asked()]).toEqual([2, 1]);
  // Nothing came of this one: it is not tried again and again.
  await streams[1]?.end();
  await settled();
  expect([streams.length, asked()]).toEqual([2, 1]);
});

it('says that a container was removed, or that the engine is away', async () => {
  const { feed, told, settled, become, connect } = setUp('a', 'b');
  feed.resume();
  await settled();
  await become('a', 'gone');
  expect(told.at(-1)).toMatchObject({ container: { id: 'a', note: 'Removed.' } });
  const engine = { name: 'x', host: 'unix:///x' };
  const failure = { reason: 'not-running', message: 'it does not answer' } as const;
  await connect({ kind: 'unreachable', engine, failure, attempt: 1 });
  expect(told.at(-1)).toMatchObject({ container: { id: 'b', note: expect.stringContaining('cannot be reached') } });
  await connect({ kind: 'idle' });
  expect(told.at(-1)).toEqual({ kind: 'container', container: { id: 'b', name: 'c-b', image: 'i' } });
});

const here = { name: 'x', host: 'unix:///x' };
const version = { engine: '28.5.2', api: '1.51', operatingSystem: 'linux', architecture: 'amd64' };

it('shows after a reload what it knew, and says when the container is gone', async () => {
  const { feed, streams, told, settled, become, connect } = setUpFor({
    ids: ['a', 'b'],
    there: [],
    before: { a: [point(1_000), point(6_000)] },
  });
  feed.resume();
  await settled();
  expect(feed.containers.map(({ id, note, points }) => [id, note, points.length])).toEqual([
    ['a', 'Waiting for the engine…', 2],
    ['b', 'Waiting for the engine…', 0],
  ]);
  await become('b', 'running');
  await connect({ kind: 'connected', engine: here, version });
  expect(feed.containers.map(({ note }) => note)).toEqual(['Removed.', undefined]);
  expect(streams.map(({ id }) => id)).toEqual(['b']);
  // From here on it is known which engine they are of.
  expect(feed.subject.host).toBe('unix:///x');
  expect(told.filter(({ kind }) => kind === 'subject')).toEqual([{ kind: 'subject', subject: feed.subject }]);
});

it('waits for the engine of its containers when another one is selected', async () => {
  const { feed, streams, settled, connect } = setUpFor({ ids: ['a'], there: [], host: 'ssh://pi@hut' });
  feed.resume();
  await connect({ kind: 'connected', engine: here, version });
  const note = 'Another engine is selected. This goes on when the one at ssh://pi@hut is again.';
  expect(feed.containers[0]?.note).toBe(note);
  await connect({ kind: 'restricted' });
  expect(feed.containers[0]?.note).toContain('Restricted Mode');
  await settled();
  expect(streams).toEqual([]);
});
