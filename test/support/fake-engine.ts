// A scripted container engine for fast tests: rows that a test sets, events that it sends, answers that it holds back, and
// a record of everything that was asked.
import { type ContainerEngine, EngineUnreachable } from '../../client/src/engine/engine.ts';
import type { EngineChoice, EngineSelection } from '../../client/src/engine/engine-selection.ts';
import type {
  ConnectionFailure,
  ContainerRow,
  ImageRow,
  NetworkRow,
  VolumeRow,
} from '../../client/src/engine/engine-state.ts';
import type { EngineEvent, Listing } from '../../client/src/engine/listing.ts';
import type { RowKind, Rows } from '../../client/src/engine/store/state-keeper.ts';

export interface FakeEngine {
  readonly choice: EngineChoice;
  /** Only what the store uses; a test that needs more puts it in. */
  readonly engine: ContainerEngine;
  /** What the engine has now, by id or name. */
  readonly has: { readonly [K in RowKind]: Map<string, Rows[K]> };
  /** As `containers`, `container <id>`, `events`, `connect`; in the order asked. */
  readonly asked: string[];
  /** Bytes of volumes, by name. */
  readonly volumeSizes: Map<string, number>;
  readonly platforms: Map<string, string>;
  /** Event streams that are open now. */
  readonly streams: number;
  /** Sends an event; the rows stay as the test has set them. */
  tell(type: EngineEvent['type'], action: string, id: string, more?: TellMore): void;
  /** Ends the event streams: politely, or with what broke them. */
  endStreams(error?: Error): void;
  /**
   * Answers to this question wait until they are let go. They say what was true when it was asked; `reject` has them fail
   * instead.
   */
  hold(question: string): Held;
  /** Connections fail with this; undefined lets them succeed again. */
  failure: ConnectionFailure | undefined;
  /** Answers to this question are rejected with the error, until it is undefined. */
  refuse(question: string, error: Error | undefined): void;
}

export interface TellMore {
  readonly attributes?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970; now when absent. */
  readonly at?: number;
}

export interface Held {
  release(): void;
  reject(error: Error): void;
}

export function fakeEngine(name = 'fake', host = `unix:///run/${name}.sock`): FakeEngine {
  const has = {
    containers: new Map<string, ContainerRow>(),
    images: new Map<string, ImageRow>(),
    volumes: new Map<string, VolumeRow>(),
    networks: new Map<string, NetworkRow>(),
  };
  const asked: string[] = [];
  const volumeSizes = new Map<string, number>();
  const platforms = new Map<string, string>();
  const streams = new Set<EventStream>();
  const held = new Map<string, Promise<void>>();
  const refused = new Map<string, Error>();

  const answer = async <T>(question: string, value: () => T): Promise<T> => {
    asked.push(question);
    const said = value();
    const error = refused.get(question);
    await held.get(question);
    if (error !== undefined) throw error;
    return said;
  };
  const byName = (id: string) => has.images.get(id) ?? [...has.images.values()].find(row => row.tags.includes(id));

  const listing: Listing = {
    containers: () => answer('containers', () => [...has.containers.values()]),
    images: () => answer('images', () => [...has.images.values()]),
    volumes: () => answer('volumes', () => [...has.volumes.values()]),
    networks: () => answer('networks', () => [...has.networks.values()]),
    container: id => answer(`container ${id}`, () => has.containers.get(id)),
    image: id => answer(`image ${id}`, () => byName(id)),
    volume: id => answer(`volume ${id}`, () => has.volumes.get(id)),
    network: id => answer(`network ${id}`, () => has.networks.get(id)),
    platform: id => answer(`platform ${id}`, () => platforms.get(id)),
    volumeSizes: () => answer('sizes', () => new Map(volumeSizes)),
    events: signal =>
      answer('events', () => {
        const stream = eventStream();
        streams.add(stream);
        signal.addEventListener('abort', () => {
          streams.delete(stream);
          stream.end(signal.reason as Error);
        });
        return stream.events;
      }),
    pastEvents: id => answer(`past of ${id}`, () => []),
  };
  const identity = { engine: '28.0.0', api: '1.51', operatingSystem: 'linux', architecture: 'amd64' };

  return {
    choice: { name, host, origin: 'test' },
    engine: { identity, listing, rest: () => undefined } as unknown as ContainerEngine,
    has,
    asked,
    volumeSizes,
    platforms,
    get streams() {
      return streams.size;
    },
    tell(type, action, id, { attributes = {}, at = Date.now() } = {}) {
      for (const stream of streams) stream.send({ type, action, id, attributes, at });
    },
    endStreams(error) {
      for (const stream of streams) stream.end(error);
      streams.clear();
    },
    hold(question) {
      let held_: Held = { release: () => undefined, reject: () => undefined };
      const until = new Promise<void>((resolve, reject) => {
        held_ = { release: resolve, reject };
      });
      until.catch(() => undefined);
      held.set(question, until);
      const end = (then: () => void) => {
        if (held.get(question) === until) held.delete(question);
        then();
      };
      return { release: () => end(held_.release), reject: error => end(() => held_.reject(error)) };
    },
    failure: undefined,
    refuse(question, error) {
      if (error === undefined) refused.delete(question);
      else refused.set(question, error);
    },
  };
}

