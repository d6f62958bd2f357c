// The engine's state, kept current by its event stream as long as somebody needs it. Knows nothing of VS Code. What is
// done over one connection stands in `engine-follower.ts`; here is when there is one, and what follows when it is lost.
import { type ContainerEngine, EngineUnreachable } from './engine.ts';
import type { EngineSelection } from './engine-selection.ts';
import type { ConnectionFailure, EngineName, EngineState } from './engine-state.ts';
import type { EngineEvent } from './listing.ts';
import { closedBy, failureOf, restrictedMessage } from './reach/lost-connection.ts';
import { type EngineFollower, followEngine } from './store/engine-follower.ts';
import { platformQuestions } from './store/platform-questions.ts';
import { retryDelay } from './store/retry-delay.ts';
import { type SleepWatch, watchClock } from './store/sleep-watch.ts';
import { rowKinds, stateKeeper } from './store/state-keeper.ts';
import { unlessAborted } from './store/unless-aborted.ts';

/** Which rows of a state differ from those of the one before: changed, new and gone ones alike. */
export interface StateChange {
  readonly isOfConnection: boolean;
  /** Ids. */
  readonly containers: ReadonlySet<string>;
  readonly images: ReadonlySet<string>;
  /** Names. */
  readonly volumes: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
}

export interface Ending {
  dispose(): void;
}

export interface EngineStore {
  readonly state: EngineState;
  onDidChange(listener: (change: StateChange, state: EngineState) => void): Ending;
  /** Each event of the engine while somebody needs the state, before the rows it concerns have been asked for. */
  onDidHear(listener: (event: EngineEvent) => void): Ending;
  /**
   * Somebody needs the state to be current: the engine is connected to, listed once and listened to, until the last
   * demand has ended. Without one, nothing is asked of the engine.
   */
  demand(): Ending;
  /** Settles when the state is current, or rejects with the failure; demands it meanwhile. For commands without a view. */
  current(): Promise<EngineState>;
  /**
   * Tries again at once when the engine was unreachable or the workspace has just been trusted, and reads everything anew
   * when the engine is there.
   */
  refresh(): void;
  /** Asks for the platforms of these images; what is known is not asked for again. Never rejects. */
  learnPlatforms(imageIds: readonly string[]): Promise<void>;
  /** Asks the engine to count the bytes of all volumes; may take long. */
  measureVolumes(signal?: AbortSignal): Promise<void>;
  dispose(): void;
}

export interface StoreOptions {
  readonly selection: EngineSelection;
  readonly isTrusted: () => boolean;
  readonly log: (message: string) => void;
  /** Called for each connection; by the machine's clock when absent. */
  readonly watchSleep?: () => SleepWatch;
}

/** How long the connection stays when nobody needs it any more: a view that is hidden is often shown again. */
const graceMs = 3_000;
/** A connection that held for so long was a good one: after it, attempts begin quickly again. */
const steadyMs = 10_000;
const platformsAtATime = 4;

interface Waiter {
  resolve(state: EngineState): void;
  reject(error: unknown): void;
}

