/** The model of the topology: every kind of key that wires something together, and what half a file still tells. */
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../server/src/pictures/topology/topology.ts';
import { serviceIn, topologyIn } from './topology-in.ts';

const details = (topology: Topology, name: string): readonly string[] =>
  serviceIn(topology, name).details.map(it => `${it.kind} ${it.name}${it.isRisky ? ' !' : ''}`);
const edges = ({ edges }: Topology): readonly string[] =>
  edges.map(it => `${it.from} ${it.kind} ${it.to}${it.condition === undefined ? '' : ` ${it.condition}`}`);
const web = (keys: string): Promise<Topology> => topologyIn(`services:\n  web:\n    image: a\n${keys}`);

describe('A service', () => {
  it.each([
    ['    privileged: true\n', ['privileged privileged !']],
    [
      '    cap_add: [net_admin, CAP_SYS_TIME, ALL]\n',
      ['capability NET_ADMIN', 'capability SYS_TIME', 'capability ALL !'],
    ],
    ['    cap_drop: [ALL]\n', ['dropped-capability ALL']],
    ['    expose: [3000, "4000-4002"]\n', ['exposed-port 3000', 'exposed-port 4000-4002']],
    ['    scale: 3\n', ['scale ×3']],
    ['    deploy: { replicas: 2 }\n', ['scale ×2']],
    ['    devices: ["/dev/i2c-1:/dev/i2c-1"]\n', ['device /dev/i2c-1']],
    ['    tmpfs: /run\n', ['tmpfs /run']],
    ['    volumes: [{ type: tmpfs, target: /tmp }]\n', ['tmpfs /tmp']],
    ['    volumes: [./src:/app:ro]\n', ['bind-mount ./src → /app']],
    [
      '    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n',
      ['bind-mount /var/run/docker.sock → /var/run/docker.sock !'],
    ],
    ['    volumes: [/data]\n', ['anonymous-volume /data']],
    ['    external_links: [old_db]\n', ['external-link old_db']],
    ['    labels: { io.balena.features.dbus: "1", io.balena.features.sysfs: "0" }\n', ['balena-label dbus !']],
  ])('shows %j', async (keys, shown) => {
    expect(details(await web(keys), 'web')).toEqual(shown);
  });

  it('is dimmed while none of its profiles is on', async () => {
    const keys = '    profiles: [debug]\n';
    expect(serviceIn(await web(keys), 'web').isActive).toBe(false);
    const text = `services:\n  web:\n    image: a\n${keys}`;
    expect(serviceIn(await topologyIn(text, { profiles: ['debug'] }), 'web').isActive).toBe(true);
    const byFile = await topologyIn({ 'compose.yaml': text, '.env': 'COMPOSE_PROFILES=other,debug\n' });
    expect(serviceIn(byFile, 'web').isActive).toBe(true);
  });

  it('says what it runs, with defaults of variables filled in', async () => {
    const topology = await topologyIn(
      'services:\n  a: { image: "x:${TAG:-1}" }\n  b: { build: { context: ./b, dockerfile: D } }\n  c: {}\n',
    );
    expect(topology.services.map(({ runs }) => runs)).toEqual([
      { kind: 'image', text: 'x:1' },
      { kind: 'build', text: './b (D)' },
      { kind: 'nothing' },
    ]);
  });

  it('exposes what its Dockerfile does', async () => {
    const topology = await topologyIn({
      'compose.yaml': 'services:\n  web: { build: ., ports: ["8080:80"] }\n',
      Dockerfile: 'FROM alpine:3.22\nEXPOSE 80 9000\n',
    });
    expect(details(topology, 'web')).toEqual(['exposed-port 9000']);
  });
});

