/**
 * What would be built, as plain data: made from files alone before anything runs, so that it can be shown, printed as
 * JSON and carried out. Paths are those of the core (`text/path.ts`); contents of secrets never stand in it.
 */
import type { Architecture } from '../catalog/device-type-rows.ts';
import type { Dialect } from '../project/project.ts';

export interface BuildPlan {
  /** Of the project, as it begins the names of images: lower case. */
  readonly name: string;
  /** The folder of the project; absolute. */
  readonly root: string;
  readonly dialect: Dialect;
  /** What made it a balena project; absent for plain Docker and when set by hand. */
  readonly dialectReason?: string;
  /** The Compose files that are read together, in order; empty for a Dockerfile by itself. */
  readonly composeFiles: readonly string[];
  readonly platforms: readonly PlatformChoice[];
  /** One for each service and platform, services in the order of their files. */
  readonly builds: readonly PlannedBuild[];
  /** Services that were asked for and are not built. */
  readonly unbuilt: readonly UnbuiltService[];
  /** Every context once; builds name theirs by `id`. */
  readonly contexts: readonly PlannedContext[];
  /** Ids of builds: all of a step may run at once, once the steps before it are done. */
  readonly steps: readonly (readonly string[])[];
  /** What concerns more than one build. */
  readonly warnings: readonly string[];
}

/** What an image is built for. */
export interface PlatformChoice {
  /** Told apart by it, also in tags: the slug of a device type, a balena architecture, `linux-arm64`, or `default`. */
  readonly id: string;
  /** In Docker's words: `linux/arm/v7`; absent for whatever the builder builds by itself. */
  readonly platform?: string;
  /** balena's name of the architecture; absent for platforms that no device has. */
  readonly arch?: Architecture;
  readonly device?: { readonly slug: string; readonly name: string };
}

export interface PlannedBuild {
  /** `service@platform`. */
  readonly id: string;
  /** `main` for a project without Compose file. */
  readonly service: string;
  /** The platform it is for, by the id in `platforms`. */
  readonly for: string;
  /** What is asked of the builder; absent for whatever it builds by itself. */
  readonly platform?: string;
  readonly dockerfile: ChosenDockerfile;
  /** By its id in `contexts`. */
  readonly context: string;
  /** The stage that is built; absent where the Dockerfile has none. */
  readonly target?: StageName & { readonly because: 'asked-for' | 'compose' | 'last' };
  /** The stages that the target needs, itself included, in order. Builders without BuildKit build those before it, too. */
  readonly stages: readonly StageName[];
  /**
   * Whether one of those stages runs a program of the image: then the platform must be one the builder can run. What an
   * `ONBUILD` of a base image does is not known here.
   */
  readonly runs: boolean;
  /** What the builder is given, by name. */
  readonly arguments: readonly BuildArgument[];
  /** `ARG`s of the needed stages that have no default and that nobody sets. */
  readonly openArguments: readonly string[];
  readonly secrets: readonly BuildSecret[];
  /** SSH agents or keys that are handed in, as Compose writes them: `default`, `id=path`. */
  readonly ssh: readonly string[];
  readonly namedContexts: readonly NamedContext[];
  readonly baseImages: readonly NeededImage[];
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** `host:address`. */
  readonly extraHosts: readonly string[];
  readonly network?: string;
  /** As written: `128m`, or bytes. */
  readonly shmSize?: string;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly privileged?: boolean;
  readonly entitlements: readonly string[];
  /** Names of the result; the first is the one the service runs. */
  readonly tags: readonly string[];
  readonly after: readonly Precondition[];
  readonly warnings: readonly string[];
}

export interface StageName {
  /** Zero-based. */
  readonly index: number;
  readonly name?: string;
}

export interface ChosenDockerfile {
  /** Absent for one that stands in the Compose file. */
  readonly path?: string;
  /** Every file that would do, best first. */
  readonly candidates: readonly DockerfileCandidate[];
  /** A sentence: why this one. */
  readonly because: string;
  /** Absent for files whose `%%…%%` nobody fills in. */
  readonly template?: FilledTemplate;
  /** What is built when no file says it as it is: the template filled in, or the text in the Compose file. */
  readonly text?: string;
}

export interface DockerfileCandidate {
  readonly path: string;
  readonly kind: 'device-type' | 'architecture' | 'template' | 'plain' | 'lower-case';
  /** `chosen`; there, but a better one is, too; not there. */
  readonly state: 'chosen' | 'passed-over' | 'missing';
}

export interface FilledTemplate {
  /** Those that occur, each once. Without a value the build stops. */
  readonly variables: readonly { readonly name: string; readonly value?: string }[];
}

export interface BuildArgument {
  readonly name: string;
  readonly value: string;
  /** Who set it: the strongest of those who did. */
  readonly from: ArgumentSource;
  /** The Dockerfile declares it; one that is not declared changes nothing. */
  readonly isDeclared: boolean;
}