export function engineStore({ selection, isTrusted, log, watchSleep = watchClock }: StoreOptions): EngineStore {
  const keeper = stateKeeper(log);
  const waiters = new Set<Waiter>();
  const hearers = new Set<(event: EngineEvent) => void>();
  const platforms = platformQuestions(platformsAtATime);
  const volumeSizes = new Map<string, number>();
  let demands = 0;
  let isDisposed = false;
  /** Ends the attempts and the connection of now. */
  let running: AbortController | undefined;
  let grace: NodeJS.Timeout | undefined;
  /** Cuts the wait for the next attempt short. */
  let retryNow: () => void = () => undefined;
  let connected: { readonly engine: ContainerEngine; readonly follower: EngineFollower } | undefined;
  /** Address of the engine that the rows are of. */
  let hostOfRows: string | undefined;

  const settle = (end: (waiter: Waiter) => void) => {
    const settled = [...waiters];
    waiters.clear();
    settled.forEach(end);
  };

  const start = () => {
    if (isDisposed || running !== undefined) return;
    if (!isTrusted()) {
      keeper.setConnection({ kind: 'restricted' });
      return;
    }
    running = new AbortController();
    void attempts(running.signal);
  };
  const stop = (reason: string) => {
    running?.abort(new Error(reason));
    running = undefined;
    connected = undefined;
  };

  /** Connects for ever, again after each loss, until the signal ends it. Never rejects. */
  const attempts = async (signal: AbortSignal) => {
    let failedAttempts = 0;
    let name: EngineName = { name: 'default', host: '' };
    while (!signal.aborted) {
      let steadySince = Number.POSITIVE_INFINITY;
      let failure: ConnectionFailure | undefined;
      try {
        const choice = await unlessAborted(selection.choice(), signal);
        if (name.host !== choice.host) failedAttempts = 0;
        name = { name: choice.name, host: choice.host };
        begin(name);
        const engine = await unlessAborted(selection.connect(), signal);
        const reason = await follow(engine, name, signal, () => {
          steadySince = Date.now();
        });
        if (reason === 'closed') failure = closedBy(name);
        else log('This machine slept: the engine is listed anew');
      } catch (error) {
        if (signal.aborted) return;
        failure = failureOf(error, name);
      }
      if (signal.aborted) return;
      connected = undefined;
      if (Date.now() - steadySince >= steadyMs) failedAttempts = 0;
      if (failure === undefined) continue;
      failedAttempts++;
      log(`${failure.message} (attempt ${failedAttempts})`);
      keeper.setConnection({ kind: 'unreachable', engine: name, failure, attempt: failedAttempts });
      const rejection = new EngineUnreachable(failure);
      settle(waiter => waiter.reject(rejection));
      await wait(retryDelay(failedAttempts, Math.random()), signal);
    }
  };

  /** Rows of another engine would be lies; those of the same one are likely to be right still. */
  const begin = (name: EngineName) => {
    const { connection } = keeper;
    const isSame = hostOfRows === name.host;
    if (!isSame) {
      for (const kind of rowKinds) keeper.replace(kind, []);
      platforms.clear();
      volumeSizes.clear();
      hostOfRows = name.host;
    }
    const isKept = isSame && (connection.kind === 'unreachable' || connection.kind === 'connected');
    if (!isKept) keeper.setConnection({ kind: 'connecting', engine: name });
  };

  const follow = (engine: ContainerEngine, name: EngineName, signal: AbortSignal, onSteady: () => void) => {
    const startedAt = performance.now();
    const follower = followEngine({
      listing: engine.listing,
      keeper,
      platforms: platforms.known,
      volumeSizes,
      signal,
      log,
      watchSleep,
      onEvent(event) {
        for (const hearer of [...hearers]) hearer(event);
      },
      onCurrent() {
        connected = { engine, follower };
        keeper.setConnection({ kind: 'connected', engine: name, version: engine.identity });
        keeper.flush();
        onSteady();
        log(`${name.name} (${name.host}) is listed after ${Math.round(performance.now() - startedAt)} ms`);
        settle(waiter => waiter.resolve(keeper.state));
      },
    });
    return follower.ended;
  };

  const wait = (ms: number, signal: AbortSignal) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(() => retryNow(), ms);
      retryNow = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', retryNow);
        retryNow = () => undefined;
        resolve();
      };
      signal.addEventListener('abort', retryNow);
    });

  const demand = (): Ending => {
    clearTimeout(grace);
    demands++;
    start();
    let isEnded = false;
    return {
      dispose() {
        if (isEnded) return;
        isEnded = true;
        demands--;
        if (demands > 0 || isDisposed) return;
        clearTimeout(grace);
        grace = setTimeout(() => {
          if (running === undefined) return;
          const engine = connected?.engine;
          stop('Nobody needs the engine');
          engine?.rest();
          keeper.setConnection({ kind: 'idle' });
        }, graceMs);
      },
    };
  };

  const current = async (): Promise<EngineState> => {
    if (isDisposed) throw new Error('Slipway has been stopped');
    if (!isTrusted()) throw new Error(restrictedMessage);
    const ending = demand();
    try {
      if (connected !== undefined) {
        keeper.flush();
        return keeper.state;
      }
      const settled = new Promise<EngineState>((resolve, reject) => waiters.add({ resolve, reject }));
      retryNow();
      return await settled;
    } finally {
      ending.dispose();
    }
  };

  const selected = selection.onDidSelect(() => {
    const wasRunning = running !== undefined;
    stop('Another engine was selected');
    if (demands > 0) {
      start();
      return;
    }
    if (wasRunning) keeper.setConnection({ kind: 'idle' });
    // Known rows would be taken for those of the engine that was selected.
    for (const kind of rowKinds) keeper.replace(kind, []);
    hostOfRows = undefined;
  });

  if (!isTrusted()) {
    keeper.setConnection({ kind: 'restricted' });
    keeper.flush();
  }

  return {
    get state() {
      return keeper.state;
    },
    onDidChange: keeper.onDidChange,
    onDidHear(listener) {
      hearers.add(listener);
      return { dispose: () => hearers.delete(listener) };
    },
    demand,
    current,
    refresh() {
      if (isDisposed) return;
      if (running === undefined) {
        if (demands > 0) start();
        else if (isTrusted() && keeper.connection.kind === 'restricted') keeper.setConnection({ kind: 'idle' });
      } else if (connected !== undefined) {
        connected.follower.refresh();
      } else {
        retryNow();
      }
    },
    async learnPlatforms(imageIds) {
      if (connected === undefined) return;
      const { engine, follower } = connected;
      const ids = imageIds.filter(id => keeper.row('images', id)?.platform === undefined);
      const ask = async (id: string) => {
        try {
          return await engine.listing.platform(id);
        } catch (error) {
          log(`The platform of ${id} is not known: ${error instanceof Error ? error.message : String(error)}`);
          return undefined;
        }
      };
      await platforms.learn(ids, ask, id => {
        if (connected?.follower === follower) follower.complete('images', id);
      });
    },
    async measureVolumes(signal) {
      // Whoever looks at them may look away before the engine has counted.
      const ending = demand();
      try {
        await current();
        if (connected === undefined) return;
        const { engine, follower } = connected;
        const sizes = await engine.listing.volumeSizes(signal);
        if (connected?.follower !== follower) return;
        for (const [volume, size] of sizes) {
          volumeSizes.set(volume, size);
          follower.complete('volumes', volume);
        }
      } finally {
        ending.dispose();
      }
    },
    dispose() {
      isDisposed = true;
      clearTimeout(grace);
      selected.dispose();
      const engine = connected?.engine;
      stop('Slipway has been stopped');
      engine?.rest();
      settle(waiter => waiter.reject(new Error('Slipway has been stopped')));
      keeper.dispose();
    },
  };
}
