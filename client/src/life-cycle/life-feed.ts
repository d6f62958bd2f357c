// Follows the life of one container for as long as somebody looks: what the engine remembers of it first, then its events as
// they come. Knows nothing of VS Code.
import type { ContainerEngine } from '../engine/engine.ts';
import { EngineRefused } from '../engine/engine.ts';
import type { ContainerRow } from '../engine/engine-state.ts';
import type { Ending, EngineStore } from '../engine/engine-store.ts';
import type { EngineEvent } from '../engine/listing.ts';
import type { ShownLife } from './life-messages.ts';
import { beginStory, type LifeStory, withEvent, withState } from './life-story.ts';
import { type RestartPolicy, restartPolicyOf, whatComesNext } from './what-comes-next.ts';

export interface LifeFeedOptions {
  readonly row: ContainerRow;
  readonly store: Pick<EngineStore, 'state' | 'demand' | 'onDidChange' | 'onDidHear'>;
  readonly engine: () => Promise<Pick<ContainerEngine, 'containers' | 'listing'>>;
  readonly tell: (life: ShownLife) => void;
  readonly log: (message: string) => void;
}

export interface LifeFeed {
  readonly life: ShownLife;
  /** Begins, or goes on after a pause: what happened meanwhile is asked for. */
  resume(): void;
  /** Asks nothing more of the engine. */
  pause(): void;
}

const unknownPolicy: RestartPolicy = { name: 'no', most: 0, used: 0, removesItself: false };

export function lifeFeed({ row, store, engine, tell, log }: LifeFeedOptions): LifeFeed {
  const { id } = row;
  let { name, image } = row;
  let story: LifeStory = beginStory(row, []);
  let policy: RestartPolicy | undefined;
  let note: string | undefined;
  let listening: readonly Ending[] | undefined;
  /** Events that come while the past is asked for. */
  let meanwhile: EngineEvent[] | undefined;

  const life = (): ShownLife => ({
    name,
    image,
    story,
    next: policy || story.state === 'gone' ? whatComesNext(story, policy ?? unknownPolicy) : '',
    ...(note === undefined ? {} : { note }),
  });
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
    if (event.type !== 'container' || event.id !== id) return;
    if (meanwhile) return void meanwhile.push(event);
    const next = withEvent(story, event);
    if (next === story) return;
    const isTurn = next.state !== story.state;
    story = next;
    told();
    // How often it was tried is known by the engine alone.
    if (isTurn && story.state !== 'gone') void readPolicy();
  };
  const look = (): void => {
    const now = store.state.containers.get(id);
    const isAway = store.state.connection.kind === 'unreachable';
    note = isAway ? 'The engine cannot be reached. This goes on when it is back.' : undefined;
    if (now) ({ name, image } = now);
    if (!isAway && store.state.connection.kind === 'connected')
      story = withState(story, now?.status ?? 'gone', now?.exitCode);
    told();
  };
  const readPast = async (): Promise<void> => {
    meanwhile = [];
    try {
      const past = await (await engine()).listing.pastEvents(id);
      const heard = meanwhile;
      const last = past.at(-1)?.at ?? 0;
      story = [...heard.filter(({ at }) => at > last)].reduce(
        withEvent,
        beginStory(store.state.containers.get(id), past),
      );
    } catch (error) {
      log(`What happened to ${name} is not known: ${String(error)}`);
    }
    meanwhile = undefined;
    told();
    await readPolicy();
  };

  return {
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
          if (isOfConnection && store.state.connection.kind === 'connected') void readPast();
        }),
      ];
      if (store.state.connection.kind === 'connected') void readPast();
    },
    pause() {
      for (const ending of listening ?? []) ending.dispose();
      listening = undefined;
    },
  };
}