describe('A published port', () => {
  it.each([
    ['8080:80', { name: '8080 → 80', address: undefined, hostPort: '8080', containerPort: '80' }],
    ['80:80', { name: '80' }],
    ['127.0.0.1:5432:5432', { name: '127.0.0.1:5432', address: '127.0.0.1' }],
    ['[::1]:80:80', { name: '[::1]:80' }],
    ['53:53/udp', { name: '53/udp', protocol: 'udp' }],
    ['80', { name: 'any → 80', hostPort: undefined }],
    ['8000-8002:9000-9002', { name: '8000-8002 → 9000-9002' }],
    ['${PORT}:80', { name: '${PORT} → 80' }],
    ['${PORT:-81}:80', { name: '81 → 80' }],
  ])('%s', async (written, shown) => {
    const { ports } = await web(`    ports: ["${written}"]\n`);
    expect(ports).toMatchObject([shown]);
  });

  it('and what else stands in variables is shown as `.env` says, and as written where nothing says', async () => {
    const topology = await topologyIn({
      'compose.yaml': `services:
  web:
    image: "nginx:\${TAG-1.27}"
    ports: ["\${PORT:-80}:80", { target: 90, published: "\${ADMIN}" }, "\${OTHER}:70"]
    volumes: ["\${DATA}:/data", "\${STORE:?}:/store"]
`,
      '.env': 'TAG=1.29\nPORT=8080\nADMIN=9090\nDATA=./data\nSTORE=kept\n',
    });
    expect(serviceIn(topology, 'web').runs).toEqual({ kind: 'image', text: 'nginx:1.29' });
    expect(topology.ports.map(({ name }) => name)).toEqual(['8080 → 80', '9090 → 90', '${OTHER} → 70']);
    expect(details(topology, 'web')).toEqual(['bind-mount ./data → /data']);
    expect(topology.volumes.map(({ name }) => name)).toEqual(['kept']);
  });

  it('of a service in the host’s network is every port', async () => {
    const { ports, networks } = await web('    network_mode: host\n    ports: ["80:80"]\n');
    expect(ports.map(({ kind, name }) => [kind, name])).toEqual([['all', 'every port']]);
    expect(networks.map(({ kind }) => kind)).toEqual(['host']);
  });
});

describe('Networks', () => {
  it.each([
    ['', { name: 'default', kind: 'bridge', isDefault: true }],
    ['    network_mode: none\n', { kind: 'none' }],
    ['    network_mode: bridge\n', { kind: 'engine-bridge' }],
    ['    network_mode: "container:old"\n', { kind: 'of-container', name: 'Network of old' }],
    [
      '    networks: [back]\nnetworks:\n  back: { internal: true }\n',
      { name: 'back', isInternal: true, isExternal: false },
    ],
    [
      '    networks: { back: { aliases: [w] } }\nnetworks:\n  back: { external: true }\n',
      { name: 'back', isExternal: true },
    ],
  ])('of %j', async (keys, shown) => {
    expect((await web(keys)).networks).toMatchObject([shown]);
  });

  it('a service stands in the smallest that is shared, and names the others', async () => {
    const topology = await topologyIn(`services:
  proxy: { image: p, networks: [front] }
  blog: { image: b, networks: [front] }
  app: { image: a, networks: [front, back] }
  db: { image: d, networks: [back] }
`);
    expect(serviceIn(topology, 'app')).toMatchObject({ home: 'network/back', alsoIn: ['network/front'] });
    expect(serviceIn(topology, 'proxy').home).toBe('network/front');
  });

  it('who shares that of another stands beside it', async () => {
    const topology = await topologyIn(
      'services:\n  vpn: { image: v, networks: [n] }\n  app: { image: a, network_mode: "service:vpn" }\n',
    );
    expect(serviceIn(topology, 'app')).toMatchObject({ home: 'network/n', alsoIn: [] });
    expect(edges(topology)).toEqual(['service/app shares-network service/vpn']);
  });

  it('a circle of shared networks has an end', async () => {
    const topology = await topologyIn(
      'services:\n  a: { image: v, network_mode: "service:b" }\n  b: { image: a, network_mode: "service:a" }\n',
    );
    expect(topology.services).toHaveLength(2);
  });
});

