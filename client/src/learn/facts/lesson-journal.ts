// What happened on the engine since an exercise was opened, as far as its checks care: pure steps from one journal to the
// next, kept small enough to be saved with the progress. Plain data, so that it survives a reload of the window.
import type { BuildFacts, ContainerFacts, LifeEvent, TagMoment } from '../../../../server/src/lessons/facts.ts';
import type { EngineEvent } from '../../engine/listing.ts';

export interface LessonJournal {
  /** Oldest first. */
  readonly containers: readonly ContainerFacts[];
  readonly moments: readonly TagMoment[];
  readonly builds: readonly BuildFacts[];
}

export const emptyJournal: LessonJournal = { containers: [], moments: [], builds: [] };

/** How much of each is kept; what is oldest goes first. */
export const journalLimits = { containers: 100, life: 100, moments: 100, builds: 40 } as const;

/** What an event says of a container. Events of unknown containers count from their making on. */
export function withEvent(journal: LessonJournal, event: EngineEvent): LessonJournal {
  if (event.type !== 'container') return journal;
  const lived = lifeEvent(event);
  if (!lived) return journal;
  const known = journal.containers.find(it => it.id === event.id);
  if (!known && lived.what !== 'create') return journal;
  const before = known ?? unseen(event);
  const life = [...before.life, lived];
  // The making stays: by it one knows that a container is of this exercise.
  const kept = life.length > journalLimits.life ? [...life.slice(0, 1), ...life.slice(1 - journalLimits.life)] : life;
  return withChanged(journal, { ...before, ...named(event), ...stateBy(lived, before), life: kept });
}

/** How the engine describes it now. What events told counts more: a description may be older than they. */
export function withContainer(journal: LessonJournal, described: ContainerFacts): LessonJournal {
  const known = journal.containers.find(it => it.id === described.id);
  const life = known?.life ?? [];
  const told = life.some(it => stateBy(it, described).state !== undefined);
  const { state, exitCode } = told && known ? known : described;
  const { exitCode: _, ...rest } = described;
  return withChanged(journal, { ...rest, life, state, ...(exitCode === undefined ? {} : { exitCode }) });
}

/** Containers that are not among these ids are gone: nobody listened when they went. */
export function withOnly(journal: LessonJournal, ids: ReadonlySet<string>): LessonJournal {
  const containers = journal.containers.map(it =>
    ids.has(it.id) || it.state === 'gone' ? it : { ...it, state: 'gone' as const },
  );
  return { ...journal, containers };
}

/** Without what happened before `at`; containers stay, for they may still be there. */
export function withoutEarlier({ containers, moments, builds }: LessonJournal, at: number): LessonJournal {
  const isLater = (it: { readonly at: number }): boolean => it.at >= at;
  return {
    containers: containers.map(it => ({ ...it, life: it.life.filter(isLater) })),
    moments: moments.filter(isLater),
    builds: builds.filter(isLater),
  };
}

/** Which image each name means now; the same as before is no new moment. */
export function withTags(journal: LessonJournal, at: number, tags: TagMoment['tags']): LessonJournal {
  const last = journal.moments.at(-1);
  if (last && isSameTags(last.tags, tags)) return journal;
  return { ...journal, moments: [...journal.moments, { at, tags }].slice(-journalLimits.moments) };
}

export function withBuild(journal: LessonJournal, build: BuildFacts): LessonJournal {
  return { ...journal, builds: [...journal.builds, build].slice(-journalLimits.builds) };
}

/** What the last moment knows; empty before the first. */
export function tagsNow({ moments }: LessonJournal): TagMoment['tags'] {
  return moments.at(-1)?.tags ?? {};
}

/**
 * The names after an event of an image, as far as it tells them; undefined where it does not, as when an engine takes a
 * name away and does not say which.
 */
