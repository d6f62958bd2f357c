// What can be done to an image.
import type { ImageLayers, ReadLayersOptions } from './image-layers.ts';
import type { RegistryCredentials } from './registry/registry-credentials.ts';

export interface Images {
  inspect(idOrReference: string): Promise<ImageDetails>;
  history(idOrReference: string): Promise<readonly HistoryItem[]>;
  tag(idOrReference: string, newReference: string): Promise<void>;
  /** What the engine untagged and deleted. */
  remove(idOrReference: string, options: { readonly force: boolean }): Promise<readonly RemovedImage[]>;
  /** `latest` where the reference has no tag. Rejects with `EngineRefused` also for what goes wrong on the way. */
  pull(reference: string, options: TransferOptions & { readonly platform?: string }): Promise<void>;
  push(reference: string, options: TransferOptions): Promise<void>;
  /** One archive with all of them. */
  save(references: readonly string[], signal: AbortSignal): Promise<NodeJS.ReadableStream>;
  /**
   * What is in each layer, read from the archive that `save` would write. Layers that were read before are not read again,
   * and an image all of whose layers were is not asked for. Rejects with `ImageUnreadable` when the archive is not whole.
   */
  layers(idOrReference: string, options: ReadLayersOptions): Promise<ImageLayers>;
  /** References (or ids) of what was loaded. */
  load(archive: NodeJS.ReadableStream, signal: AbortSignal): Promise<readonly string[]>;
  /** Makes a container of it, which does not run yet. */
  create(options: RunOptions): Promise<{ readonly containerId: string }>;
  /**
   * Makes a container of it and starts it. When it does not start, or the signal comes before it has, it is removed again,
   * and the reason thrown.
   */
  run(options: RunOptions, signal?: AbortSignal): Promise<{ readonly containerId: string }>;
}

export interface ImageDetails {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly Size: number;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string;
  /** Digests of what its layers unpack to, from the base up. */
  readonly RootFS?: { readonly Layers?: readonly string[] };
  readonly Config?: {
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
    readonly Env?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Entrypoint?: readonly string[] | null;
  } | null;
  readonly [more: string]: unknown;
}

export interface HistoryItem {
  /** Id of the layer's image, or `<missing>`. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** What made it, as the builder wrote it. */
  readonly createdBy: string;
  readonly size: number;
  readonly tags: readonly string[];
  readonly comment: string;
}

export interface RemovedImage {
  readonly kind: 'untagged' | 'deleted';
  readonly reference: string;
}

export interface TransferOptions {
  /** For the registry of the reference; absent asks as nobody. */
  readonly credentials?: RegistryCredentials;
  readonly onProgress: (progress: TransferProgress) => void;
  readonly signal: AbortSignal;
}

export interface TransferProgress {
  /** Short id of a layer; empty for what concerns the whole image. */
  readonly layer: string;
  /** The engine's words: `Downloading`, `Pull complete`, `Layer already exists`. */
  readonly status: string;
  /** Bytes so far and in all; absent when the engine does not tell. */
  readonly current?: number;
  readonly total?: number;
}

export interface RunOptions {
  readonly image: string;
  readonly name?: string;
  /** As after `docker run IMAGE`. */
  readonly command?: readonly string[];
  /** `KEY=value` */
  readonly environment?: readonly string[];
  readonly ports?: readonly { readonly target: number; readonly protocol: 'tcp' | 'udp'; readonly published: number }[];
  readonly mounts?: readonly {
    readonly kind: 'volume' | 'bind';
    /** Name of the volume, or path on the engine's host. */
    readonly source: string;
    readonly target: string;
    readonly isReadOnly?: true;
  }[];
  readonly platform?: string;
  /** With a terminal and an open standard input. */
  readonly isInteractive: boolean;
  /** Removed by the engine when it stops. */
  readonly removeWhenStopped: boolean;
}
