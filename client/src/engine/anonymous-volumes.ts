// Volumes that nobody named: the engine makes them with a container, and they go with it.
import type { ContainerRow } from './engine-state.ts';

/** Names of those that a container holds. */
export function anonymousVolumesOf({ mounts }: Pick<ContainerRow, 'mounts'>): readonly string[] {
  return mounts.filter(({ kind, source }) => kind === 'volume' && isUnnamed(source)).map(({ source }) => source);
}

/** The engine's own names have 64 digits, of which 12 tell them apart. */
export function shortVolumeName(name: string): string {
  return isUnnamed(name) ? name.slice(0, 12) : name;
}

function isUnnamed(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
