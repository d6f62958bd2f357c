// The files inside a container, over the engine's archive API.

export interface ContainerFiles {
  stat(containerId: string, path: string): Promise<FileStat | undefined>;
  /** Direct entries of a folder. Works for stopped containers too. */
  list(containerId: string, folder: string, signal?: AbortSignal): Promise<readonly FileEntry[]>;
  /** Rejects with `EngineRefused` 413 when the file is larger than `limit` bytes. */
  read(containerId: string, path: string, limit: number): Promise<Uint8Array>;
  /** A file or a whole folder as a tar stream. */
  archive(containerId: string, path: string, signal: AbortSignal): Promise<NodeJS.ReadableStream>;
}

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Permission bits, such as 0o755. */
  readonly mode: number;
  readonly linkTarget?: string;
}

export interface FileEntry extends FileStat {
  readonly name: string;
}
