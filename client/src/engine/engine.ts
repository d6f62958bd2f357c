// What Slipway asks of a container engine (Docker, Podman, balenaEngine), in its own words. Free of `vscode` and of any
// engine library, so that views and commands are tested against a fake one.

export interface ContainerEngine {
  /** Also the way to find out whether the engine answers at all: rejects when it does not. */
  version(): Promise<EngineVersion>;
  /** Settles when the image is in the engine's store. Rejects with `BuildFailed` when the build itself failed. */
  build(options: BuildOptions): Promise<BuiltImage>;
  /**
   * The digest (`sha256:…`) by which a registry knows each image of the store, by `name:tag` as Docker shows it. Images
   * that came from no registry have none.
   */
  imageDigests(): Promise<Readonly<Record<string, string>>>;
}

export interface EngineVersion {
  /** Such as `28.5.2`. */
  readonly engine: string;
  /** Version of the API, such as `1.51`. */
  readonly api: string;
  /** `linux` or `windows`. */
  readonly operatingSystem: string;
  /** Go's name of the architecture: `amd64`, `arm64`, `arm`. */
  readonly architecture: string;
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

  constructor(message: string, step: BuildStep | undefined) {
    super(message);
    this.step = step;
  }
}