/**
 * `asked-for`: for this build. `compose`: `build.args`. `environment`: a name alone in `build.args`, with the value of the
 * environment or of `.env`. `balena`: build variables of `.balena/balena.yml`, for all services or for this one.
 */
export type ArgumentSource = 'asked-for' | 'compose' | 'environment' | 'balena-global' | 'balena-service';

export interface BuildSecret {
  /** The name of it in the build: `/run/secrets/<id>`. */
  readonly id: string;
  /** Where its content comes from; `unknown` with the reason where nobody can tell. */
  readonly source:
    | { readonly kind: 'file'; readonly path: string; readonly isThere: boolean }
    | { readonly kind: 'environment'; readonly variable: string }
    | { readonly kind: 'unknown'; readonly because: string };
}

export interface NamedContext {
  readonly name: string;
  /** `service`: the image of another service; `image`: `docker-image://…`; `remote`: Git, a URL, an OCI layout. */
  readonly kind: 'folder' | 'service' | 'image' | 'remote';
  /** The folder as an absolute path, the service's name, the image reference, or the address as written. */
  readonly value: string;
}

/** An image that is not built here. */
export interface NeededImage {
  /** With everything filled in; absent where a variable is not known. */
  readonly reference?: string;
  readonly written: string;
  /** The stage that asks for it. */
  readonly stage: StageName;
  /** `from`: the stage is built on it. `copy`: files are taken from it, by COPY or a mount. */
  readonly use: 'from' | 'copy';
  /** The platform it must have; `builder` for that of the builder itself; absent for whatever comes. */
  readonly platform?: string;
  /** The service whose result it is. */
  readonly builtBy?: string;
}

export interface Precondition {
  readonly service: string;
  /** `depends-on` only tells an order of starting, so that a builder may pass it over. */
  readonly because: 'named-context' | 'base-image' | 'depends-on';
}

export interface UnbuiltService {
  readonly service: string;
  /** Absent when it is so for every platform. */
  readonly for?: string;
  /** `inactive`: of a profile nobody asked for. */
  readonly kind:
    | 'image-only'
    | 'inactive'
    | 'remote-context'
    | 'unresolved-variable'
    | 'no-dockerfile'
    | 'no-target'
    | 'not-knowable';
  /** A sentence for the user. */
  readonly because: string;
  /** For `no-dockerfile`: where it was looked for, best first. */
  readonly candidates?: readonly string[];
}

export interface PlannedContext {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  /** Absent where nothing is ignored but what the builder always leaves out. */
  readonly ignoreFile?: { readonly path: string; readonly base: string; readonly patterns: readonly string[] };
  /** What the builder adds to those patterns, before and behind them. */
  readonly builtIn: readonly string[];
  /** Absolute paths of what is never sent, whatever the patterns say; absent when there is nothing of that kind. */
  readonly without?: readonly string[];
  /** Absent when nobody asked for it to be walked. */
  readonly contents?: ContextSummary;
}

/** What the builder is sent. */
export interface ContextSummary {
  readonly files: number;
  /** Bytes of those files; absent where the files are not on a disk. */
  readonly bytes?: number;
  /** At most ten, the largest first, with paths relative to the context. */
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
  /** Symbolic links, which are sent as links and not followed. */
  readonly links: number;
  /** Entries left out at the place where they were: a folder counts once. */
  readonly ignored: number;
  /** Why not all was walked; the numbers are then too small. */
  readonly incomplete?: string;
}

/** What is wanted of the planner. */
export interface BuildRequest {
  /** A Compose file, a Dockerfile or a folder; absolute. */
  readonly path: string;
  /** Services by name; absent for all. */
  readonly services?: readonly string[];
  /** Slugs or aliases of device types, balena architectures, platforms such as `linux/arm64`. */
  readonly platforms?: readonly string[];
  /** A stage by name or number, for every service that is built. */
  readonly target?: string;
  readonly arguments?: Readonly<Record<string, string>>;
  /** Of the project, instead of what the files and the folder say. */
  readonly name?: string;
  /** Behind the colon in names that Slipway makes; `latest` unless said otherwise. */
  readonly tag?: string;
  /** Registry and namespace in front of names that Slipway makes: `registry.example/team`. */
  readonly registry?: string;
  /** How images for several platforms are told apart: by the end of their tags, or all under one name as one image. */
  readonly severalPlatforms?: 'suffix' | 'one-image';
  /** balena's `--multi-dockerignore`: each service has an ignore file of its own. */
  readonly multiDockerignore?: boolean;
  /** Variables as `docker compose` would see them. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Whether contexts are walked and counted. */
  readonly contexts?: 'walk' | 'skip';
}

export type PlanAnswer =
  | { readonly kind: 'plan'; readonly plan: BuildPlan }
  /** Nothing can be planned; a sentence for the user. */
  | { readonly kind: 'refused'; readonly message: string };
