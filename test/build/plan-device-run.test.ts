/** What a device would run of a project, as a plan: the Supervisor's defaults and names, and what cannot be so here. */
import { expect, it } from 'vitest';
import type { DeviceRun, DeviceService } from '../../server/src/build/device-run.ts';
import { type DeviceRunRequest, identityOf, planDeviceRun } from '../../server/src/build/plan-device-run.ts';
import { root } from '../support/memory-workspace.ts';
import { type Files, hostOf } from './planned.ts';

type Asked = Omit<DeviceRunRequest, 'path'> & { readonly path?: string };

async function answerTo(files: Files, { path = '', ...rest }: Asked = {}) {
  const at = path === '' ? root : `${root}/${path}`;
  return planDeviceRun({ platform: 'raspberrypi4-64', ...rest, path: at }, hostOf(files, 'balena'));
}

async function runOf(files: Files, asked: Asked = {}): Promise<DeviceRun> {
  const answer = await answerTo(files, asked);
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer.run;
}

/** The service `a` of a Compose file, by the lines that describe it. */
async function serviceOf(lines: string, asked: Asked = {}): Promise<DeviceService> {
  const text = `services:\n  a:\n    image: busybox\n${lines.replace(/^/gm, '    ')}\nvolumes: { data: {}, other: {} }\n`;
  const [service] = (await runOf({ 'docker-compose.yml': text }, asked)).services;
  if (!service) throw new Error('nothing is run');
  return service;
}
const texts = ({ notes }: Pick<DeviceRun, 'notes'>, kind: string) =>
  notes.filter(it => it.kind === kind).map(({ text }) => text);

const app = identityOf(root);

it('the numbers of a fleet are made of the folder, the same every time', () => {
  expect(identityOf('/p')).toEqual(app);
  expect(app.id).toMatch(/^\d{7}$/);
  expect(app.uuid).toMatch(/^[0-9a-f]{32}$/);
  expect(identityOf('/q')).not.toEqual(app);
});

it('a project without Compose file is one privileged service on the host’s network, with its data at /data', async () => {
  const run = await runOf({ Dockerfile: 'FROM scratch\n', 'balena.yml': 'name: x\n' });
  expect(run).toMatchObject({
    name: 'p',
    networks: [],
    volumes: [{ name: `${app.id}_resin-data`, written: 'resin-data' }],
    for: { id: 'raspberrypi4-64', platform: 'linux/arm64' },
  });
  const [main] = run.services;
  expect(main).toMatchObject({
    service: 'main',
    containerName: 'p_main',
    image: { reference: 'p_main:latest', others: ['p_main:latest-raspberrypi4-64'], origin: 'built' },
    platform: 'linux/arm64',
    restart: 'always',
    network: { kind: 'host' },
    mounts: [{ volume: `${app.id}_resin-data`, target: '/data', isReadOnly: false }],
    environment: { BALENA: '1', RESIN: '1', BALENA_SERVICE_NAME: 'main', BALENA_DEVICE_TYPE: 'raspberrypi4-64' },
  });
  expect(main?.rights[0]).toEqual({ kind: 'privileged' });
  expect(texts(main ?? { notes: [] }, 'missing').join('\n')).toContain('there is no Supervisor here');
});

it('a service gets the Supervisor’s defaults', async () => {
  const service = await serviceOf('');
  expect(service).toMatchObject({
    restart: 'always',
    network: { kind: 'networks', memberships: [{ network: `${app.uuid}_default`, aliases: ['a'] }] },
    image: { reference: 'busybox', origin: 'registry' },
    tmpfs: { '/tmp/balena': '', '/tmp/resin': '' },
    rights: [],
    config: { Tty: true, StopTimeout: 10 },
    hostConfig: { IpcMode: 'shareable', ShmSize: 67_108_864 },
    labels: { 'io.balena.app-id': app.id, 'io.balena.service-name': 'a' },
    environment: {
      BALENA_APP_ID: app.id,
      RESIN_APP_NAME: 'p',
      BALENA_DEVICE_ARCH: 'aarch64',
      BALENA_APP_LOCK_PATH: '/tmp/balena/updates.lock',
      BALENA_SERVICE_HANDOVER_COMPLETE_PATH: '/tmp/balena/handover-complete',
      USER: 'root',
    },
  });
  // A Supervisor that finds this label takes the container for its own, and kills it.
  expect(service.labels).not.toHaveProperty('io.balena.supervised');
});

