// What the store asks of an engine: lists, single rows and the event stream.
import type { ContainerRow, ImageRow, NetworkRow, VolumeRow } from './engine-state.ts';

export interface Listing {
  containers(signal?: AbortSignal): Promise<readonly ContainerRow[]>;
  images(signal?: AbortSignal): Promise<readonly ImageRow[]>;
  volumes(signal?: AbortSignal): Promise<readonly VolumeRow[]>;
  networks(signal?: AbortSignal): Promise<readonly NetworkRow[]>;
  /** One row; undefined when the object is gone. */
  container(id: string): Promise<ContainerRow | undefined>;
  image(idOrReference: string): Promise<ImageRow | undefined>;
  volume(name: string): Promise<VolumeRow | undefined>;
  network(id: string): Promise<NetworkRow | undefined>;
  /** `os/arch[/variant]` of an image; undefined when it is gone. */
  platform(imageId: string): Promise<string | undefined>;
  /** Bytes of every volume, by name. The engine walks all files for it. */
  volumeSizes(signal?: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /**
   * The event stream from now on. Settles when the engine has begun to send (so nothing that happens afterwards is
   * missed); the events end when the connection does, and throw when it breaks.
   */
  events(signal: AbortSignal): Promise<AsyncIterable<EngineEvent>>;
  /**
   * What the engine remembers of the events of one container until now, oldest first. Docker keeps the last 256 events of
   * all objects together.
   */
  pastEvents(containerId: string, signal?: AbortSignal): Promise<readonly EngineEvent[]>;
}

export interface EngineEvent {
  readonly type: string;
  /** Such as `start`, `die`, `exec_start: sh`, `health_status: healthy`. */
  readonly action: string;
  /** Of the object concerned; the name for volumes. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}
