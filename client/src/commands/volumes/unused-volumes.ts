// Which volumes no container holds, as a prune proposes them. Pure.
import type { EngineState, VolumeRow } from '../../engine/engine-state.ts';
import { containersByVolume } from '../../views/nodes/uses.ts';
import { isAnonymous } from '../../views/nodes/volume-node.ts';

export interface UnusedVolume {
  readonly row: VolumeRow;
  /** Anonymous ones are left over; what somebody has named, somebody may want. */
  readonly isAnonymous: boolean;
}

/** Anonymous ones first, each kind largest first. */
export function unusedVolumes(state: EngineState): readonly UnusedVolume[] {
  const uses = containersByVolume(state);
  return [...state.volumes.values()]
    .filter(({ name }) => !uses.has(name))
    .map(row => ({ row, isAnonymous: isAnonymous(row) }))
    .sort(
      (a, b) =>
        Number(b.isAnonymous) - Number(a.isAnonymous) ||
        (b.row.size ?? 0) - (a.row.size ?? 0) ||
        (a.row.name < b.row.name ? -1 : 1),
    );
}
