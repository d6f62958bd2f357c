/**
 * What the checks of the lessons look at: the exercise's files, what the engine has, and what happened on it since the
 * exercise was opened. Plain data in our own words, gathered by the client; nothing here asks or waits. All times are
 * milliseconds since 1970 by the engine's clock, except where said.
 */

export interface LessonFacts {
  /** Text of the exercise's files by path from its folder, with `/`; what is typed in the editor before what is saved. */
  readonly files: Readonly<Record<string, string>>;
  /** When a file was last changed, by path; of this machine's clock. Absent where nobody asked. */
  readonly changedAt?: Readonly<Record<string, number>>;
  readonly folder: FolderFacts;
  readonly engine: EngineFacts;
  /** Containers made since the exercise was opened, gone ones too, and older ones that concern the lesson; oldest first. */
  readonly containers: readonly ContainerFacts[];
  /** Images whose repository the lesson names (`CheckNeeds.repositories`), that exist now. */
  readonly images: readonly ImageFacts[];
  readonly volumes: readonly VolumeFacts[];
  readonly networks: readonly NetworkFacts[];
  /** Which image each name of the lesson's repositories meant, from the opening on; oldest first. */
  readonly moments: readonly TagMoment[];
  /** Each time an image got a name of the lesson's repositories since the opening; oldest first. */
  readonly builds: readonly BuildFacts[];
  /** Commands that ended in a terminal, oldest first. */
  readonly terminal: readonly TerminalResult[];
  /** Answers to the probes that the lesson's checks need, by `probeKey`. */
  readonly probes: Readonly<Record<string, ProbeAnswer>>;
  /** Texts of files inside volumes that the lesson's checks need, by `volumeFileKey`; absent when there is none. */
  readonly volumeFiles: Readonly<Record<string, string>>;
  /** Findings in the exercise's files. Undefined where nobody asked the analyzer. */
  readonly findings?: readonly LessonFinding[];
  /** Platforms the builder can run, in BuildKit's words. Undefined while they are not known. */
  readonly platforms?: readonly string[];
  /** The image for each token of the starters, such as `debian` → `debian:trixie-slim`, for hints alone. */
  readonly bases: Readonly<Record<string, string>>;
}

export interface FolderFacts {
  /** Of the exercise, or of all lessons where the lesson has no exercise: from the workspace, as `slipway-learn/d04-first-df`. */
  readonly path: string;
  /** The same as an absolute path of this machine; absent where there is no folder of a disk. */
  readonly absolute?: string;
  readonly state: 'writable' | 'missing' | 'read-only' | 'no-workspace';
}

export type EngineFacts =
  | {
      readonly kind: 'connected';
      /** As the user knows it: `unix:///var/run/docker.sock`. */
      readonly endpoint: string;
      /** Whether its ports are ports of this machine. */
      readonly isLocal: boolean;
    }
  | { readonly kind: 'unreachable'; readonly endpoint: string }
  /** Nobody may be asked: the workspace is not trusted. */
  | { readonly kind: 'restricted' }
  | { readonly kind: 'connecting'; readonly endpoint: string };

export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  /** As it was named when the container was made: `simple-docker-app`, or an id. */
  readonly image: string;
  readonly imageId: string;
  /** `gone`: removed meanwhile. */
  readonly state: 'created' | 'running' | 'paused' | 'exited' | 'gone';
  readonly exitCode?: number;
  readonly createdAt: number;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
  readonly environment: readonly string[];
  readonly hasTerminal: boolean;
  readonly keepsInput: boolean;
  /** Somebody's terminal is tied to its output: it was not started with `-d`. */
  readonly isAttached: boolean;
  readonly isRemovedWhenStopped: boolean;
  readonly isPrivileged: boolean;
  readonly addedCapabilities: readonly string[];
  readonly securityOptions: readonly string[];
  /** Of AppArmor, as `docker-default`; empty where the engine has none for it. */
  readonly appArmorProfile: string;
  /** Bytes; 0 without a limit. */
  readonly memory: number;
  /** Billionths of a processor; 0 without a limit, also where it is set as a quota. */
  readonly processors: number;
  /** Asked for with `-P`. */
  readonly publishesAll: boolean;
  /** What was asked for with `-p`. */
  readonly ports: readonly PortFacts[];
  /** What the engine gave while it runs. */
  readonly openPorts: readonly PortFacts[];
  readonly mounts: readonly MountFacts[];
  /** Names. */
  readonly networks: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Oldest first; only what was seen since the exercise was opened. */
  readonly life: readonly LifeEvent[];
}

export interface PortFacts {
  /** `9854/tcp` */
  readonly target: string;
  /** Undefined where the engine may choose. */
  readonly published?: number;
  /** `0.0.0.0`, `::`, `127.0.0.1`; empty for all. */
  readonly address: string;
}

export interface MountFacts {
  readonly kind: 'volume' | 'bind' | 'tmpfs' | 'other';
  /** Name of the volume, or path on the engine's host. */
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

export interface LifeEvent {
  readonly at: number;
  /** The engine's word: `create`, `start`, `attach`, `kill`, `die`, `top`, `exec_create`, `destroy`, … */
  readonly what: string;
  /** Of `kill`. */
  readonly signal?: number;
  /** Of `die`. */
  readonly exitCode?: number;
  /** Of `exec_create`. */
  readonly command?: string;
}

export interface ImageFacts {
  readonly id: string;
  /** `name:tag` as Docker shows them; empty when it has none. */
  readonly tags: readonly string[];
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly environment: readonly string[];
  readonly user: string;
  readonly workingDirectory: string;
  /** `9854/tcp` */
  readonly exposedPorts: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly architecture: string;
  /** Digests of its layers, the base image's first. */
  readonly layers: readonly string[];
  /** What made it, the base image's first steps first. */
  readonly history: readonly HistoryFacts[];
}

export interface HistoryFacts {
  readonly createdBy: string;
  /** Bytes. */
  readonly size: number;
}

export interface VolumeFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface NetworkFacts {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface TagMoment {
  readonly at: number;
  /** Image ids by `name:tag`. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface BuildFacts {
  readonly at: number;
  /** `build` also for `docker tag` and a loaded archive: engines tell them apart in no common way. */
  readonly how: 'build' | 'pull';
  /** `name:tag` */
  readonly reference: string;
  readonly imageId: string;
  readonly layers: readonly string[];
  readonly history: readonly HistoryFacts[];
  /** The exercise's files as they were then, by path: the text of a Dockerfile or an ignore file, a digest of others. */
  readonly files: Readonly<Record<string, string>>;
}

export interface TerminalResult {
  readonly at: number;
  readonly command: string;
  /** Undefined where the shell did not tell. */
  readonly exitCode: number | undefined;
  /** The last lines it wrote; absent where nobody could read them. */
  readonly output?: string;
}

/** A question to this machine's own port, asked by the client where the engine's ports are this machine's. */
export interface Probe {
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly accept?: string;
}

export type ProbeAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'refused' }
  /** Nobody answered in time, or what answered does not speak HTTP. */
  | { readonly kind: 'silent' };

export interface VolumeFile {
  readonly volume: string;
  /** Inside the volume, without a leading slash. */
  readonly path: string;
}

export interface LessonFinding {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'hint';
  readonly rule: string;
  readonly message: string;
}

export function probeKey({ method, port, path }: Probe): string {
  return `${method} ${port}${path}`;
}

export function volumeFileKey({ volume, path }: VolumeFile): string {
  return `${volume}/${path}`;
}
