// Listens to the engine while an exercise is open and keeps its journal: describes each container when it is made, for
// one made with `--rm` may be gone a moment later, and each image when it gets a name. Asks about nothing else, and nothing
// of its own accord.
import { createHash } from 'node:crypto';
import type { CheckNeeds } from '../../../../server/src/lessons/check.ts';
import {
  type BuildFacts,
  type ContainerFacts,
  type EngineFacts,
  type ImageFacts,
  type LessonFacts,
  type VolumeFile,
  volumeFileKey,
} from '../../../../server/src/lessons/facts.ts';
import { parseImageReference } from '../../../../server/src/syntax/image-reference.ts';
import { type ContainerEngine, EngineRefused } from '../../engine/engine.ts';
import type { EngineState } from '../../engine/engine-state.ts';
import type { Ending, EngineStore } from '../../engine/engine-store.ts';
import type { EngineEvent } from '../../engine/listing.ts';
import { fullImageId } from '../../engine/rows/image-row.ts';
import { containerFacts } from './container-facts.ts';
import { imageFacts } from './image-facts.ts';
import {
  emptyJournal,
  type LessonJournal,
  tagsAfter,
  tagsNow,
  withBuild,
  withContainer,
  withEvent,
  withOnly,
  withoutEarlier,
  withTags,
} from './lesson-journal.ts';

/** The part of the facts that the engine tells. */
export type EngineSide = Pick<
  LessonFacts,
  'engine' | 'containers' | 'images' | 'volumes' | 'networks' | 'moments' | 'builds' | 'volumeFiles' | 'platforms'
>;

export interface LessonFeed {
  /** What is known once everything that has happened so far has been looked at. Never rejects. */
  share(needs: CheckNeeds): Promise<EngineSide>;
  /** To be kept in the workspace's memory, and given back as `restored`. */
  saved(): unknown;
  /**
   * Ids of the containers that were made from the lesson's images, or since the opening with its volumes. The engine's
   * list does not tell: it names an image by its id when the name has moved on.
   */
  containers(): Promise<ReadonlySet<string>>;
  /** Something happened that checks may care about. */
  onDidChange(listener: () => void): Ending;
  dispose(): void;
}

export interface FeedOptions {
  /** Somebody else holds the demand that keeps it current. */
  readonly store: Pick<EngineStore, 'state' | 'onDidChange' | 'onDidHear'>;
  readonly engine: () => Promise<ContainerEngine>;
  readonly needs: CheckNeeds;
  /** When the exercise was opened, in milliseconds since 1970: what was saved of earlier times does not count. */
  readonly since: number;
  readonly restored: unknown;
  /** The exercise's files as they are now, by path: what a build had before it. */
  readonly files: () => Promise<Readonly<Record<string, string>>>;
  readonly log: (message: string) => void;
}

interface Saved {
  readonly version: 1;
  readonly journal: LessonJournal;
}

/** How far the clocks of this machine and of the engine's may be apart. */
const clockMs = 5_000;
/** Of a file in a volume: nobody reads more of it. */
const mostBytes = 100_000;
/** Names of images that events tell of, besides those that need a list. */
const tagActions = new Set(['tag', 'untag', 'delete', 'pull', 'load', 'import', 'remove']);

