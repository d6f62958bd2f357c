// What a device run is made of in the engine's words, what is said of it before, and what an engine lacks.
import { expect, it } from 'vitest';
import { containerConfig } from '../../../client/src/device-run/container-config.ts';
import { type PreviewItem, previewItems } from '../../../client/src/device-run/preview.ts';
import { missingRights } from '../../../client/src/device-run/right-words.ts';
import { deviceRunMarkdown, type RunFacts, serviceLine } from '../../../client/src/device-run/run-words.ts';
import type { DeviceRun, DeviceService, HostRight } from '../../../server/src/build/device-run.ts';
import { containerRow } from '../../support/engine-states.ts';

const service: DeviceService = {
  service: 'api',
  containerName: 'shop_api',
  image: { reference: 'shop_api:latest', others: [], origin: 'built' },
  platform: 'linux/arm64',
  environment: { MINE: '1', API_TOKEN: 'very-secret' },
  labels: { own: 'kept' },
  restart: 'always',
  network: {
    kind: 'networks',
    memberships: [
      { network: 'u_default', aliases: ['api', 'other'], ipv4: '10.9.0.5' },
      { network: 'u_two', aliases: ['api'] },
    ],
  },
  mounts: [{ volume: '7_data', target: '/data', isReadOnly: true }],
  tmpfs: { '/tmp/balena': '' },
  ports: [
    { target: 80, protocol: 'tcp', published: 8080 },
    { target: 53, protocol: 'udp', address: '127.0.0.1' },
  ],
  rights: [],
  config: { Tty: true, Hostname: 'here' },
  hostConfig: { CapAdd: ['CHOWN'], ShmSize: 1 },
  after: ['db'],
  notes: [],
};
const rights: readonly HostRight[] = [
  { kind: 'privileged' },
  { kind: 'mount', source: '/run/dbus', target: '/host/run/dbus', isReadOnly: false },
  { kind: 'device', host: '/dev/i2c-1', inside: '/dev/i2c-1', permissions: 'rwm' },
  { kind: 'capability', name: 'SYS_ADMIN' },
  { kind: 'security', option: 'apparmor=unconfined' },
  { kind: 'namespace', which: 'pid' },
  { kind: 'gpu' },
];
const run: DeviceRun = {
  name: 'shop',
  root: '/p',
  path: '/p/docker-compose.yml',
  for: {
    id: 'raspberrypi4-64',
    platform: 'linux/arm64',
    arch: 'aarch64',
    device: { slug: 'raspberrypi4-64', name: 'Raspberry Pi 4' },
  },
  app: { id: '7', uuid: 'u' },
  services: [service],
  networks: [{ name: 'u_default', isInternal: false }],
  volumes: [{ name: '7_data', written: 'data' }],
  notes: [],
};
const found: RunFacts = {
  images: [{ kind: 'found', service: 'api', imageId: 'sha256:1', reference: 'shop_api:latest' }],
  support: { kind: 'emulated', advice: 'Steps that run something are emulated.' },
  replaces: [],
};
const choices = { imageId: 'sha256:1', rights: [], containers: new Map([['db', 'abc']]) };

it('a container is made of what the service says, with our labels on it', () => {
  expect(containerConfig(run, service, choices)).toEqual({
    Image: 'sha256:1',
    Tty: true,
    Hostname: 'here',
    Env: ['MINE=1', 'API_TOKEN=very-secret'],
    Labels: {
      own: 'kept',
      'io.slipway.device-run': 'shop',
      'io.slipway.device-run.folder': '/p',
      'io.slipway.device-run.for': 'raspberrypi4-64',
    },
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    NetworkingConfig: {
      EndpointsConfig: { u_default: { Aliases: ['api', 'other'], IPAMConfig: { IPv4Address: '10.9.0.5' } } },
    },
    HostConfig: {
      ShmSize: 1,
      RestartPolicy: { Name: 'always', MaximumRetryCount: 0 },
      NetworkMode: 'u_default',
      Mounts: [{ Type: 'volume', Source: '7_data', Target: '/data', ReadOnly: true }],
      Tmpfs: { '/tmp/balena': '' },
      PortBindings: { '80/tcp': [{ HostPort: '8080' }], '53/udp': [{ HostPort: '', HostIp: '127.0.0.1' }] },
      Privileged: false,
      Devices: [],
      CapAdd: ['CHOWN'],
      SecurityOpt: [],
    },
  });
});

it('rights over the machine are given only when they are asked for', () => {
  const mighty = { ...service, rights };
  const without = containerConfig(run, mighty, choices);
  expect(without['HostConfig']).toMatchObject({ Privileged: false, Devices: [], CapAdd: ['CHOWN'] });
  expect(JSON.stringify(without)).not.toMatch(/dbus|unconfined|gpu|PidMode/);
  expect(containerConfig(run, mighty, { ...choices, rights })['HostConfig']).toMatchObject({
    Privileged: true,
    Mounts: [{ Type: 'volume' }, { Type: 'bind', Source: '/run/dbus', Target: '/host/run/dbus', ReadOnly: false }],
    Devices: [{ PathOnHost: '/dev/i2c-1', PathInContainer: '/dev/i2c-1', CgroupPermissions: 'rwm' }],
    CapAdd: ['CHOWN', 'SYS_ADMIN'],
    SecurityOpt: ['apparmor=unconfined'],
    DeviceRequests: [{ Count: 1, Capabilities: [['gpu']] }],
    PidMode: 'host',
  });
});

