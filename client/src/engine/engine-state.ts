// What is known of an engine at one moment: rows as plain data, by id. The store alone makes states; views, commands and
// later the lessons read them. A state is never changed: the next one shares every row that stayed the same, so that
// `===` on a row tells whether it changed.

export interface EngineState {
  readonly connection: Connection;
  /** By id, 64 hexadecimal digits. All of them, stopped ones too. */
  readonly containers: ReadonlyMap<string, ContainerRow>;
  /** By id, `sha256:…`. Without the intermediate layers of the classic builder. */
  readonly images: ReadonlyMap<string, ImageRow>;
  /** By name. */
  readonly volumes: ReadonlyMap<string, VolumeRow>;
  /** By id. */
  readonly networks: ReadonlyMap<string, NetworkRow>;
}

export type Connection =
  /** Nobody has needed the engine yet, or nobody needs it now; the rows are the last ones known. */
  | { readonly kind: 'idle' }
  /** The workspace is not trusted, so that no engine is asked anything. */
  | { readonly kind: 'restricted' }
  /** First attempt, or the first after another engine was selected. */
  | { readonly kind: 'connecting'; readonly engine: EngineName }
  | { readonly kind: 'connected'; readonly engine: EngineName; readonly version: EngineVersion }
  /** Attempts go on by themselves, ever more slowly; `attempt` counts from 1. */
  | {
      readonly kind: 'unreachable';
      readonly engine: EngineName;
      readonly failure: ConnectionFailure;
      readonly attempt: number;
    };

export interface EngineName {
  /** Such as `default`, `colima` or `raspberrypi.local`: what `Slipway: Select Engine…` lists. */
  readonly name: string;
  /** As in DOCKER_HOST: `unix:///var/run/docker.sock`, `ssh://pi@hut`. Holds no secret. */
  readonly host: string;
}

export interface EngineVersion {
  /** Such as `28.5.2`. */
  readonly engine: string;
  /** Version of the API that is spoken on this connection, such as `1.51`: the newest that both sides know. */
  readonly api: string;
  /** `linux` or `windows`. */
  readonly operatingSystem: string;
  /** Go's name of the architecture: `amd64`, `arm64`, `arm`. */
  readonly architecture: string;
}

export type FailureReason =
  /** There is no socket, or nothing listens at it. */
  | 'not-running'
  | 'permission-denied'
  /** The host name is unknown or no route leads there. */
  | 'host-unknown'
  /** Certificates are missing, wrong or out of date. */
  | 'tls'
  /** `ssh` ended, or the far side has no `docker`. */
  | 'ssh'
  /** What answers is no container engine, or one whose API versions we do not speak. */
  | 'incompatible'
  | 'timeout'
  | 'other';

export interface ConnectionFailure {
  readonly reason: FailureReason;
  /** One sentence for the user: what is wrong, with the address. */
  readonly message: string;
}

export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
export type Health = 'starting' | 'healthy' | 'unhealthy';

export interface ContainerRow {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** As it was named when the container was made: `nginx:1.27`, or an id. */
  readonly image: string;
  readonly imageId: string;
  /** What runs, entrypoint included, as one line. */
  readonly command: string;
  readonly status: ContainerStatus;
  /** Absent without a health check, and while the container does not run. */
  readonly health?: Health;
  /** Of the run that ended last; absent while the container runs, and before the first run has ended. */
  readonly exitCode?: number;
  /** The kernel ended it for want of memory; known only for what happened while we listened. */
  readonly isOutOfMemory?: true;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /**
   * When its state began: the start of what runs, the end of what exited. Milliseconds since 1970; exact for what happened
   * while we listened, else as exact as the engine's list ("Up 3 hours"). Absent when never started.
   */
  readonly since?: number;
  readonly ports: readonly PortMapping[];
  readonly mounts: readonly ContainerMount[];
  /** One for each network it is a member of. */
  readonly networks: readonly NetworkMembership[];
  readonly labels: Readonly<Record<string, string>>;
  /** Read from Compose's labels; absent for containers of their own. */
  readonly compose?: ComposeOrigin;
}

export interface PortMapping {
  /** Port inside the container. */
  readonly target: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** On the engine's host; absent for a port that is only exposed. */
  readonly published?: number;
  /** Address of the host it is published on: `0.0.0.0`, `::`, `127.0.0.1`. */
  readonly address?: string;
}

export interface ContainerMount {
  readonly kind: 'volume' | 'bind' | 'tmpfs' | 'other';
  /** Name of the volume, or path on the host. Empty for tmpfs. */
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

export interface NetworkMembership {
  readonly name: string;
  /** Empty when the engine tells the name alone: for a container that was never started, and always on Podman. */
  readonly networkId: string;
  /** IPv4 address in that network; absent while the container does not run, and for `host` and `none`. */
  readonly address?: string;
}

export interface ComposeOrigin {
  readonly project: string;
  readonly service: string;
  /** Absolute paths on the machine where `docker compose` ran; empty when the labels do not tell. */
  readonly files: readonly string[];
  readonly folder?: string;
  /** Made by `docker compose run`. */
  readonly isOneOff: boolean;
}

export interface ImageRow {
  readonly id: string;
  /** `name:tag`, as Docker shows them; empty for a dangling image. */
  readonly tags: readonly string[];
  /** `name@sha256:…` */
  readonly digests: readonly string[];
  /** Bytes, layers shared with other images included. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** `os/arch[/variant]`; absent until asked for (`EngineStore.learnPlatforms`), because the engine's list does not tell. */
  readonly platform?: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface VolumeRow {
  readonly name: string;
  readonly driver: string;
  /** Where the engine's host keeps it. */
  readonly mountpoint: string;
  /** Milliseconds since 1970; absent when the engine does not say. */
  readonly createdAt?: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Bytes; absent until asked for (`EngineStore.measureVolumes`), because the engine has to count them. */
  readonly size?: number;
}

export interface NetworkRow {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  /** `local`, `swarm`, `global`. */
  readonly scope: string;
  readonly isInternal: boolean;
  readonly subnets: readonly string[];
  readonly gateways: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Nothing known yet. */
export const unknownState: EngineState = {
  connection: { kind: 'idle' },
  containers: new Map(),
  images: new Map(),
  volumes: new Map(),
  networks: new Map(),
};
