// Rows of images, volumes and networks, and the lines of the event stream.
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../client/src/engine/rows/engine-event.ts';
import {
  completedImageRow,
  describedImageRow,
  imageRows,
  platformOf,
} from '../../../client/src/engine/rows/image-row.ts';
import { networkRow } from '../../../client/src/engine/rows/network-row.ts';
import { volumeRow } from '../../../client/src/engine/rows/volume-row.ts';

describe('An image', () => {
  it('is read from the list', () => {
    const listed = {
      Id: 'sha256:a',
      RepoTags: ['hull:2', 'hull:1'],
      RepoDigests: ['hull@sha256:d'],
      Size: 7,
      Created: 1_700_000_000,
      Labels: { deck: 'lower' },
    };
    expect(imageRows([listed])).toEqual([
      {
        id: 'sha256:a',
        tags: ['hull:1', 'hull:2'],
        digests: ['hull@sha256:d'],
        size: 7,
        createdAt: 1_700_000_000_000,
        labels: { deck: 'lower' },
      },
    ]);
  });

  it.each([
    ['as old engines say it', { RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'], Labels: null }],
    ['as new engines say it', { RepoTags: [], RepoDigests: [] }],
    ['in null', { RepoTags: null, RepoDigests: null, Labels: null }],
  ])('is dangling, %s', (_, listed) => {
    expect(imageRows([{ Id: 'sha256:a', ...listed }])).toEqual([
      { id: 'sha256:a', tags: [], digests: [], size: 0, createdAt: 0, labels: {} },
    ]);
  });

  it('may have lost its tag and kept its digest', () => {
    const listed = { Id: 'sha256:a', RepoTags: ['hull:<none>'], RepoDigests: ['hull@sha256:d'] };
    expect(imageRows([listed])[0]).toMatchObject({ tags: [], digests: ['hull@sha256:d'] });
  });

  it('is one row, also where it is listed for each name', () => {
    const rows = imageRows([
      { Id: 'sha256:a', RepoTags: ['hull:1'] },
      { Id: 'sha256:b', RepoTags: ['mast:1'] },
      { Id: 'sha256:a', RepoTags: ['boat:1', 'hull:1'] },
    ]);
    expect(rows.map(({ id, tags }) => [id, tags])).toEqual([
      ['sha256:a', ['boat:1', 'hull:1']],
      ['sha256:b', ['mast:1']],
    ]);
  });

  it('has the same row from its description, and a platform besides', () => {
    const described = {
      Id: 'sha256:a',
      RepoTags: ['hull:1'],
      RepoDigests: [],
      Size: 3,
      Created: '2023-11-14T22:13:20.987654321Z',
      Os: 'linux',
      Architecture: 'arm',
      Variant: 'v7',
      Config: { Labels: { deck: 'lower' } },
    };
    const [listed] = imageRows([
      { Id: 'sha256:a', RepoTags: ['hull:1'], Size: 7, Created: 1_700_000_000, Labels: { deck: 'lower' } },
    ]);
    expect(describedImageRow(described, 7)).toEqual({ ...listed, platform: 'linux/arm/v7' });
    expect(describedImageRow(described, undefined).size).toBe(3);
    expect(describedImageRow({ Id: 'sha256:a', Created: '', Config: null }, undefined)).toEqual({
      id: 'sha256:a',
      tags: [],
      digests: [],
      size: 0,
      createdAt: 0,
      labels: {},
    });
  });

  it.each([
    [{ Os: 'linux', Architecture: 'amd64' }, 'linux/amd64'],
    [{ Os: 'linux', Architecture: 'arm', Variant: 'v7' }, 'linux/arm/v7'],
    [{ Os: 'linux', Architecture: 'arm64', Variant: '' }, 'linux/arm64'],
    [{ Os: '', Architecture: '' }, undefined],
    [{}, undefined],
  ])('is for a platform: %o', (described, platform) => {
    expect(platformOf({ Id: 'sha256:a', ...described })).toBe(platform);
  });

  it('keeps the platform that the list leaves out', () => {
    const row = { id: 'a', tags: ['hull:1'], digests: ['b@d'], size: 1, createdAt: 0, labels: {} };
    const before = { ...row, digests: ['a@d', 'b@d'], platform: 'linux/amd64' };
    expect(completedImageRow(row, before, undefined)).toEqual({ ...row, platform: 'linux/amd64' });
    expect(completedImageRow(row, undefined, 'linux/arm64')).toEqual({ ...row, platform: 'linux/arm64' });
    expect(completedImageRow(row, undefined, undefined)).toBe(row);
  });
});

it('reads a volume', () => {
  const listed = { Name: 'hold', Driver: 'local', Mountpoint: '/v/hold', CreatedAt: '2023-11-14T23:13:20+01:00' };
  expect(volumeRow({ ...listed, Labels: { a: 'b' } })).toEqual({
    name: 'hold',
    driver: 'local',
    mountpoint: '/v/hold',
    createdAt: 1_700_000_000_000,
    labels: { a: 'b' },
  });
  expect(volumeRow({ Name: 'hold', Labels: null })).toEqual({ name: 'hold', driver: '', mountpoint: '', labels: {} });
});

it('reads a network', () => {
  expect(
    networkRow({
      Id: 'n',
      Name: 'deck',
      Driver: 'bridge',
      Scope: 'local',
      Internal: true,
      IPAM: { Config: [{ Subnet: '10.0.0.0/24', Gateway: '10.0.0.1' }, { Subnet: 'fd00::/64' }, {}] },
      Labels: { a: 'b' },
    }),
  ).toEqual({
    id: 'n',
    name: 'deck',
    driver: 'bridge',
    scope: 'local',
    isInternal: true,
    subnets: ['10.0.0.0/24', 'fd00::/64'],
    gateways: ['10.0.0.1'],
    labels: { a: 'b' },
  });
  expect(networkRow({ Id: 'n', IPAM: { Config: null }, Labels: null })).toMatchObject({ subnets: [], gateways: [] });
});

describe('A line of the event stream', () => {
  it('is an event with milliseconds', () => {
    const line =
      '{"Type":"container","Action":"die","Actor":{"ID":"c","Attributes":{"exitCode":"3"}},"time":1795353891,"timeNano":1795353891824528181}';
    expect(readEvent(line)).toEqual({
      type: 'container',
      action: 'die',
      id: 'c',
      attributes: { exitCode: '3' },
      at: expect.closeTo(1_795_353_891_824.528, 2),
    });
  });

  it('may have seconds only, and no attributes', () => {
    const line = '{"Type":"volume","Action":"create","Actor":{"ID":"v","Attributes":null},"time":12}';
    expect(readEvent(line)).toEqual({ type: 'volume', action: 'create', id: 'v', attributes: {}, at: 12_000 });
  });

  it.each([
    ['a volume by its name', 'volume', 'remove', '', 'hold', 'remove', 'hold'],
    ['an image without the algorithm', 'image', 'delete', 'a'.repeat(64), 'hull', 'delete', `sha256:${'a'.repeat(64)}`],
    ['health beside the action', 'container', 'health_status', 'c', 'web', 'health_status: healthy', 'c'],
  ])('of Podman’s says %s', (_, type, action, id, name, meant, of) => {
    const actor = { ID: id, Attributes: { name, image: '', podId: '' } };
    const line = { Type: type, Action: action, Actor: actor, HealthStatus: 'healthy', time: 12 };
    expect(readEvent(JSON.stringify(line))).toMatchObject({ type, action: meant, id: of });
  });

  it('is passed over when it is none', () => {
    expect(readEvent('{"status":"start","id":"c"}')).toBeUndefined();
  });

  it('throws when it is broken', () => {
    expect(() => readEvent('{"Type":"container",')).toThrow();
  });
});