export interface FakeSelection extends EngineSelection {
  /** Selects at once, as the user does. */
  use(engine: FakeEngine): void;
}

/** Of these engines, the first of them in use. */
export function fakeSelection(...engines: readonly FakeEngine[]): FakeSelection {
  const listeners = new Set<() => void>();
  let [used] = engines;
  const inUse = (): FakeEngine => {
    if (used === undefined) throw new Error('No engine was given');
    return used;
  };
  const use = (engine: FakeEngine | undefined) => {
    used = engine;
    for (const listener of listeners) listener();
  };
  return {
    choice: async () => inUse().choice,
    choices: async () => engines.map(({ choice }) => choice),
    byDocker: async () => inUse().choice,
    isSelected: false,
    forget: async () => undefined,
    select: async choice => use(engines.find(it => it.choice.host === choice?.host) ?? engines[0]),
    onDidSelect(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    async connect() {
      const { failure, engine, asked } = inUse();
      asked.push('connect');
      if (failure !== undefined) throw new EngineUnreachable(failure);
      return engine;
    },
    use,
  };
}

export function containerOf(id: string, more: Partial<ContainerRow> = {}): ContainerRow {
  return {
    id,
    name: `name-${id}`,
    image: 'hull:1',
    imageId: 'sha256:hull',
    command: 'sleep 100',
    status: 'running',
    createdAt: 0,
    ports: [],
    mounts: [],
    networks: [],
    labels: {},
    ...more,
  };
}

export function imageOf(id: string, more: Partial<ImageRow> = {}): ImageRow {
  return { id, tags: [`${id}:1`], digests: [], size: 1, createdAt: 0, labels: {}, ...more };
}

export function volumeOf(name: string, more: Partial<VolumeRow> = {}): VolumeRow {
  return { name, driver: 'local', mountpoint: `/volumes/${name}`, labels: {}, ...more };
}

export function networkOf(id: string, more: Partial<NetworkRow> = {}): NetworkRow {
  return {
    id,
    name: `name-${id}`,
    driver: 'bridge',
    scope: 'local',
    isInternal: false,
    subnets: [],
    gateways: [],
    labels: {},
    ...more,
  };
}

interface EventStream {
  readonly events: AsyncIterable<EngineEvent>;
  send(event: EngineEvent): void;
  end(error?: Error): void;
}

function eventStream(): EventStream {
  const sent: EngineEvent[] = [];
  let ended: { readonly error: Error | undefined } | undefined;
  let wake: () => void = () => undefined;
  return {
    events: {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const event = sent.shift();
          if (event !== undefined) yield event;
          else if (ended?.error !== undefined) throw ended.error;
          else if (ended !== undefined) return;
          else
            await new Promise<void>(resolve => {
              wake = resolve;
            });
        }
      },
    },
    send(event) {
      sent.push(event);
      wake();
    },
    end(error) {
      ended ??= { error };
      wake();
    },
  };
}
