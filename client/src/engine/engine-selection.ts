// Which engine Slipway talks to, and how a connection to it is made. Knows nothing of VS Code.

import type { connectEngine, EngineConnection } from './dockerode-engine.ts';
import { type ContainerEngine, EngineUnreachable } from './engine.ts';
import type { EngineName } from './engine-state.ts';
import type { Ending } from './engine-store.ts';
import { configFolder, type FoundEngine } from './reach/docker-config.ts';
import { dockersEngine, findEngines, selectedEngine, typedOrigin } from './reach/find-engines.ts';
import { knownSockets } from './reach/known-sockets.ts';
import { restrictedMessage } from './reach/lost-connection.ts';
import { type Surroundings, thisMachine } from './reach/surroundings.ts';

export interface EngineChoice extends EngineName {
  /** Where it was found, in words for a list: `Docker context`, `DOCKER_HOST`, `found on this machine`, `Added by you`. */
  readonly origin: string;
}

export interface EngineSelection {
  /** The one that is used: what the user selected, else what `docker` itself would use. */
  choice(): Promise<EngineChoice>;
  /** All that can be found now, the used one among them. */
  choices(): Promise<readonly EngineChoice[]>;
  /** What `docker` itself would use, whatever is selected. */
  byDocker(): Promise<EngineChoice>;
  /** Whether the user selected it; false while it is what `docker` itself would use. */
  readonly isSelected: boolean;
  /** `undefined` goes back to what `docker` itself would use. An address that was not found is kept in the list. */
  select(choice: EngineName | undefined): Promise<void>;
  /** Takes an address that the user added from the list; when it is the selected one, `docker` decides again. */
  forget(choice: EngineName): Promise<void>;
  /** Another engine is used from now on; also when Docker's own choice is found to have changed. */
  onDidSelect(listener: () => void): Ending;
  /**
   * The chosen engine, with the API version negotiated; the same connection for every caller until it is lost. Rejects
   * with `EngineUnreachable`.
   */
  connect(): Promise<ContainerEngine>;
}

export interface SelectionOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** No engine is connected to without it. */
  readonly isTrusted: () => boolean;
  /** What the user selected; undefined follows `docker`. */
  readonly selected: () => EngineName | undefined;
  readonly remember: (choice: EngineName | undefined) => Promise<void>;
  /** Addresses that the user typed; none when absent. */
  readonly typed?: () => readonly EngineName[];
  readonly rememberTyped?: (all: readonly EngineName[]) => Promise<void>;
  /** This machine when absent. */
  readonly surroundings?: Surroundings;
  /** Through dockerode when absent. */
  readonly connectEngine?: typeof connectEngine;
}

interface Connecting {
  /** What it was made of: another key is another connection. */
  readonly key: string;
  readonly connection: Promise<EngineConnection>;
}

export function engineSelection(options: SelectionOptions): EngineSelection & Ending {
  const { isTrusted, selected, remember, typed = () => [], rememberTyped = async () => undefined } = options;
  const around = options.surroundings ?? thisMachine(options.environment);
  const listeners = new Set<() => void>();
  let current: Connecting | undefined;
  /** Key of the engine that was last connected to or tried. */
  let lastKey: string | undefined;
  let watching: Ending | undefined;

  const chosen = async (): Promise<FoundEngine> => {
    const choice = selected();
    return choice ? selectedEngine(around, choice) : dockersEngine(around);
  };
  const leave = () => {
    const left = current;
    current = undefined;
    lastKey = undefined;
    left?.connection.then(connection => connection.release()).catch(() => undefined);
  };
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  /** `docker context use` in a terminal: whoever shows the engine has to follow. */
  const follow = async () => {
    if (selected() !== undefined || lastKey === undefined) return;
    const key = keyOf(await dockersEngine(around));
    if (selected() !== undefined || lastKey === undefined || key === lastKey) return;
    leave();
    tell();
  };
  const connectTo = async (found: FoundEngine, onLost: () => void): Promise<EngineConnection> => {
    if (found.kind === 'broken') throw new EngineUnreachable({ reason: 'other', message: found.problem });
    const connect = options.connectEngine ?? (await import('./dockerode-engine.ts')).connectEngine;
    try {
      return await connect(found.endpoint, { onLost });
    } catch (error) {
      throw selected() === undefined ? await withOthers(error, found, around) : error;
    }
  };
  const open = (found: FoundEngine, key: string): Promise<EngineConnection> => {
    const forget = () => {
      if (current?.connection === connection) current = undefined;
    };
    const connection = connectTo(found, forget);
    current = { key, connection };
    connection.catch(forget);
    return connection;
  };

  return {
    choice: async () => asChoice(await chosen()),
    async choices() {
      const [used, found] = await Promise.all([chosen(), findEngines(around, typed())]);
      const isThere = found.some(({ name, host }) => name === used.name && host === used.host);
      return (isThere ? found : [used, ...found]).map(asChoice);
    },
    byDocker: async () => asChoice(await dockersEngine(around)),
    get isSelected() {
      return selected() !== undefined;
    },
    async select(choice) {
      if (choice) {
        const found = await findEngines(around, typed());
        const isKnown = found.some(({ name, host }) => name === choice.name || host === choice.host);
        if (!isKnown) await rememberTyped([...typed(), { name: choice.name, host: choice.host }]);
      }
      await remember(choice && { name: choice.name, host: choice.host });
      leave();
      tell();
    },
    async forget({ host }) {
      await rememberTyped(typed().filter(it => it.host !== host));
      if (selected()?.host !== host) return;
      const found = await chosen();
      if (found.origin !== typedOrigin) return;
      await remember(undefined);
      leave();
      tell();
    },
    onDidSelect(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    async connect() {
      if (!isTrusted()) throw new Error(restrictedMessage);
      const found = await chosen();
      const key = keyOf(found);
      watching ??= around.files.watch?.(configFolder(around), () => void follow());
      if (current?.key === key) return current.connection;
      const isAnother = lastKey !== undefined && lastKey !== key;
      // Docker's choice has changed unseen: everybody else has to follow, too.
      if (isAnother) leave();
      lastKey = key;
      const connection = open(found, key);
      if (isAnother) tell();
      return connection;
    },
    dispose() {
      watching?.dispose();
      listeners.clear();
      leave();
    },
  };
}

function keyOf(found: FoundEngine): string {
  return JSON.stringify(found);
}

/** Somebody with Podman alone should not have to guess that it could be used. */
async function withOthers(error: unknown, found: FoundEngine, around: Surroundings): Promise<unknown> {
  if (!(error instanceof EngineUnreachable) || error.failure.reason !== 'not-running') return error;
  const others = (await knownSockets(around)).filter(({ host }) => host !== found.host);
  if (others.length === 0) return error;
  const names = others.map(({ name }) => name).join(', ');
  return new EngineUnreachable({ ...error.failure, message: `${error.failure.message} (found here: ${names})` });
}

function asChoice({ name, host, origin }: FoundEngine): EngineChoice {
  return { name, host, origin };
}
