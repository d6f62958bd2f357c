// Who uses what: images, volumes and networks do not know their containers, but containers know them.
import type { ContainerRow, EngineState } from '../../engine/engine-state.ts';
import { byName } from './ordering.ts';

export type Uses = ReadonlyMap<string, readonly ContainerRow[]>;

/** By image id. */
export function containersByImage({ containers }: EngineState): Uses {
  return grouped(containers.values(), row => [row.imageId]);
}

/** By name of the volume. */
export function containersByVolume({ containers }: EngineState): Uses {
  return grouped(containers.values(), row => row.mounts.flatMap(it => (it.kind === 'volume' ? [it.source] : [])));
}

/** By id of the network. */
export function membersByNetwork({ containers, networks }: EngineState): Uses {
  // A container that was never started knows its networks by name alone.
  const ids = new Map([...networks.values()].map(({ id, name }) => [name, id]));
  return grouped(containers.values(), row =>
    row.networks.map(({ networkId, name }) => (networkId === '' ? (ids.get(name) ?? '') : networkId)),
  );
}

export function isLive({ status }: ContainerRow): boolean {
  return status === 'running' || status === 'paused' || status === 'restarting';
}

/** `web, db` or `web, db, cache +4`. */
export function namesOf(rows: readonly { readonly name: string }[], most = 3): string {
  const more = rows.length > most ? ` +${rows.length - most}` : '';
  return `${rows
    .slice(0, most)
    .map(({ name }) => name)
    .join(', ')}${more}`;
}

function grouped(rows: Iterable<ContainerRow>, keysOf: (row: ContainerRow) => readonly string[]): Uses {
  const groups = new Map<string, ContainerRow[]>();
  for (const row of rows) {
    for (const key of new Set(keysOf(row))) {
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
  }
  for (const group of groups.values()) group.sort((a, b) => byName(a.name, b.name));
  return groups;
}
