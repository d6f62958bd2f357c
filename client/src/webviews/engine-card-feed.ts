// What stands behind the card of an engine while it is seen: what the engine is, asked for each connection and each time the
// card comes into view, and its store, which is measured once, for that may take long. Knows nothing of VS Code.
import { type ContainerEngine, EngineUnreachable } from '../engine/engine.ts';
import type { EngineName } from '../engine/engine-state.ts';
import type { Ending, EngineStore } from '../engine/engine-store.ts';
import { type DiskState, type EngineCardMessage, engineCard } from './engine-card.ts';

export interface EngineCardFeedOptions {
  readonly store: Pick<EngineStore, 'state' | 'demand' | 'onDidChange'>;
  readonly engine: () => Promise<Pick<ContainerEngine, 'survey' | 'buildPlatforms' | 'identity'>>;
  /** The engine that is selected. */
  readonly choice: () => Promise<EngineName>;
  readonly tell: (message: EngineCardMessage) => void;
}

export interface EngineCardFeed {
  /** What is known, for a panel that was just made. */
  tellAll(): void;
  /** Anew, because somebody wants to. */
  measure(): void;
  resume(): void;
  /** Asks nothing more; what is under way is given up. */
  pause(): void;
}

export function engineCardFeed({ store, engine, choice, tell }: EngineCardFeedOptions): EngineCardFeed {
  let card: EngineCardMessage | undefined;
  let disk: DiskState | undefined;
  /** Address of the engine that was measured. */
  let measured: string | undefined;
  let listening: readonly Ending[] | undefined;
  /** Of the questions under way. */
  let abort = new AbortController();

  const told = (message: EngineCardMessage): void => {
    if (message.kind === 'disk') disk = message.disk;
    else card = message;
    tell(message);
  };
  const measure = async (): Promise<void> => {
    const { signal } = abort;
    measured = undefined;
    told({ kind: 'disk', disk: { kind: 'measuring' } });
    try {
      const { host } = await choice();
      const use = await (await engine()).survey.diskUse(signal);
      if (signal.aborted) return;
      measured = host;
      told({ kind: 'disk', disk: { kind: 'measured', use } });
    } catch (error) {
      if (!signal.aborted) told({ kind: 'disk', disk: { kind: 'failed', why: sentence(error) } });
    }
  };
  const read = async (): Promise<void> => {
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    try {
      const name = await choice();
      const connected = await engine();
      const [description, platforms] = await Promise.all([
        connected.survey.describe(signal),
        connected.buildPlatforms(signal).catch(() => undefined),
      ]);
      if (signal.aborted) return;
      const { identity } = connected;
      told({ kind: 'card', card: engineCard({ engine: name, identity, description, platforms }) });
      if (measured !== name.host) await measure();
    } catch (error) {
      if (!signal.aborted) told({ kind: 'none', why: sentence(error) });
    }
  };
  /** On the way to an engine there is nothing to ask yet: the store tells how that ends. */
  const look = (): void => {
    const { kind } = store.state.connection;
    if (kind === 'connected' || kind === 'unreachable' || kind === 'restricted') void read();
  };
  return {
    tellAll() {
      if (card) tell(card);
      if (disk) tell({ kind: 'disk', disk });
    },
    measure: () => void measure(),
    resume() {
      if (listening) return;
      listening = [
        store.demand(),
        store.onDidChange(({ isOfConnection }) => {
          if (isOfConnection) look();
        }),
      ];
      look();
    },
    pause() {
      for (const ending of listening ?? []) ending.dispose();
      listening = undefined;
      abort.abort();
    },
  };
}

function sentence(error: unknown): string {
  if (error instanceof EngineUnreachable) return error.failure.message;
  return error instanceof Error ? error.message : String(error);
}
