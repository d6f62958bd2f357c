// Which volumes no container holds, as a prune proposes them, and what it asks. Pure.
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { EngineState, VolumeRow } from '../../engine/engine-state.ts';
import { containersByVolume } from '../../views/nodes/uses.ts';
import { isAnonymous } from '../../views/nodes/volume-node.ts';
import type { Destruction } from '../confirm.ts';
import { lossText, shortName, totalSize, type VolumeRemoval } from './volume-removal.ts';

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

/** Title of the list to tick; it says how much they hold only where the size of each is known. */
export function pruneTitle(rows: readonly VolumeRow[]): string {
  const bytes = totalSize(rows);
  const size = bytes === undefined ? '' : ` (${byteSize(bytes)})`;
  return `Prune volumes: no container holds these ${rows.length}${size}`;
}

/** `picked` is not empty. */
export function pruneQuestion(picked: readonly VolumeRow[]): Destruction<VolumeRemoval> {
  const [only] = picked;
  const isOne = picked.length === 1 && only !== undefined;
  const what = isOne ? `volume ${shortName(only)}` : `${picked.length} volumes`;
  return {
    title: `Remove ${what} for good?`,
    keep: isOne ? 'Keep it' : 'Keep them all',
    choices: [
      {
        label: `Remove ${what}`,
        detail: lossText(picked),
        value: { volumes: picked.map(({ name }) => name), containers: [] },
      },
    ],
    ...(isOne
      ? {}
      : { goes: picked.map(row => ({ name: row.name, about: row.size === undefined ? '' : byteSize(row.size) })) }),
  };
}
