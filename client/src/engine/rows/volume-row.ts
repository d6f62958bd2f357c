// A volume as the engine lists it (`GET /volumes`) or describes it, which is the same, made into a row.
import type { VolumeRow } from '../engine-state.ts';

export interface ListedVolume {
  readonly Name: string;
  readonly Driver?: string;
  readonly Mountpoint?: string;
  /** RFC 3339; plugins need not tell. */
  readonly CreatedAt?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

export function volumeRow({ Name, Driver, Mountpoint, CreatedAt, Labels }: ListedVolume): VolumeRow {
  const createdAt = Date.parse(CreatedAt ?? '');
  return {
    name: Name,
    driver: Driver ?? '',
    mountpoint: Mountpoint ?? '',
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    labels: Labels ?? {},
  };
}
