import { describe, expect, it } from 'vitest';
import type { ContainerRow, NetworkRow, VolumeRow } from '../../../client/src/engine/engine-state.ts';
import { networksTree } from '../../../client/src/views/nodes/networks-tree.ts';
import { type VolumesOptions, volumesTree } from '../../../client/src/views/nodes/volumes-tree.ts';
import { containerRow, engineState, idOf, networkRow, unreachable, volumeRow } from '../../support/engine-states.ts';
import { find, labels, treeText } from './tree-text.ts';

const mounts = (source: string, isReadOnly = false): Partial<ContainerRow> => ({
  mounts: [{ kind: 'volume', source, target: '/data', isReadOnly }],
});

describe('The view of volumes', () => {
  const tree = (
    volumes: readonly VolumeRow[],
    containers: readonly ContainerRow[] = [],
    options: Partial<VolumesOptions> = {},
  ) => volumesTree(engineState({ volumes, containers }), { filter: '', sort: 'name', ...options });
  const anonymous = volumeRow('ab'.repeat(32));
  const all = [
    volumeRow('pg', { size: 12_345_678 }),
    volumeRow('cache', { driver: 'nfs' }),
    volumeRow('old'),
    anonymous,
  ];
  const users = [
    containerRow('db', mounts('pg')),
    containerRow('dump', { ...mounts('pg', true), status: 'exited', exitCode: 0 }),
    containerRow('last', { ...mounts('cache'), status: 'exited' }),
  ];

  it('says who mounts each, how large it is when that is known, and which nobody mounts', () => {
    expect(treeText(tree(all, users))).toBe(
      [
        'circle-slash/disabledForeground abababababab | anonymous · orphan',
        'database cache | used by last · nfs',
        'circle-slash/disabledForeground old | orphan',
        'database/charts.green pg | used by db, dump · 12.3 MB',
      ].join('\n'),
    );
  });

  it.each<[Partial<VolumesOptions>, string]>([
    [{ sort: 'use' }, 'cache, pg, abababababab, old'],
    [{ sort: 'size' }, 'pg, abababababab, cache, old'],
    [{ filter: 'orphan' }, 'abababababab, old'],
    [{ filter: 'dump' }, 'pg'],
    [{ filter: 'nfs' }, 'cache'],
  ])('follows %j', (options, text) => {
    expect(labels(tree(all, users, options))).toBe(text);
  });

  it('has facts for menus, and words', () => {
    const nodes = tree(all, users);
    expect(find(nodes, 'volume:pg')).toMatchObject({
      facts: ';volume;mounted;',
      spoken: 'Volume pg, used by db, dump, 12.3 MB',
      subject: { kind: 'volume', name: 'pg' },
    });
    expect(find(nodes, 'volume:old')).toMatchObject({
      facts: ';volume;orphan;',
      spoken: 'Volume old, no container mounts it',
    });
    expect(find(nodes, `volume:${anonymous.name}`).facts).toBe(';volume;orphan;anonymous;');
    expect(find(nodes, 'volume:pg').tooltip?.()).toContain(
      '**Mounted by**\n- db at `/data`, running\n- dump at `/data`, read\\-only'.replace('\\-', '-'),
    );
  });
});

describe('The view of networks', () => {
  const tree = (networks: readonly NetworkRow[], containers: readonly ContainerRow[] = [], filter = '') =>
    networksTree(engineState({ networks, containers }), { filter });
  const back = networkRow('back', { isInternal: true, subnets: ['172.18.0.0/16'], gateways: ['172.18.0.1'] });
  const all = [
    networkRow('bridge'),
    networkRow('none', { driver: 'null' }),
    networkRow('host', { driver: 'host' }),
    back,
  ];
  const inBack = (address?: string): Partial<ContainerRow> => ({
    networks: [{ name: 'back', networkId: back.id, ...(address === undefined ? {} : { address }) }],
  });
  const members = [
    containerRow('web', inBack('172.18.0.2')),
    containerRow('old', { ...inBack(), status: 'exited', exitCode: 0 }),
    containerRow('new', { networks: [{ name: 'back', networkId: '' }], status: 'created' }),
  ];

  it('has people’s own first, with their members and addresses', () => {
    expect(treeText(tree(all, members))).toBe(
      [
        'lock/charts.green back | bridge · internal · 172.18.0.0/16 · 3 members',
        '  vm-outline/disabledForeground new | created',
        '  vm-outline/disabledForeground old | exited',
        '  vm-running/charts.green web | 172.18.0.2',
        'type-hierarchy/disabledForeground bridge',
        'type-hierarchy/disabledForeground host',
        'type-hierarchy/disabledForeground none',
      ].join('\n'),
    );
  });

  it('is filtered by members and subnets', () => {
    expect(labels(tree(all, members, 'web'))).toBe('back [new, old, web]');
    expect(labels(tree(all, members, '172.18'))).toBe('back [new, old, web]');
    expect(labels(tree(all, members, 'internal'))).toBe('back [new, old, web]');
  });

  it('has facts for menus, and ids by place', () => {
    const nodes = tree(all, members);
    expect(find(nodes, `network:${back.id}`).facts).toBe(';network;custom;');
    expect(find(nodes, `network:${idOf('network bridge')}`)).toMatchObject({
      facts: ';network;builtin;',
      spoken: 'Built-in network bridge, driver bridge, no members',
    });
    expect(find(nodes, `membership:${back.id}:${members[0]?.id}`)).toMatchObject({
      facts: ';membership;',
      subject: { kind: 'membership', networkId: back.id, containerId: members[0]?.id },
    });
  });

  it('offers nothing once the engine was lost', () => {
    const connection = unreachable('ssh', 'gone');
    const [node] = networksTree(engineState({ connection, networks: [back], containers: members }), { filter: '' });
    expect(node?.facts).toBe(';network;stale;');
    expect(node?.children?.map(({ facts }) => facts)).toEqual([';member;stale;', ';member;stale;', ';member;stale;']);
  });
});
