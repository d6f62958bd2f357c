import { describe, expect, it } from 'vitest';
import { containerRow, type ListedContainer } from '../../../client/src/engine/rows/container-row.ts';

const now = 1_800_000_000_000;
const id = 'c0'.repeat(32);
const row = (listed: Partial<ListedContainer>) => containerRow({ Id: id, ...listed }, now);

it('reads what the engine lists', () => {
  expect(
    row({
      Names: ['/galley'],
      Image: 'hull:1',
      ImageID: 'sha256:beef',
      Command: 'sh -c "sleep 9"',
      Created: 1_700_000_000,
      State: 'running',
      Status: 'Up 2 minutes (healthy)',
      Labels: { deck: 'lower' },
    }),
  ).toEqual({
    id,
    name: 'galley',
    image: 'hull:1',
    imageId: 'sha256:beef',
    command: 'sh -c "sleep 9"',
    status: 'running',
    health: 'healthy',
    createdAt: 1_700_000_000_000,
    since: now - 120_000,
    ports: [],
    mounts: [],
    networks: [],
    labels: { deck: 'lower' },
  });
});

it('makes a row of an answer in which everything is null or absent', () => {
  const nothing = { Names: null, Ports: null, Labels: null, Mounts: null, NetworkSettings: null, Health: null };
  const empty = { name: id.slice(0, 12), status: 'created', ports: [], mounts: [], networks: [], labels: {} };
  expect(row(nothing)).toMatchObject(empty);
  expect(row({ NetworkSettings: { Networks: null } })).toMatchObject(empty);
  // Podman has the name where Docker has the id.
  expect(row({ NetworkSettings: { Networks: { podman: { NetworkID: 'podman' } } } }).networks).toEqual([
    { name: 'podman', networkId: '' },
  ]);
  expect(row({ NetworkSettings: { Networks: { bridge: null } } }).networks).toEqual([
    { name: 'bridge', networkId: '' },
  ]);
});

it.each([
  ['created', 'Created', 'created', {}],
  ['running', 'Up 5 seconds', 'running', {}],
  ['paused', 'Up 5 seconds (Paused)', 'paused', {}],
  ['restarting', 'Restarting (3) 5 seconds ago', 'restarting', { exitCode: 3 }],
  ['removing', 'Removal In Progress', 'removing', {}],
  ['exited', 'Exited (137) 5 seconds ago', 'exited', { exitCode: 137 }],
  ['dead', 'Dead', 'dead', {}],
  // Podman's.
  ['configured', '', 'created', {}],
  ['Stopped', 'Exited (0) 5 seconds ago', 'exited', { exitCode: 0 }],
])('knows the state %s', (State, Status, status, more) => {
  expect(row({ State, Status })).toMatchObject({ status, ...more });
});

it('takes the health from where newer engines say it, and only of what runs', () => {
  expect(row({ State: 'running', Status: 'Up 1 second', Health: { Status: 'unhealthy' } }).health).toBe('unhealthy');
  expect(row({ State: 'running', Status: 'Up 1 second', Health: { Status: 'none' } }).health).toBeUndefined();
  expect(row({ State: 'exited', Health: { Status: 'unhealthy' } }).health).toBeUndefined();
});

it('names the container itself, not what links call it', () => {
  expect(row({ Names: ['/web/db', '/store'] }).name).toBe('store');
  expect(row({ Names: [] }).name).toBe('c0c0c0c0c0c0');
});

describe('Ports', () => {
  it('names a port once that is published for IPv4 and IPv6, in an order of its own', () => {
    const Ports = [
      { IP: '::', PrivatePort: 81, PublicPort: 8081, Type: 'udp' },
      { IP: '0.0.0.0', PrivatePort: 81, PublicPort: 8081, Type: 'udp' },
      { PrivatePort: 99, Type: 'tcp' },
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    ];
    const ports = [
      { target: 80, protocol: 'tcp', published: 8080, address: '0.0.0.0' },
      { target: 81, protocol: 'udp', published: 8081, address: '0.0.0.0' },
      { target: 99, protocol: 'tcp' },
    ];
    expect(row({ Ports }).ports).toEqual(ports);
    expect(row({ Ports: Ports.toReversed() }).ports).toEqual(ports);
  });

  it('keeps addresses and published ports apart that differ', () => {
    const Ports = [
      { IP: '127.0.0.1', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { IP: '::1', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { IP: '::', PrivatePort: 80, PublicPort: 8081, Type: 'tcp' },
    ];
    expect(row({ Ports }).ports.map(({ address, published }) => [address, published])).toEqual([
      ['127.0.0.1', 8080],
      ['::1', 8080],
      ['::', 8081],
    ]);
  });
});

it('reads mounts, ordered by where they are mounted', () => {
  const Mounts = [
    { Type: 'bind', Source: '/srv', Destination: '/z', RW: false },
    { Type: 'volume', Name: 'hold', Source: '/var/lib/docker/volumes/hold/_data', Destination: '/data', RW: true },
    { Type: 'tmpfs', Destination: '/run', RW: true },
    { Type: 'image', Source: 'sha256:1', Destination: '/img', RW: false },
  ];
  expect(row({ Mounts }).mounts).toEqual([
    { kind: 'volume', source: 'hold', target: '/data', isReadOnly: false },
    { kind: 'other', source: 'sha256:1', target: '/img', isReadOnly: true },
    { kind: 'tmpfs', source: '', target: '/run', isReadOnly: false },
    { kind: 'bind', source: '/srv', target: '/z', isReadOnly: true },
  ]);
});

it('reads memberships, without the empty address of what does not run', () => {
  const Networks = { b: { NetworkID: 'n2', IPAddress: '' }, a: { NetworkID: 'n1', IPAddress: '10.0.0.2' } };
  expect(row({ NetworkSettings: { Networks } }).networks).toEqual([
    { name: 'a', networkId: 'n1', address: '10.0.0.2' },
    { name: 'b', networkId: 'n2' },
  ]);
});

describe('The origin in Compose', () => {
  const label = (name: string) => `com.docker.compose.${name}`;
  const compose = (Labels: Readonly<Record<string, string>>) => row({ Labels }).compose;

  it('is read from its labels', () => {
    expect(
      compose({
        [label('project')]: 'fleet',
        [label('service')]: 'web',
        [label('project.config_files')]: '/a/compose.yaml,/a/over ride.yaml',
        [label('project.working_dir')]: '/a',
        [label('oneoff')]: 'False',
      }),
    ).toEqual({
      project: 'fleet',
      service: 'web',
      files: ['/a/compose.yaml', '/a/over ride.yaml'],
      folder: '/a',
      isOneOff: false,
    });
  });

  it('may lack files, and may be a single run', () => {
    expect(compose({ [label('project')]: 'fleet', [label('service')]: 'web', [label('oneoff')]: 'True' })).toEqual({
      project: 'fleet',
      service: 'web',
      files: [],
      isOneOff: true,
    });
  });

  it('is absent without a project', () => {
    expect(compose({})).toBeUndefined();
    expect(compose({ [label('project')]: '' })).toBeUndefined();
    // Of an image, not of Compose.
    expect(compose({ [label('project')]: '[look](command:here)' })).toBeUndefined();
  });
});
