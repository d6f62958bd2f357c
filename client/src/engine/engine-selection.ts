// Which engine Slipway talks to, and how a connection to it is made. Knows nothing of VS Code.
import { parseHost } from './endpoint.ts';
import type { ContainerEngine } from './engine.ts';
import type { EngineName } from './engine-state.ts';
import type { Ending } from './engine-store.ts';

export interface EngineChoice extends EngineName {
  /** Where it was found, in words for a list: `Docker context`, `DOCKER_HOST`, `Podman`, `Added by you`. */
  readonly origin: string;
}

export interface EngineSelection {
  /** The one that is used: what the user selected, else what `docker` itself would use. */
  choice(): Promise<EngineChoice>;
  /** All that can be found now, the used one among them. */
  choices(): Promise<readonly EngineChoice[]>;
  /** `undefined` goes back to what `docker` itself would use. */
  select(choice: EngineName | undefined): Promise<void>;
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
}

export function engineSelection({ environment, isTrusted }: SelectionOptions): EngineSelection {
  const host = environment['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
  const choice = { name: 'default', host, origin: 'DOCKER_HOST' };
  let connected: Promise<ContainerEngine> | undefined;
  return {
    choice: async () => choice,
    choices: async () => [choice],
    select: async () => undefined,
    onDidSelect: () => ({ dispose() {} }),
    async connect() {
      if (!isTrusted())
        throw new Error('In Restricted Mode Slipway does not use a container engine: trust this workspace first');
      const endpoint = parseHost(host);
      if (!endpoint) throw new Error(`${host} is no address of an engine`);
      connected ??= import('./dockerode-engine.ts').then(({ connectEngine }) => connectEngine(endpoint));
      return connected;
    },
  };
}