it('who shares the network of another has no name and no ports of its own', () => {
  const side: DeviceService = { ...service, network: { kind: 'service', service: 'db' } };
  const config = containerConfig(run, side, choices);
  expect(config).not.toHaveProperty('Hostname');
  expect(config).not.toHaveProperty('ExposedPorts');
  expect(config['HostConfig']).toMatchObject({ NetworkMode: 'container:abc' });
  expect(config['HostConfig']).not.toHaveProperty('PortBindings');
  expect(() => containerConfig(run, side, { ...choices, containers: new Map() })).toThrow(
    'api wants the network of db',
  );
});

it.each([
  ['error gathering device information while adding custom device "/dev/i2c-1": no such file or directory', ['device']],
  ['invalid mount config for type "bind": bind source path does not exist: /run/dbus', ['mount']],
  ['could not select device driver "" with capabilities: [[gpu]]', ['gpu']],
  ['driver failed programming external connectivity: port is already allocated', []],
  ['error gathering device information while adding custom device "/dev/other": no such file or directory', []],
])('what the engine lacks is read from: %s', (message, kinds) => {
  expect(missingRights(message, rights).map(({ kind }) => kind)).toEqual(kinds);
});

it('a service is said in a line', () => {
  expect(serviceLine(service, run)).toBe(
    'restarts always · port 8080 → 80 · port 53/udp at a free one · volume data at /data · after db',
  );
});

const does = (items: readonly PreviewItem[]) => items.flatMap(it => it.does ?? []);

it('Enter starts what has no rights, and starts without them what has', () => {
  expect(does(previewItems(run, found))).toEqual(['start', 'document', 'other']);
  const mighty = { ...run, services: [{ ...service, rights }] };
  const items = previewItems(mighty, found);
  expect(does(items)).toEqual(['start-safely', 'start', 'document', 'other']);
  expect(items[0]?.detail).toContain('api without all devices and all of the kernel (privileged), /run/dbus');
  expect(items[1]?.detail).toContain('api with all devices');
});

it('a start that would remove something asks first, and says so', () => {
  const mighty = { ...run, services: [{ ...service, rights }] };
  expect(previewItems(run, found)[0]).not.toHaveProperty('detail');
  const before = [containerRow('shop_api'), containerRow('shop_db')];
  expect(previewItems(run, found)[0]?.label).toBe('$(play) Start');
  expect(previewItems(run, { ...found, replaces: before.slice(1) })[0]).toMatchObject({
    label: '$(play) Start…',
    detail: 'asks before it replaces the container of the run before',
  });
  for (const item of previewItems(mighty, { ...found, replaces: before }).slice(0, 2)) {
    expect(item.label).toMatch(/…$/);
    expect(item.detail).toMatch(/^api with(?:out)? .*; asks before it replaces the 2 containers of the run before$/);
  }
});

it('what is not built yet, or for another platform, is built first', () => {
  const missing: RunFacts = { ...found, images: [{ kind: 'missing', service: 'api', reference: 'shop_api:latest' }] };
  expect(previewItems(run, missing)[0]).toMatchObject({ does: 'build', detail: 'api is not built yet' });
  const message = 'The image is for linux/amd64';
  const other: RunFacts = {
    ...found,
    images: [{ kind: 'other-platform', service: 'api', reference: 'shop_api:latest', message }],
  };
  expect(previewItems(run, other)[0]?.detail).toBe('api: the image is for linux/amd64');
});

it('an image of a registry that is not there is pulled, not built', () => {
  const image = { reference: 'redis:7', others: [], origin: 'registry' } as const;
  const others = { ...run, services: [{ ...service, image }] };
  const items = previewItems(others, { ...found, images: [{ kind: 'missing', service: 'api', reference: 'redis:7' }] });
  expect(does(items)).toContain('start');
  expect(items.find(it => it.label === 'api')?.description).toBe('redis:7, pulled first');
});

it('the list is no wall: six notes of services, what weighs most first; the rest is counted', () => {
  const notes = Array.from({ length: 9 }, (_, i) => ({ kind: 'differs', text: `note ${i}` }) as const);
  const refused = { kind: 'refused', text: 'volumes: it is refused' } as const;
  const services = [{ ...service, notes: [...notes, refused] }];
  const items = previewItems({ ...run, services, notes: [{ kind: 'missing', text: 'so everywhere' }] }, found);
  const from = items.findIndex(it => it.label === 'not as on a device');
  expect(items.slice(from + 1).map(it => [it.label, it.detail])).toEqual([
    ['api: volumes', 'It is refused'],
    ...[0, 1, 2, 3, 4].map(i => ['api', `Note ${i}`]),
  ]);
  expect(items.find(it => it.does === 'document')?.detail).toBe('with 5 more remarks on what is not as on a device');
});

it('emulation is said, and a platform that the engine cannot run', () => {
  const labels = (support: RunFacts['support']) => previewItems(run, { ...found, support }).map(it => it.label);
  expect(labels(found.support)).toContain('$(info) Programs for linux/arm64 are emulated here, and slower');
  expect(labels({ kind: 'native', advice: '' }).some(it => it.includes('linux/arm64'))).toBe(false);
  expect(labels({ kind: 'missing', advice: 'x' })[0]).toBe('$(play) Start Anyway');
});

it('the document says all of it, hides secrets and is not fooled by markup', () => {
  const evil = { ...service, service: 'a*b*', rights, notes: [{ kind: 'missing', text: '<b>x</b>' } as const] };
  const text = deviceRunMarkdown({ ...run, services: [evil] }, found);
  expect(text).toContain('# shop as Raspberry Pi 4 would run it');
  expect(text).toContain('## a\\*b\\*');
  expect(text).toContain('\nAPI_TOKEN=(hidden)\n');
  expect(text).not.toContain('very-secret');
  expect(text).toContain('\\<b\\>x');
  expect(text).toContain('`data`, here `7_data`');
  expect(text).toContain('the device /dev/i2c-1');
});
