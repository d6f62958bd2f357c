// What can be done to a container. What is so already is not refused: a running container may be started. A signal ends
// the waiting for an answer; the engine may carry out what it was asked nonetheless.

export interface Containers {
  /** Makes one that does not run yet, and gives its id. */
  create(options: CreateContainer): Promise<string>;
  start(id: string, signal?: AbortSignal): Promise<void>;
  /** Politely; the engine kills it after `timeoutSeconds`, or after the container's own time when absent. */
  stop(id: string, timeoutSeconds?: number, signal?: AbortSignal): Promise<void>;
  /** Starts it when it does not run. */
  restart(id: string, signal?: AbortSignal): Promise<void>;
  pause(id: string, signal?: AbortSignal): Promise<void>;
  unpause(id: string, signal?: AbortSignal): Promise<void>;
  /** `killSignal` such as `SIGHUP`; SIGKILL when absent. */
  kill(id: string, killSignal?: string, signal?: AbortSignal): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string, options: RemoveContainer, signal?: AbortSignal): Promise<void>;
  /** The engine's own JSON. */
  inspect(id: string): Promise<ContainerDetails>;
  /** What runs in it now. */
  top(id: string): Promise<ProcessTable>;
  /** One sample about every second until the signal ends it or the container stops. */
  stats(id: string, signal: AbortSignal): AsyncIterable<StatsSample>;
  /** Id of the new image. */
  commit(id: string, options: CommitOptions, signal?: AbortSignal): Promise<string>;
  /** The whole file system as a tar stream. */
  export(id: string, signal: AbortSignal): Promise<NodeJS.ReadableStream>;
  /** Paths that differ from the image, as the engine orders them. */
  changes(id: string, signal?: AbortSignal): Promise<readonly FileChange[]>;
}

export interface CreateContainer {
  readonly name: string;
  /** `os/arch[/variant]` of the image; whatever the engine has when absent. */
  readonly platform?: string;
  /** The engine's own JSON: `Image`, `Env`, `HostConfig`, … */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface RemoveContainer {
  /** Kill it first when it runs. */
  readonly force: boolean;
  /** Remove its anonymous volumes too. */
  readonly volumes: boolean;
}

export interface ProcessTable {
  /** Of the columns, as `ps` of the engine's host calls them. */
  readonly titles: readonly string[];
  /** A row of cells for each process. */
  readonly processes: readonly (readonly string[])[];
}

/** As the engine sends it, with what we read of it named. */
export interface ContainerDetails {
  readonly Id: string;
  readonly Name: string;
  readonly State?: {
    readonly Running?: boolean;
    readonly Paused?: boolean;
    readonly Status?: string;
    readonly Restarting?: boolean;
    readonly OOMKilled?: boolean;
    readonly ExitCode?: number;
    /** RFC 3339; in the year 1 when it never did. */
    readonly StartedAt?: string;
    readonly FinishedAt?: string;
  };
  readonly Config?: {
    readonly Tty?: boolean;
    readonly OpenStdin?: boolean;
    readonly Env?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Entrypoint?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly User?: string;
  };
  readonly [more: string]: unknown;
}

export interface StatsSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Percent of one processor: 200 is two of them. Undefined in the first sample. */
  readonly cpuPercent?: number;
  /** Bytes, page cache left out as `docker stats` does. */
  readonly memory: number;
  /** Bytes; the machine's memory when the container has no limit. */
  readonly memoryLimit: number;
  /** Bytes since the start, over all networks. */
  readonly received: number;
  readonly sent: number;
  /** Bytes since the start. */
  readonly blockRead: number;
  readonly blockWritten: number;
  readonly processes: number;
}

export interface CommitOptions {
  /** `name:tag`. */
  readonly reference: string;
  readonly message?: string;
  /** Whether the container is paused meanwhile. */
  readonly pause: boolean;
}

export interface FileChange {
  readonly kind: 'changed' | 'added' | 'deleted';
  /** Absolute path in the container. */
  readonly path: string;
}