it.each([
  ['no', 'no'],
  ['"Unless-Stopped"', 'unless-stopped'],
  ['on-failure', 'on-failure'],
  ['on-failure:5', 'always'],
  ['sometimes', 'always'],
])('restart: %s is %s', async (written, restart) => {
  const service = await serviceOf(`restart: ${written}`);
  expect(service.restart).toBe(restart);
  expect(texts(service, 'differs')).toHaveLength(restart === 'always' ? 1 : 0);
});

it('named volumes get the number of the fleet in front, and bind mounts are left out as balena refuses them', async () => {
  const service = await serviceOf(
    'volumes:\n  - data:/data\n  - other:/other:ro\n  - ./here:/there\n  - /anonymous\n  - { type: volume, source: data, target: /again, read_only: true }',
  );
  expect(service.mounts).toEqual([
    { volume: `${app.id}_data`, target: '/data', isReadOnly: false },
    { volume: `${app.id}_other`, target: '/other', isReadOnly: true },
    { volume: `${app.id}_data`, target: '/again', isReadOnly: true },
  ]);
  expect(texts(service, 'refused')).toEqual([
    'volumes: balena refuses the bind mount of ./here; it is left out here too',
    'volumes: balena takes no volume without a name (/anonymous)',
  ]);
});

it('a host path that balena knows becomes its label, and the label a right', async () => {
  const service = await serviceOf('volumes:\n  - /run/dbus:/elsewhere:ro\n  - /var/log/journal:/j');
  expect(service.labels).toMatchObject({ 'io.balena.features.dbus': '1' });
  expect(service.rights).toEqual([{ kind: 'mount', source: '/run/dbus', target: '/host/run/dbus', isReadOnly: false }]);
  expect(texts(service, 'ignored')).toEqual([
    'volumes: /var/log/journal without the rest of the journal’s paths is dropped',
  ]);
});

it('labels are read as the Supervisor reads them, also in the old spelling', async () => {
  const service = await serviceOf(
    [
      'labels:',
      '  io.resin.features.dbus: "on"',
      '  io.balena.features.sysfs: "yes"',
      '  io.balena.features.balena-socket: 1',
      '  io.balena.features.supervisor-api: true',
      '  io.balena.features.extra-firmware: "1"',
      '  io.balena.update.strategy: hand-over',
      '  io.balena.features.kernel-module: "1"',
      '  io.balena.features.requires.arch.sw: amd64',
      '  io.balena.features.requires.hw.device-type: raspberrypi4-64',
      '  mine: kept',
    ].join('\n'),
  );
  expect(service.rights.map(it => (it.kind === 'mount' ? it.target : it.kind))).toEqual([
    '/host/run/dbus',
    '/host/run/balena-engine.sock',
    '/var/run/docker.sock',
    '/var/run/balena.sock',
  ]);
  expect(service.environment).toMatchObject({ DOCKER_HOST: 'unix:///host/run/balena-engine.sock' });
  expect(service.environment).not.toHaveProperty('BALENA_SUPERVISOR_ADDRESS');
  expect(service.mounts).toEqual([
    { volume: `${app.id}_extra-firmware`, target: '/extra-firmware', isReadOnly: false },
  ]);
  expect(service.labels).toMatchObject({ mine: 'kept', 'io.balena.features.dbus': 'on' });
  expect(texts(service, 'ignored')).toEqual([
    'io.balena.features.sysfs: "yes" does not switch it on; write 1, true or on',
    'io.balena.update.strategy: there are no updates here',
    'io.balena.features.kernel-module: nothing reads this label',
  ]);
  expect(texts(service, 'missing').join()).toContain('there is no Supervisor here');
  expect(texts(service, 'refused')).toEqual([
    'io.balena.features.requires.arch.sw: it asks for amd64, and this is for aarch64',
  ]);
});

