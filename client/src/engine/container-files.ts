// The files inside a container or image, for reading only. They come through the engine's archive API, which works for
// stopped containers too but knows no folders: it sends everything below a path. Where the container runs and has `find`
// and `stat`, these two list a folder instead.

export interface ContainerFiles {
  /** What stands at an absolute path; undefined when nothing does. Links are not followed. */
  stat(containerId: string, path: string): Promise<FileStat | undefined>;
  /** What stands directly in a folder, by name. */
  list(containerId: string, folder: string, signal?: AbortSignal): Promise<ReadonlyMap<string, FileStat>>;
  /** The bytes of a file. Rejects with `FileTooLarge` when there are more than `limit`. */
  read(containerId: string, path: string, limit: number): Promise<Uint8Array>;
  /**
   * Writes a file, or a folder with all that is in it, to a place on this machine; a folder only where nothing is yet. Left
   * out are links and devices, for they mean something inside the container only, and names that this machine cannot give.
   */
  download(containerId: string, path: string, target: string, options: DownloadOptions): Promise<Downloaded>;
  /** A container of the image that never runs, to read the image's own files from; gone when `use` has settled. */
  withImage<T>(imageId: string, use: (containerId: string) => Promise<T>): Promise<T>;
  /**
   * A container that holds a volume, read-only, at `volumeFolder`, without network. It sleeps where the image can, so that
   * folders are listed quickly, and removes itself after `volumeOpenFor`; where the image cannot, it never runs, and stays
   * until it is closed.
   */
  openVolume(volume: string, image: string): Promise<{ readonly containerId: string }>;
  closeVolume(containerId: string): Promise<void>;
}

/** Where `openVolume` mounts. */
export const volumeFolder = '/volume';
/** How long a container made by `openVolume` may live, in seconds. */
export const volumeOpenFor = 3600;
/** On containers made by `openVolume`; the value is the volume's name. */
export const volumeLabel = 'io.slipway.browses-volume';

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Permission bits, such as 0o755. */
  readonly mode: number;
  /** Of a link: where it leads, as an absolute path in the container. Only `stat` tells. */
  readonly linkTarget?: string;
}

export interface DownloadOptions {
  /** Bytes written so far. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Downloaded {
  readonly files: number;
  readonly bytes: number;
  /** Paths that were left out, at most the first hundred. */
  readonly leftOut: readonly string[];
}

export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';

  // dist/extension.js and dist/engine.js each have this class: it is known by its name.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'FileTooLarge';
  }

  constructor(path: string, size: number, limit: number) {
    const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
    super(`${path} has ${megabytes(size)}, more than the ${megabytes(limit)} an editor can show: download it instead`);
  }
}
