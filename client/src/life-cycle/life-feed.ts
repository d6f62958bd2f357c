// Follows the life of one container for as long as somebody looks: what the engine remembers of it first, then its events as
// they come. Knows nothing of VS Code.
import type { ContainerEngine } from '../engine/engine.ts';
import { EngineRefused } from '../engine/engine.ts';
import type { Ending, EngineStore } from '../engine/engine-store.ts';
import type { EngineEvent } from '../engine/listing.ts';
import { absentEngineNote } from '../webviews/absent-engine.ts';
import type { LifeSubject, ShownLife } from './life-messages.ts';
import { beginStory, type LifeStory, withEvent, withState } from './life-story.ts';
import { type RestartPolicy, restartPolicyOf, whatComesNext } from './what-comes-next.ts';

export interface LifeFeedOptions {
  readonly subject: LifeSubject;
  readonly store: Pick<EngineStore, 'state' | 'demand' | 'onDidChange' | 'onDidHear'>;
  readonly engine: () => Promise<Pick<ContainerEngine, 'containers' | 'listing'>>;
  readonly tell: (life: ShownLife) => void;
  readonly log: (message: string) => void;
}

export interface LifeFeed {
  /** To be remembered: with the engine it is of, as soon as that is known. */
  readonly subject: LifeSubject;
  readonly life: ShownLife;
  /** Begins, or goes on after a pause: what happened meanwhile is asked for. */
  resume(): void;
  /** Asks nothing more of the engine. */
  pause(): void;
}

const unknownPolicy: RestartPolicy = { name: 'no', most: 0, used: 0, removesItself: false };

export function lifeFeed({ subject, store, engine, tell, log }: LifeFeedOptions): LifeFeed {
  const { id } = subject;
  let { name, image, host } = subject;
  const first = store.state.containers.get(id);
  /** Undefined until an engine has told of it. */
  let story: LifeStory | undefined = first && beginStory(first, []);
  let policy: RestartPolicy | undefined;
  let listening: readonly Ending[] | undefined;
  /** Events that come while the past is asked for: of the youngest question. */
  let meanwhile: EngineEvent[] | undefined;

  /** The engine of the container answers; another one knows nothing of it. */
  const isThere = (): boolean => {
    const { connection } = store.state;
    if (connection.kind !== 'connected') return false;
    host ??= connection.engine.host;
    return connection.engine.host === host;
  };
  const note = (): string | undefined => {
    const { connection } = store.state;
    if (connection.kind === 'idle' || connection.kind === 'connecting') {
      return story ? undefined : 'Waiting for the engine…';
    }
    // It learns which engine that is.
    isThere();
    return absentEngineNote(connection, host);
  };
  const life = (): ShownLife => {
    const said = note();
    const isKnown = policy !== undefined || story?.state === 'gone';
    return {
      ...{ name, image },
      ...(story ? { story } : {}),
      next: story && isKnown ? whatComesNext(story, policy ?? unknownPolicy) : '',
      ...(said === undefined ? {} : { note: said }),
    };
  };
  const told = (): void => {
    if (listening) tell(life());
  };
  const readPolicy = async (): Promise<void> => {
    try {
      policy = restartPolicyOf(await (await engine()).containers.inspect(id));
    } catch (error) {
      if (!(error instanceof EngineRefused)) log(`The restart policy of ${name} is not known: ${String(error)}`);
    }
    told();
  };
  const hear = (event: EngineEvent): void => {
    if (event.type !== 'container' || event.id !== id || !isThere()) return;
    if (meanwhile) return void meanwhile.push(event);
    const before = story ?? beginStory(undefined, []);
    const next = withEvent(before, event);
    if (next === before) return;
    const isTurn = next.state !== before.state;
    story = next;
    told();
    // How often it was tried is known by the engine alone.
    if (isTurn && story.state !== 'gone') void readPolicy();
  };
  const look = (): void => {
    if (isThere()) {
      const now = store.state.containers.get(id);
      if (now) ({ name, image } = now);
      story = withState(story ?? beginStory(now, []), now?.status ?? 'gone', now?.exitCode);
    }
    told();
  };
  const readPast = async (): Promise<void> => {
    const heard: EngineEvent[] = [];
    meanwhile = heard;
    let past: readonly EngineEvent[] | undefined;
    try {
      past = await (await engine()).listing.pastEvents(id);
    } catch (error) {
      log(`What happened to ${name} is not known: ${String(error)}`);
    }
    // Asked again since, or nobody looks any more.
    if (meanwhile !== heard) return;
    meanwhile = undefined;
    if (!isThere()) return;
    const begun = past || !story ? beginStory(store.state.containers.get(id), past ?? []) : story;
    const isNew = (event: EngineEvent): boolean =>
      past?.some(({ at, action }) => at === event.at && action === event.action) !== true;
    story = heard.filter(isNew).reduce(withEvent, begun);
    told();
    if (story.state !== 'gone') await readPolicy();
  };

  return {
    get subject() {
      return { id, name, image, ...(host === undefined ? {} : { host }) };
    },
    get life() {
      return life();
    },
    resume() {
      if (listening) return;
      listening = [
        store.demand(),
        store.onDidHear(hear),
        store.onDidChange(({ isOfConnection, containers }) => {
          if (isOfConnection || containers.has(id)) look();
          if (isOfConnection && isThere()) void readPast();
        }),
      ];
      if (isThere()) void readPast();
      else told();
    },
    pause() {
      for (const ending of listening ?? []) ending.dispose();
      listening = undefined;
      meanwhile = undefined;
    },
  };
}