it('an optional service whose requirement is not met is skipped, as on the device', async () => {
  const wants = (slug: string, more = '') =>
    `image: b, labels: { io.balena.features.requires.hw.device-type: ${slug}${more} }`;
  const optional = ', io.balena.features.optional: "1"';
  const run = await runOf({
    'docker-compose.yml': `services:\n  here: { ${wants('raspberrypi4-64', optional)} }\n  other: { ${wants('raspberrypi5', optional)} }\n  must: { ${wants('raspberrypi5')} }\n`,
  });
  expect(run.services.map(it => it.service)).toEqual(['here', 'must']);
  expect(texts(run, 'differs')[0]).toBe(
    'skipped, as on the device: io.balena.features.requires.hw.device-type: it asks for raspberrypi5, and this is for raspberrypi4-64',
  );
});

it('networks, addresses and modes', async () => {
  const files = {
    'docker-compose.yml': [
      'services:',
      '  front: { image: b, networks: { back: { aliases: [db], ipv4_address: 10.9.0.5 }, other: {} } }',
      '  host: { image: b, network_mode: host, ports: ["80:80"] }',
      '  side: { image: b, network_mode: "service:front" }',
      '  lost: { image: b, network_mode: "container:x" }',
      'networks:',
      '  back: { internal: true, ipam: { config: [{ subnet: 10.9.0.0/24, gateway: 10.9.0.1 }] } }',
      '  other:',
    ].join('\n'),
  };
  const run = await runOf(files);
  expect(Object.fromEntries(run.services.map(({ service, network }) => [service, network]))).toEqual({
    front: {
      kind: 'networks',
      memberships: [
        { network: `${app.uuid}_back`, aliases: ['db', 'front'], ipv4: '10.9.0.5' },
        { network: `${app.uuid}_other`, aliases: ['front'] },
      ],
    },
    host: { kind: 'host' },
    side: { kind: 'service', service: 'front' },
    lost: { kind: 'networks', memberships: [{ network: `${app.uuid}_default`, aliases: ['lost'] }] },
  });
  expect(run.networks).toEqual([
    { name: `${app.uuid}_back`, isInternal: true, subnet: '10.9.0.0/24', gateway: '10.9.0.1' },
    { name: `${app.uuid}_other`, isInternal: false },
    { name: `${app.uuid}_default`, isInternal: false },
  ]);
  expect(run.services.find(it => it.service === 'host')?.ports).toEqual([]);
});

it('what gives power over the machine is told apart from the rest', async () => {
  const service = await serviceOf(
    'privileged: true\npid: host\nipc: host\ncap_add: [SYS_ADMIN, CHOWN]\nsecurity_opt: ["apparmor:unconfined", "no-new-privileges:true"]\ndevices: ["/dev/i2c-1:/dev/i2c-1", "/dev/gpiomem", "vendor.com/gpu=all"]',
  );
  expect(service.rights).toEqual([
    { kind: 'privileged' },
    { kind: 'device', host: '/dev/i2c-1', inside: '/dev/i2c-1', permissions: 'rwm' },
    { kind: 'device', host: '/dev/gpiomem', inside: '/dev/gpiomem', permissions: 'rwm' },
    { kind: 'capability', name: 'SYS_ADMIN' },
    { kind: 'security', option: 'apparmor=unconfined' },
    { kind: 'namespace', which: 'ipc' },
    { kind: 'namespace', which: 'pid' },
  ]);
  expect(service.hostConfig).toMatchObject({ CapAdd: ['CHOWN'], SecurityOpt: ['no-new-privileges=true'] });
});

