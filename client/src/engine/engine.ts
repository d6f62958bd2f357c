// What Slipway asks of a container engine (Docker, Podman, balenaEngine), in its own words. Free of `vscode` and of any
// engine library, so that views and commands are tested against a fake one. Everything here rejects with `EngineRefused`
// when the engine says no, and with `EngineUnreachable` when it is not there.
import type { ContainerFiles } from './container-files.ts';
import type { Containers } from './containers.ts';
import type { ConnectionFailure, EngineVersion } from './engine-state.ts';
import type { Images } from './images.ts';
import type { Listing } from './listing.ts';
import type { Networks } from './networks.ts';
import type { Sessions } from './sessions.ts';
import type { Volumes } from './volumes.ts';

export interface ContainerEngine {
  /** What answered, and the API version pinned for this connection. */
  readonly identity: EngineVersion;
  /** Closes the connections that wait for a next question; a question that comes makes a new one. */
  rest(): void;
  /** Settles when the image is in the engine's store. Rejects with `BuildFailed` when the build itself failed. */
  build(options: BuildOptions): Promise<BuiltImage>;
  /**
   * The digest (`sha256:…`) by which a registry knows each image of the store, by `name:tag` as Docker shows it. Images
   * that came from no registry have none.
   */
  imageDigests(): Promise<Readonly<Record<string, string>>>;
  readonly listing: Listing;
  readonly containers: Containers;
  readonly sessions: Sessions;
  readonly files: ContainerFiles;
  readonly images: Images;
  readonly volumes: Volumes;
  readonly networks: Networks;
}

/** Why an engine could not be reached; `failure.message` is for the user. */
export class EngineUnreachable extends Error {
  override readonly name = 'EngineUnreachable';
  readonly failure: ConnectionFailure;

  // dist/extension.js and dist/engine.js each have this class: it is known by its name.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'EngineUnreachable';
  }

  constructor(failure: ConnectionFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * The engine understood and said no. `message` is the engine's own sentence without the HTTP dressing; `status` the HTTP
 * status: 404 gone, 409 in the way of something, 304 already so.
 */
export class EngineRefused extends Error {
  override readonly name = 'EngineRefused';
  readonly status: number;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'EngineRefused';
  }

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export interface BuildOptions {
  /** Absolute path of the build context. */
  readonly context: string;
  /** Path of the Dockerfile inside the context, with `/`; `Dockerfile` when absent. */
  readonly dockerfile?: string;
  /** Image reference to give the result; absent leaves it with its id alone. */
  readonly tag?: string;
  /** `os/arch[/variant]`; the engine's own when absent. */
  readonly platform?: string;
  /** Name of the stage to build; the last one when absent. */
  readonly target?: string;
  readonly buildArguments?: Readonly<Record<string, string>>;
  /**
   * True for a path, relative to the context and with `/`, that is not sent. A folder that is ignored is not entered.
   * Everything is sent when absent.
   */
  readonly isIgnored?: (path: string) => boolean;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Ends the build; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface BuiltImage {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly imageId: string;
}

export type BuildProgress =
  | { readonly kind: 'step'; readonly step: BuildStep }
  /** A piece of output, not necessarily a whole line. `step` is the digest of the step that wrote it. */
  | { readonly kind: 'output'; readonly step: string; readonly text: string };

/** A step of a build as it is known so far. The same digest comes again whenever its state changes. */
export interface BuildStep {
  readonly digest: string;
  /** BuildKit's words for it, such as `[2/3] RUN apk add curl`. */
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'cached' | 'failed';
  /** Why it failed; absent otherwise. */
  readonly error?: string;
}

/** A build that the engine carried out and that did not succeed: the project is at fault, not the connection. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
  /** The step that failed; undefined when the build failed before its first step, for instance on a parse error. */
  readonly step: BuildStep | undefined;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'BuildFailed';
  }

  constructor(message: string, step: BuildStep | undefined) {
    super(message);
    this.step = step;
  }
}
