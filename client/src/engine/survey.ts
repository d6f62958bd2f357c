// What an engine is and what its store takes, for somebody who looks at it as a whole.

export interface Survey {
  describe(signal?: AbortSignal): Promise<EngineDescription>;
  /** The engine walks its whole store for it, which may take minutes. */
  diskUse(signal?: AbortSignal): Promise<DiskUse>;
}

/** Texts are as the engine writes them, empty where it does not say. */
export interface EngineDescription {
  /** Of the machine it runs on. */
  readonly name: string;
  readonly version: string;
  /** Such as `Debian GNU/Linux 12 (bookworm)`. */
  readonly system: string;
  /** In the kernel's words: `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly kernel: string;
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
  /** `1` or `2`. */
  readonly cgroupVersion: string;
  /** `systemd` or `cgroupfs`. */
  readonly cgroupDriver: string;
  /** `containerd`: images in all their platforms are kept as they came; `docker`: the older store, layers unpacked. */
  readonly imageStore: 'containerd' | 'docker';
  /** Such as `overlay2` or `overlayfs`. */
  readonly storageDriver: string;
  readonly runtime: string;
  /** By name: `apparmor`, `seccomp`, `rootless`, `userns`. */
  readonly security: readonly string[];
  readonly containers: { readonly running: number; readonly paused: number; readonly stopped: number };
  readonly images: number;
  /** Folder of its store on its own machine. */
  readonly folder: string;
  /** What it warns of itself: no swap limit, an insecure registry. */
  readonly warnings: readonly string[];
}

export interface DiskUse {
  readonly images: StoreUse;
  /** The writable layers. */
  readonly containers: StoreUse;
  readonly volumes: StoreUse;
  readonly buildCache: StoreUse;
}

/** Sizes are bytes. */
export interface StoreUse {
  readonly count: number;
  /** How many of them something uses that runs, or exists. */
  readonly active: number;
  readonly bytes: number;
  /** What pruning would give back; of volumes and images also those that somebody may want again. */
  readonly freeable: number;
}
