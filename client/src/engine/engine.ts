// What Slipway asks of a container engine (Docker, Podman, balenaEngine), in its own words. Free of `vscode` and of any
// engine library, so that views and commands are tested against a fake one. Everything here rejects with `EngineRefused`
// when the engine says no, and with `EngineUnreachable` when it is not there.
import type { ContainerFiles } from './container-files.ts';
import type { Containers } from './containers.ts';
import type { ConnectionFailure, EngineVersion } from './engine-state.ts';
import type { Images } from './images.ts';
import type { Listing } from './listing.ts';
import type { Networks } from './networks.ts';
import type { RegistryCredentials } from './registry/registry-credentials.ts';
import type { Sessions } from './sessions.ts';
import type { Survey } from './survey.ts';
import type { Volumes } from './volumes.ts';

export interface ContainerEngine {
  /** What answered, and the API version pinned for this connection. */
  readonly identity: EngineVersion;
  /** Closes the connections that wait for a next question; a question that comes makes a new one. */
  rest(): void;
  /**
   * Settles when the image is in the engine's store. Rejects with `BuildFailed` when the build itself failed, and with
   * `ContextUnreadable` when the context could not be sent.
   */
  build(options: BuildOptions): Promise<BuiltImage>;
  /**
   * Platforms whose programs a RUN can run, in BuildKit's words and order: the engine's own first. Undefined where the
   * engine cannot tell.
   */
  buildPlatforms(signal?: AbortSignal): Promise<readonly string[] | undefined>;
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
  readonly survey: Survey;
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
  /** Path of the Dockerfile inside the context, with `/`, or an absolute one; `Dockerfile` when absent. */
  readonly dockerfile?: string;
  /** What to build instead of what that file says. It is sent as it is here, and written to no disk of ours. */
  readonly dockerfileText?: string;
  /** Image references to give the result; without any it has its id alone. */
  readonly tags?: readonly string[];
  /** `os/arch[/variant]`; the engine's own when absent. */
  readonly platform?: string;
  /** Name of the stage to build; the last one when absent. */
  readonly target?: string;
  readonly buildArguments?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** By the id under which a step asks for it. Read when it does, and never kept. */
  readonly secrets?: Readonly<Record<string, BuildSecretSource>>;
  /** What Docker knows for logging in to a registry, as `docker.io` or `localhost:5000`. Asked once a registry needs it. */
  readonly credentials?: (registry: string) => Promise<RegistryCredentials | undefined>;
  /** References of images whose layers may be taken over. */
  readonly cacheFrom?: readonly string[];
  /** `none` runs every step anew. */
  readonly cache?: 'use' | 'none';
  /** `always` asks registries for newer base images; an image that is here is used as it is when absent. */
  readonly pull?: 'missing' | 'always';
  /** Of RUN steps: `default`, `none`, `host`, or what the engine knows besides. */
  readonly network?: string;
  /** `host:address` each. */
  readonly extraHosts?: readonly string[];
  /** Of /dev/shm in RUN steps, in bytes. */
  readonly sharedMemoryBytes?: number;
  /**
   * True for a path, relative to the context and with `/`, that is not sent. A folder that is ignored is entered only
   * where `mayHoldMore` says so. Everything is sent when absent: no ignore file is looked for.
   */
  readonly isIgnored?: (path: string) => boolean;
  /** Whether something in an ignored folder is not ignored; the folder is then sent with it, and not without. */
  readonly mayHoldMore?: (folder: string) => boolean;
  /** BuildKit where the engine has it when absent. */
  readonly builder?: 'buildkit' | 'classic';
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Ends the build, in the engine too; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export type BuildSecretSource =
  /** Absolute path of a file. */
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'value'; readonly value: string };

export interface BuiltImage {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly imageId: string;
  readonly builder: 'buildkit' | 'classic';
}

export type BuildProgress =
  | { readonly kind: 'step'; readonly step: BuildStep }
  /** A piece of output, not necessarily a whole line. `step` is the digest of the step that wrote it. */
  | { readonly kind: 'output'; readonly step: string; readonly text: string }
  /** How far a step is with what it moves. The same id comes again and again. */
  | { readonly kind: 'transfer'; readonly step: string; readonly transfer: BuildTransfer }
  | { readonly kind: 'warning'; readonly warning: BuildWarning };

/** A step of a build as it is known so far. The same digest comes again whenever its state changes. */
export interface BuildStep {
  readonly digest: string;
  /** The builder's words for it, such as `[2/3] RUN apk add curl`; `stepName` takes them apart. */
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'cached' | 'failed';
  /** Milliseconds since 1970 by the engine's clock. A step that works in several goes tells the last. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Why it failed; absent otherwise. */
  readonly error?: string;
}

export interface BuildTransfer {
  readonly id: string;
  /** The builder's words, such as `transferring context:`, or the digest of a layer. */
  readonly name: string;
  /** In bytes. */
  readonly current: number;
  /** 0 while it is not known. */
  readonly total: number;
  readonly isDone: boolean;
}

/** What BuildKit's checks say of the Dockerfile. */
export interface BuildWarning {
  readonly message: string;
  readonly detail: string;
  readonly url?: string;
  /** Lines of the Dockerfile, zero-based, both included. */
  readonly lines?: { readonly start: number; readonly end: number };
}

/** A build that the engine carried out and that did not succeed: the project is at fault, not the connection. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
  /** The step that failed; undefined when the build failed before its first step, for instance on a parse error. */
  readonly step: BuildStep | undefined;
  /** The last lines that step wrote, at most twenty. */
  readonly output: readonly string[];
  /** Of the program that failed; undefined when none did. */
  readonly exitCode: number | undefined;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'BuildFailed';
  }

  constructor(message: string, step: BuildStep | undefined, output: readonly string[] = [], exitCode?: number) {
    super(message);
    this.step = step;
    this.output = output;
    this.exitCode = exitCode;
  }
}
