// What the engine's store takes (`GET /system/df`). Up to API 1.51 the engine lists every object and leaves the sums to
// whoever asks (docker/cli, cli/command/formatter/disk_usage.go); from 1.52 on it gives the sums.
import type { DiskUse, StoreUse } from '../survey.ts';

/** What is read of the answer. Any list may be null. */
export interface DiskAnswer {
  readonly LayersSize?: number;
  readonly Images?:
    | readonly { readonly Size?: number; readonly SharedSize?: number; readonly Containers?: number }[]
    | null;
  readonly Containers?: readonly { readonly SizeRw?: number; readonly State?: string }[] | null;
  readonly Volumes?:
    | readonly { readonly UsageData?: { readonly Size?: number; readonly RefCount?: number } | null }[]
    | null;
  readonly BuildCache?:
    | readonly { readonly Size?: number; readonly InUse?: boolean; readonly Shared?: boolean }[]
    | null;
  readonly ImageUsage?: UsageSums | null;
  readonly ContainerUsage?: UsageSums | null;
  readonly VolumeUsage?: UsageSums | null;
  readonly BuildCacheUsage?: UsageSums | null;
}

interface UsageSums {
  readonly ActiveCount?: number;
  readonly TotalCount?: number;
  readonly TotalSize?: number;
  readonly Reclaimable?: number;
}

export function diskUse(answer: DiskAnswer): DiskUse {
  return {
    images: summed(answer.ImageUsage) ?? imagesOf(answer),
    containers: summed(answer.ContainerUsage) ?? containersOf(answer),
    volumes: summed(answer.VolumeUsage) ?? volumesOf(answer),
    buildCache: summed(answer.BuildCacheUsage) ?? buildCacheOf(answer),
  };
}

function summed(sums: UsageSums | null | undefined): StoreUse | undefined {
  if (!sums) return undefined;
  const { TotalCount = 0, ActiveCount = 0, TotalSize = 0, Reclaimable = 0 } = sums;
  return { count: TotalCount, active: ActiveCount, bytes: atLeast0(TotalSize), freeable: atLeast0(Reclaimable) };
}

function imagesOf({ Images, LayersSize = 0 }: DiskAnswer): StoreUse {
  const used = (Images ?? []).filter(({ Containers = 0 }) => Containers > 0);
  // Layers that several share are in use anyway; the engine writes -1 for what it did not reckon.
  const inUse = used.reduce(
    (sum, { Size = 0, SharedSize = 0 }) => sum + atLeast0(atLeast0(Size) - atLeast0(SharedSize)),
    0,
  );
  const bytes = atLeast0(LayersSize);
  return { count: Images?.length ?? 0, active: used.length, bytes, freeable: atLeast0(bytes - inUse) };
}

const alive = new Set(['running', 'paused', 'restarting']);

function containersOf({ Containers }: DiskAnswer): StoreUse {
  return sumOf(
    Containers,
    ({ SizeRw = 0 }) => SizeRw,
    ({ State = '' }) => alive.has(State),
  );
}

function volumesOf({ Volumes }: DiskAnswer): StoreUse {
  return sumOf(
    Volumes,
    ({ UsageData }) => UsageData?.Size ?? 0,
    ({ UsageData }) => (UsageData?.RefCount ?? 0) > 0,
  );
}

function buildCacheOf({ BuildCache }: DiskAnswer): StoreUse {
  // What is shared is counted with the images it belongs to.
  const own = (BuildCache ?? []).filter(({ Shared }) => Shared !== true);
  return sumOf(
    own,
    ({ Size = 0 }) => Size,
    ({ InUse }) => InUse === true,
  );
}

function sumOf<T>(
  all: readonly T[] | null | undefined,
  size: (one: T) => number,
  isActive: (one: T) => boolean,
): StoreUse {
  let active = 0;
  let bytes = 0;
  let freeable = 0;
  for (const one of all ?? []) {
    const taken = atLeast0(size(one));
    bytes += taken;
    if (isActive(one)) active++;
    else freeable += taken;
  }
  return { count: all?.length ?? 0, active, bytes, freeable };
}

function atLeast0(value: number): number {
  return Math.max(0, value);
}
