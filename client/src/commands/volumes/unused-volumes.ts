// Which volumes no container holds, as a prune proposes them. Pure.
import type { EngineState, VolumeRow } from '../../engine/engine-state.ts';
import { containersByVolume } from '../../views/nodes/uses.ts';
import { isAnonymous } from '../../views/nodes/volume-node.ts';

export interface UnusedVolume {
  readonly row: VolumeRow;
  /** Anonymous ones are left over; what somebody has named, somebody may want. */
  readonly isAnonymous: boolean;
}

/** Anonymous ones first, each kind largest first. `sizes`: bytes by name, as just measured. */
export function unusedVolumes(
  state: EngineState,
  sizes: ReadonlyMap<string, number> = new Map(),
): readonly UnusedVolume[] {
  const uses = containersByVolume(state);
  return [...state.volumes.values()]
    .filter(({ name }) => !uses.has(name))
    .map(row => ({ row: withSize(row, sizes.get(row.name)), isAnonymous: isAnonymous(row) }))
    .sort(
      (a, b) =>
        Number(b.isAnonymous) - Number(a.isAnonymous) ||
        (b.row.size ?? 0) - (a.row.size ?? 0) ||
        (a.row.name < b.row.name ? -1 : 1),
    );
}

function withSize(row: VolumeRow, size: number | undefined): VolumeRow {
  return size === undefined ? row : { ...row, size };
}