export function tagsAfter(
  tags: TagMoment['tags'],
  { action, id, attributes }: EngineEvent,
): TagMoment['tags'] | undefined {
  const name = attributes['name'] ?? '';
  switch (action) {
    case 'tag':
      return name === '' || name === id ? undefined : { ...tags, [name]: id };
    case 'untag':
      return name in tags ? Object.fromEntries(Object.entries(tags).filter(([tag]) => tag !== name)) : undefined;
    case 'delete':
      return Object.fromEntries(Object.entries(tags).filter(([, image]) => image !== id));
    default:
      return undefined;
  }
}

function isSameTags(a: TagMoment['tags'], b: TagMoment['tags']): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every(name => a[name] === b[name]);
}

function withChanged(journal: LessonJournal, changed: ContainerFacts): LessonJournal {
  const isKnown = journal.containers.some(it => it.id === changed.id);
  const containers = isKnown
    ? journal.containers.map(it => (it.id === changed.id ? changed : it))
    : [...journal.containers, changed];
  if (containers.length <= journalLimits.containers) return { ...journal, containers };
  const oldestGone = containers.findIndex(it => it.state === 'gone');
  return { ...journal, containers: containers.toSpliced(Math.max(oldestGone, 0), 1) };
}

/** What of the engine's events belongs to a container's life; health checks and the like do not. */
const told = new Set([
  'create',
  'start',
  'attach',
  'detach',
  'kill',
  'die',
  'stop',
  'restart',
  'pause',
  'unpause',
  'top',
  'rename',
  'oom',
  'destroy',
  'exec_create',
]);

function lifeEvent({ action, attributes, at }: EngineEvent): LifeEvent | undefined {
  const colon = action.indexOf(': ');
  // Podman says `remove`, `exec` and `died`.
  const word = colon < 0 ? action : action.slice(0, colon);
  const what = word === 'remove' ? 'destroy' : word === 'exec' ? 'exec_create' : word === 'died' ? 'die' : word;
  if (!told.has(what)) return undefined;
  const exitCode = Number(attributes['exitCode'] ?? attributes['containerExitCode'] ?? Number.NaN);
  const signal = signalNumber(attributes['signal']);
  return {
    at,
    what,
    ...(what === 'kill' && signal !== undefined ? { signal } : {}),
    ...(what === 'die' && !Number.isNaN(exitCode) ? { exitCode } : {}),
    ...(what === 'exec_create' && colon >= 0 ? { command: action.slice(colon + 2) } : {}),
  };
}

const signals: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 };

function signalNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return signals[text.toUpperCase()] ?? (/^\d+$/.test(text) ? Number(text) : undefined);
}

function stateBy(
  { what, exitCode }: LifeEvent,
  before: ContainerFacts,
): { readonly state?: ContainerFacts['state']; readonly exitCode?: number } {
  switch (what) {
    case 'create':
      return { state: 'created' };
    case 'start':
    case 'unpause':
      return { state: 'running' };
    case 'pause':
      return { state: 'paused' };
    case 'die':
      return { state: 'exited', ...(exitCode === undefined ? {} : { exitCode }) };
    case 'destroy':
      return { state: 'gone', ...(before.exitCode === undefined ? {} : { exitCode: before.exitCode }) };
    default:
      return {};
  }
}

function named({ action, attributes }: EngineEvent): { readonly name?: string } {
  const name = attributes['name']?.replace(/^\//, '');
  return action === 'rename' && name !== undefined ? { name } : {};
}

/** What the event of its making tells, until the engine has described it; all there is when it was gone too soon. */
function unseen({ id, attributes, at }: EngineEvent): ContainerFacts {
  return {
    id,
    name: attributes['name'] ?? id.slice(0, 12),
    image: attributes['image'] ?? '',
    imageId: '',
    state: 'created',
    createdAt: at,
    entrypoint: [],
    command: [],
    user: '',
    environment: [],
    hasTerminal: false,
    keepsInput: false,
    isAttached: false,
    isRemovedWhenStopped: false,
    isPrivileged: false,
    addedCapabilities: [],
    securityOptions: [],
    appArmorProfile: '',
    memory: 0,
    processors: 0,
    publishesAll: false,
    ports: [],
    openPorts: [],
    mounts: [],
    networks: [],
    labels: {},
    life: [],
  };
}
