// The row of a named or anonymous volume.

import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { ContainerRow, EngineState, VolumeRow } from '../../engine/engine-state.ts';
import type { NodeIcon, TreeNode } from '../tree-node.ts';
import { labelLines } from './labels.ts';
import { code, escaped, fact, list, moment, tooltip } from './markdown.ts';
import { isStale } from './stale.ts';
import { isLive, namesOf, type Uses } from './uses.ts';

export function volumeNode(row: VolumeRow, state: EngineState, uses: Uses): TreeNode {
  const users = uses.get(row.name) ?? [];
  const stale = isStale(state);
  const anonymous = isAnonymous(row);
  const size = row.size === undefined ? '' : byteSize(row.size);
  const use = users.length === 0 ? 'orphan' : `used by ${namesOf(users)}`;
  const kind = anonymous ? 'anonymous' : '';
  const driver = row.driver === 'local' ? '' : row.driver;
  const mark = users.length === 0 ? 'orphan' : 'mounted';
  const parts = stale ? [kind] : [kind, use, size, driver];
  return {
    id: `volume:${row.name}`,
    label: anonymous ? row.name.slice(0, 12) : row.name,
    description: parts.filter(part => part !== '').join(' · '),
    icon: stale ? orphanIcon : volumeIcon(users),
    facts: stale ? ';volume;stale;' : `;volume;${mark};${anonymous ? 'anonymous;' : ''}`,
    spoken: [
      `${anonymous ? 'Anonymous volume' : 'Volume'} ${anonymous ? row.name.slice(0, 12) : row.name}`,
      users.length === 0 ? 'no container mounts it' : use,
      ...(size === '' ? [] : [size]),
    ].join(', '),
    tooltip: () => tooltipOf(row, users),
    subject: { kind: 'volume', name: row.name },
    source: row,
  };
}

/** One that was made without a name got one of 64 hexadecimal digits. */
export function isAnonymous({ name, labels }: VolumeRow): boolean {
  return 'com.docker.volume.anonymous' in labels || /^[0-9a-f]{64}$/.test(name);
}

const orphanIcon: NodeIcon = { id: 'circle-slash', color: 'disabledForeground' };

function volumeIcon(users: readonly ContainerRow[]): NodeIcon {
  if (users.length === 0) return orphanIcon;
  return users.some(isLive) ? { id: 'database', color: 'charts.green' } : { id: 'database' };
}

function tooltipOf(row: VolumeRow, users: readonly ContainerRow[]): string {
  const mounts = users.flatMap(user =>
    user.mounts
      .filter(({ kind, source }) => kind === 'volume' && source === row.name)
      .map(
        ({ target, isReadOnly }) =>
          `${escaped(user.name)} at ${code(target)}, ${isReadOnly ? 'read-only, ' : ''}${user.status}`,
      ),
  );
  return tooltip(
    [`**${escaped(row.name)}**`],
    users.length === 0 ? ['Orphan: no container mounts it.'] : list('Mounted by', mounts),
    fact('Size', row.size === undefined ? 'not measured yet' : byteSize(row.size)),
    fact('Driver', code(row.driver)),
    fact('On the engine’s host', row.mountpoint === '' ? undefined : code(row.mountpoint)),
    fact('Created', row.createdAt === undefined ? undefined : moment(row.createdAt)),
    labelLines(row.labels),
  );
}