describe('What leads from one to another', () => {
  it('is dependencies with their conditions, links and volumes', async () => {
    const topology = await topologyIn(`services:
  app:
    image: a
    depends_on: { db: { condition: service_healthy }, job: { condition: service_completed_successfully } }
    links: ["db:database"]
    volumes: ["shared:/data", "missing:/m"]
  db: { image: d, volumes: [{ type: volume, source: shared, target: /var }] }
  job: { image: j, depends_on: [db, nobody, job] }
volumes:
  shared:
  unused: { external: true }
`);
    expect(edges(topology)).toEqual([
      'service/app depends-on service/db service_healthy',
      'service/app depends-on service/job service_completed_successfully',
      'service/app link service/db',
      'service/app mount volume/shared',
      'service/app mount volume/missing',
      'service/db mount volume/shared',
      'service/job depends-on service/db service_started',
    ]);
    expect(topology.volumes.map(({ name, isExternal, place }) => [name, isExternal, place !== undefined])).toEqual([
      ['shared', false, true],
      ['missing', false, false],
      ['unused', true, true],
    ]);
  });
});

describe('Around it', () => {
  it('is the host, or the device of a balena project', async () => {
    expect((await web('')).host).toEqual({ kind: 'host', name: 'Host' });
    const fleet = {
      'docker-compose.yml': 'services:\n  web: { image: a }\n',
      'balena.yml': 'name: x\ntype: sw.application\ndata: { defaultDeviceType: raspberrypi3 }\n',
    };
    expect((await topologyIn(fleet)).host).toEqual({ kind: 'device', name: 'Raspberry Pi 3' });
  });
});

describe('Several files', () => {
  it('are one picture, the stronger one counting', async () => {
    const topology = await topologyIn({
      'compose.yaml': 'services:\n  web: { image: a, ports: ["80:80"], cap_add: [NET_RAW] }\n',
      'compose.override.yaml':
        'services:\n  web: { image: b, ports: ["81:80"], cap_add: !reset [] }\n  db: { image: d }\n',
    });
    expect(serviceIn(topology, 'web').runs).toEqual({ kind: 'image', text: 'b' });
    expect(topology.ports.map(({ name }) => name)).toEqual(['80', '81 → 80']);
    expect(details(topology, 'web')).toEqual([]);
    expect(serviceIn(topology, 'db').place?.path).toBe('/p/compose.override.yaml');
  });
});

describe('Findings', () => {
  it('mark the part they are about', async () => {
    const text = 'services:\n  web:\n    image: nginx:1.27\n    privileged: true\n    networks: [nowhere]\n';
    const topology = await topologyIn(text, { config: { rules: { 'compose/privileged-service': 'warning' } } });
    const service = serviceIn(topology, 'web');
    const inside = service.details.flatMap(({ findings }) => findings.map(({ rule }) => rule));
    expect(inside).toContain('compose/privileged-service');
    expect(topology.networks.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toEqual([
      'compose/undefined-network',
    ]);
    const { span } = service.place ?? { span: { start: 0, end: 0 } };
    expect(text.slice(span.start, span.end)).toBe('web');
  });
});

describe('Half a file', () => {
  const whole = 'services:\n  web:\n    image: a\n    ports: ["80:80"]\n    networks: {a: {}, b}\nvolumes:\n  v: {}\n';
  it('gives a topology at every length', async () => {
    for (let end = 0; end <= whole.length; end++)
      expect((await topologyIn(whole.slice(0, end))).host.kind, whole.slice(0, end)).toBe('host');
  });

  it('says that it is one', async () => {
    expect((await topologyIn('services:\n  web: {image: [\n')).notices.join()).toContain('mistakes in its YAML');
    expect((await topologyIn('')).notices).toEqual(['There is no service yet.']);
  });
});
