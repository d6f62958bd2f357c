// The engine's state, kept current by its event stream. Knows nothing of VS Code.
import type { EngineSelection } from './engine-selection.ts';
import { type EngineState, unknownState } from './engine-state.ts';

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
  /**
   * Somebody needs the state to be current: the engine is connected to, listed once and listened to, until the last
   * demand has ended. Without one, nothing is asked of the engine.
   */
  demand(): Ending;
  /** Settles when the state is current, or rejects with the failure; demands it meanwhile. For commands without a view. */
  current(): Promise<EngineState>;
  /** Tries again at once when the engine was unreachable, and reads everything anew when it was not. */
  refresh(): void;
  /** Asks for the platforms of these images; what is known is not asked for again. */
  learnPlatforms(imageIds: readonly string[]): Promise<void>;
  /** Asks the engine to count the bytes of all volumes; may take long. */
  measureVolumes(signal?: AbortSignal): Promise<void>;
  dispose(): void;
}

export interface StoreOptions {
  readonly selection: EngineSelection;
  readonly isTrusted: () => boolean;
  readonly log: (message: string) => void;
}

export function engineStore(_options: StoreOptions): EngineStore {
  return {
    state: unknownState,
    onDidChange: () => ({ dispose() {} }),
    demand: () => ({ dispose() {} }),
    current: async () => unknownState,
    refresh() {},
    async learnPlatforms() {},
    async measureVolumes() {},
    dispose() {},
  };
}