it('the rest of a service, in the engine’s words', async () => {
  const service = await serviceOf(
    [
      'command: sh -c "echo \'a b\'; sleep 1"',
      'entrypoint: ["/init", "x y"]',
      'ports: ["8080:80", "127.0.0.1:53:53/udp", "9000-9001:90-91", "7", { target: 5, published: 6 }, "no port"]',
      'tmpfs: ["/run", "/cache:size=1m"]',
      'ulimits: { nofile: { soft: 10, hard: 20 }, nproc: 7 }',
      'sysctls: ["net.core.somaxconn=9"]',
      'healthcheck: { test: "true", interval: 1m30s, timeout: 2s, retries: 4 }',
      'mem_limit: 1.5g',
      'shm_size: 1m',
      'stop_grace_period: 1m',
      'cpus: "0.5"',
      'tty: false',
    ].join('\n'),
  );
  expect(service).toMatchObject({
    command: ['sh', '-c', "echo 'a b'; sleep 1"],
    entrypoint: ['/init', 'x y'],
    ports: [
      { target: 80, protocol: 'tcp', published: 8080 },
      { target: 53, protocol: 'udp', published: 53, address: '127.0.0.1' },
      { target: 90, protocol: 'tcp', published: 9000 },
      { target: 91, protocol: 'tcp', published: 9001 },
      { target: 7, protocol: 'tcp' },
      { target: 5, protocol: 'tcp', published: 6 },
    ],
    tmpfs: { '/run': '', '/cache': 'size=1m' },
    config: {
      Tty: false,
      StopTimeout: 60,
      Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 9e10, Timeout: 2e9, Retries: 4 },
    },
    hostConfig: {
      Memory: 1_610_612_736,
      ShmSize: 1_048_576,
      NanoCpus: 500_000_000,
      Sysctls: { 'net.core.somaxconn': '9' },
      Ulimits: [
        { Name: 'nofile', Soft: 10, Hard: 20 },
        { Name: 'nproc', Soft: 7, Hard: 7 },
      ],
    },
  });
  expect(texts(service, 'refused')).toEqual(['cpus: today’s Supervisors refuse a release with it']);
});

it('variables are those of whoever starts it, files of variables lie under the environment', async () => {
  const text =
    'services:\n  a:\n    image: b:${TAG:-1}\n    env_file: my.env\n    environment: [NAME, "B=${X}", USER=me, EMPTY]\n';
  const files = { 'docker-compose.yml': text, 'my.env': 'B=file\nC=file\n' };
  const [service] = (await runOf(files, { environment: { NAME: 'n', X: 'x' } })).services;
  expect(service?.image.reference).toBe('b:1');
  expect(service?.environment).toMatchObject({ NAME: 'n', B: 'x', C: 'file', USER: 'me', EMPTY: '' });
});

it('what is needed is started first; a circle is told', async () => {
  const of = (a: string, b: string) => ({
    'docker-compose.yml': `services:\n  a: { image: i, depends_on: [${a}] }\n  b: { image: i, depends_on: [${b}] }\n`,
  });
  const run = await runOf(of('b', ''));
  expect(run.services.map(it => it.service)).toEqual(['b', 'a']);
  expect(texts(await runOf(of('b', 'a')), 'refused')).toEqual([
    'a, b wait for each other, which balena refuses; they are started as they stand',
  ]);
});

it('fields that balena treats otherwise are told', async () => {
  const service = await serviceOf('container_name: mine\ndeploy: { replicas: 2 }\nuts: host');
  expect(texts(service, 'refused')).toEqual([
    'balena’s CLI refuses deploy',
    'uts: today’s Supervisors refuse a release with it',
  ]);
  expect(texts(service, 'ignored')).toEqual(['the device drops container_name']);
});

it('a Dockerfile leads to the project it is a part of', async () => {
  const files = {
    'docker-compose.yml': 'services:\n  a: { build: a }\n  b: { image: busybox }\n',
    'a/Dockerfile': 'FROM scratch\n',
  };
  const run = await runOf(files, { path: 'a/Dockerfile' });
  expect(run.services.map(({ service, image }) => [service, image.reference])).toEqual([
    ['a', 'p_a:latest'],
    ['b', 'busybox'],
  ]);
});

it('a service whose Dockerfile is not there is not run, and said so', async () => {
  const run = await runOf({
    'docker-compose.yml': 'services:\n  a: { build: gone }\n  b: { image: busybox }\n',
  });
  expect(run.services.map(it => it.service)).toEqual(['b']);
  expect(run.notes).toContainEqual({
    ...{ kind: 'missing', service: 'a' },
    text: expect.stringMatching(/^not run: /),
  });
});

it('nothing to run is refused with a sentence', async () => {
  expect(await answerTo({ 'readme.md': '' })).toMatchObject({ kind: 'refused' });
});