export function lessonFeed(options: FeedOptions): LessonFeed {
  const { store, engine: connect, needs, files, log } = options;
  const repositories = new Set(needs.repositories ?? []);
  const names = new Set(needs.containers ?? []);
  const volumes = new Set(needs.volumes ?? []);
  const listeners = new Set<() => void>();
  const images = new Map<string, ImageFacts>();
  let journal = restoredJournal(options);
  let isDisposed = false;
  let wasConnected = false;
  /** What is being asked about containers. */
  const asking = new Set<Promise<void>>();
  /** Images are looked at one after the other, so that builds stay in order. */
  let imagesDone: Promise<void> = Promise.resolve();
  let platforms: readonly string[] | undefined;

  const put = (next: LessonJournal): void => {
    if (next === journal) return;
    journal = next;
    for (const listener of [...listeners]) listener();
  };
  const quietly = async (what: string, job: () => Promise<void>): Promise<void> => {
    try {
      if (!isDisposed) await job();
    } catch (error) {
      // Gone before it could be looked at: what its events tell is all there is.
      if (error instanceof EngineRefused && error.status === 404) return;
      log(`${what} is not known to the lesson: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const describe = (id: string, which: 'any' | 'ours' = 'any'): void => {
    const job = quietly(`Container ${id.slice(0, 12)}`, async () => {
      const engine = await connect();
      const facts = containerFacts(await engine.containers.inspect(id));
      if (!isDisposed && (which === 'any' || isOurs(facts.image))) put(withContainer(journal, facts));
    }).finally(() => asking.delete(job));
    asking.add(job);
  };
  const afterImages = (what: string, job: () => Promise<void>): void => {
    imagesDone = imagesDone.then(() => quietly(what, job));
  };
  const isOurs = (reference: string): boolean => repositories.has(parseImageReference(reference).familiarName);

  const usesVolume = ({ mounts }: Pick<ContainerFacts, 'mounts'>): boolean =>
    mounts.some(mount => mount.kind === 'volume' && volumes.has(mount.source));

  /** Of all images of ours, from a list: one request, whatever happened. */
  const listTags = async (at: number): Promise<void> => {
    const engine = await connect();
    const rows = await engine.listing.images();
    const tags = Object.fromEntries(rows.flatMap(row => row.tags.filter(isOurs).map(tag => [tag, row.id] as const)));
    put(withTags(journal, at, tags));
  };
  const describeImage = async (id: string): Promise<ImageFacts> => {
    const known = images.get(id);
    if (known) return known;
    const engine = await connect();
    const [details, history] = await Promise.all([engine.images.inspect(id), engine.images.history(id)]);
    const facts = imageFacts(details, history);
    images.set(id, facts);
    return facts;
  };

  const noteBuild = async (
    at: number,
    how: BuildFacts['how'],
    { reference, imageId, from }: { readonly reference: string; readonly imageId: string; readonly from: string },
    snapshot: Promise<Readonly<Record<string, string>>>,
  ): Promise<void> => {
    const { layers, history } = await describeImage(from);
    put(withBuild(journal, { at, how, reference, imageId, layers, history, files: filesOfBuild(await snapshot) }));
  };
  /** Podman's, which tells the image but none of the names it got: a list does. */
  const hearBuild = ({ id, attributes, at }: EngineEvent): void => {
    const built = new Set([id, fullImageId(attributes['name'] ?? '')]);
    const snapshot = files();
    afterImages('A build', async () => {
      await listTags(at);
      for (const [reference, imageId] of Object.entries(tagsNow(journal)))
        if (built.has(imageId)) await noteBuild(at, 'build', { reference, imageId, from: imageId }, snapshot);
    });
  };

  const hearImage = (event: EngineEvent): void => {
    if (event.action === 'build' && repositories.size > 0) hearBuild(event);
    if (!tagActions.has(event.action) || repositories.size === 0) return;
    const name = event.attributes['name'] ?? '';
    const isNaming = event.action === 'tag' || event.action === 'pull';
    if (isNaming && !isOurs(name)) return;
    const before = tagsNow(journal);
    if (!isNaming && event.action !== 'load' && !isOurs(name) && !Object.values(before).includes(event.id)) return;
    const after = tagsAfter(before, event);
    if (after) put(withTags(journal, event.at, after));
    // As the files are at this moment, not when the engine has answered.
    const snapshot = isNaming ? files() : undefined;
    afterImages(name, async () => {
      if (!after) await listTags(event.at);
      const reference = name.includes(':', name.lastIndexOf('/')) ? name : `${name}:latest`;
      const imageId = tagsNow(journal)[reference] ?? event.id;
      if (!snapshot) return;
      const from = event.action === 'tag' ? event.id : imageId;
      const how = event.action === 'pull' ? 'pull' : 'build';
      await noteBuild(event.at, how, { reference, imageId, from }, snapshot);
    });
  };
  const hear = (event: EngineEvent): void => {
    if (event.type === 'image') hearImage(event);
    if (event.type !== 'container') return;
    put(withEvent(journal, event));
    const isSeen = journal.containers.some(it => it.id === event.id);
    if (isSeen && ['create', 'start', 'restart', 'update'].includes(event.action)) describe(event.id);
  };

  /** Looks at what was there before anybody listened. */
  const catchUp = (state: EngineState): void => {
    const known = new Set(journal.containers.map(it => it.id));
    const rows = [...state.containers.values()];
    put(withOnly(journal, new Set(rows.map(it => it.id))));
    for (const row of rows) {
      const isConcerned = known.has(row.id) || isOurs(row.image) || names.has(row.name) || usesVolume(row);
      if (isConcerned) describe(row.id);
      else if (repositories.size > 0 && isId(row.image)) describe(row.id, 'ours');
    }
    if (repositories.size > 0) afterImages('The list of images', () => listTags(Date.now()));
    if (needs.platforms) {
      afterImages('What the builder can run', async () => {
        platforms = await (await connect()).buildPlatforms();
      });
    }
  };

  const look = (state: EngineState): void => {
    const isConnected = state.connection.kind === 'connected';
    if (isConnected && !wasConnected) catchUp(state);
    wasConnected = isConnected;
  };
  const endings = [
    store.onDidHear(hear),
    store.onDidChange((change, state) => {
      if (change.isOfConnection) look(state);
      if (change.isOfConnection || change.volumes.size > 0) for (const listener of [...listeners]) listener();
    }),
  ];
  look(store.state);

  const settled = async (): Promise<void> => {
    for (let before: unknown; before !== imagesDone || asking.size > 0; ) {
      before = imagesDone;
      await Promise.all([imagesDone, ...asking]);
    }
  };

  const textsIn = async (wanted: readonly VolumeFile[]): Promise<Readonly<Record<string, string>>> => {
    const texts: Record<string, string> = {};
    for (const file of wanted) {
      const holder = journal.containers.findLast(
        it => it.state !== 'gone' && it.mounts.some(mount => mount.kind === 'volume' && mount.source === file.volume),
      );
      const mount = holder?.mounts.find(it => it.source === file.volume);
      if (!holder || !mount) continue;
      const path = `${mount.target.replace(/\/$/, '')}/${file.path}`;
      await quietly(path, async () => {
        const engine = await connect();
        if ((await engine.files.stat(holder.id, path))?.kind !== 'file') return;
        const bytes = await engine.files.read(holder.id, path, mostBytes);
        texts[volumeFileKey(file)] = Buffer.from(bytes).toString('utf8');
      });
    }
    return texts;
  };

  return {
    async share({ volumeFiles = [] }) {
      await settled();
      const engine = engineFacts(store.state);
      const tags = tagsNow(journal);
      const described: ImageFacts[] = [];
      for (const id of new Set(Object.values(tags))) {
        await quietly(id, async () => {
          const own = Object.entries(tags).flatMap(([tag, image]) => (image === id ? [tag] : []));
          described.push({ ...(await describeImage(id)), tags: own });
        });
      }
      return {
        engine,
        containers: journal.containers,
        images: described,
        moments: journal.moments,
        builds: journal.builds,
        volumes: [...store.state.volumes.values()].map(({ name, labels }) => ({ name, labels })),
        networks: [...store.state.networks.values()].map(({ name, driver, labels }) => ({ name, driver, labels })),
        volumeFiles: engine.kind === 'connected' ? await textsIn(volumeFiles) : {},
        ...(platforms === undefined ? {} : { platforms }),
      };
    },
    async containers() {
      await settled();
      const isOfExercise = (it: ContainerFacts): boolean =>
        isOurs(it.image) || names.has(it.name) || (it.life.some(({ what }) => what === 'create') && usesVolume(it));
      const own = journal.containers.filter(it => it.state !== 'gone' && isOfExercise(it));
      return new Set(own.map(({ id }) => id));
    },
    saved: () => ({ version: 1, journal }) satisfies Saved,
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    dispose() {
      isDisposed = true;
      listeners.clear();
      for (const ending of endings) ending.dispose();
    },
  };
}

/** What the engine shows in place of a name that an image has lost. */
function isId(image: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{12,64}$/.test(image);
}

/** Small enough to be kept: a digest says as well as a text whether a file changed. */
export function filesOfBuild(files: Readonly<Record<string, string>>): BuildFacts['files'] {
  const isRecipe = (path: string): boolean => /(?:^|\/)(?:Dockerfile[^/]*|\.dockerignore)$/.test(path);
  const kept = (path: string, text: string): string =>
    isRecipe(path) ? text : createHash('sha256').update(text).digest('hex').slice(0, 16);
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, kept(path, text)]));
}

/** What happened before the exercise was opened, or opened anew, does not count. */
function restoredJournal({ restored, since }: FeedOptions): LessonJournal {
  const saved = restored as Partial<Saved> | null | undefined;
  if (saved?.version !== 1 || !Array.isArray(saved.journal?.containers)) return emptyJournal;
  return withoutEarlier(saved.journal, since - clockMs);
}

/** What the checks say of the connection. */
function engineFacts({ connection }: Pick<EngineState, 'connection'>): EngineFacts {
  switch (connection.kind) {
    case 'connected':
      return { kind: 'connected', endpoint: connection.engine.host, isLocal: isLocal(connection.engine.host) };
    case 'unreachable':
      return { kind: 'unreachable', endpoint: connection.engine.host };
    case 'connecting':
      return { kind: 'connecting', endpoint: connection.engine.host };
    case 'idle':
      return { kind: 'connecting', endpoint: 'the engine that was selected' };
    case 'restricted':
      return { kind: 'restricted' };
  }
}

/** Whether what it publishes can be reached at this machine's own address. */
export function isLocal(host: string): boolean {
  return /^(?:unix|npipe):/.test(host) || /^(?:tcp|https?):\/\/(?:localhost|127\.|\[::1\])/.test(host);
}
