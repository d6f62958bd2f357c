// The rows of the view of volumes.
import type { EngineState, VolumeRow } from '../../engine/engine-state.ts';
import type { TreeNode } from '../tree-node.ts';
import { filterOf, labelTexts } from './filter.ts';
import { byName } from './ordering.ts';
import { containersByVolume } from './uses.ts';
import { volumeNode } from './volume-node.ts';

export interface VolumesOptions {
  /** Words that all have to occur; empty shows every volume. */
  readonly filter: string;
  /** `use` puts orphans last, `size` the largest first; those not measured come last. */
  readonly sort: 'name' | 'use' | 'size';
}

export function volumesTree(state: EngineState, options: VolumesOptions): readonly TreeNode[] {
  const uses = containersByVolume(state);
  const matches = filterOf(options.filter);
  const usersOf = ({ name }: VolumeRow) => uses.get(name) ?? [];
  const isOrphan = (row: VolumeRow): number => Number(usersOf(row).length === 0);
  const orders: Readonly<Record<VolumesOptions['sort'], (a: VolumeRow, b: VolumeRow) => number>> = {
    name: (a, b) => byName(a.name, b.name),
    use: (a, b) => isOrphan(a) - isOrphan(b) || byName(a.name, b.name),
    size: (a, b) => (b.size ?? -1) - (a.size ?? -1) || byName(a.name, b.name),
  };
  const texts = (row: VolumeRow) => [
    row.name,
    row.driver,
    ...(usersOf(row).length === 0 ? ['orphan'] : usersOf(row).map(({ name }) => name)),
    ...labelTexts(row.labels),
  ];
  return [...state.volumes.values()]
    .filter(row => matches(() => texts(row)))
    .sort(orders[options.sort])
    .map(row => volumeNode(row, state, uses));
}
