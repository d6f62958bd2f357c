/**
 * A program that answers on a unix socket as an engine with 2,000 containers does. Its parent tells it which container
 * starts or ends; it tells its parent when it had sent what, in milliseconds since 1970.
 */
import { createServer, type ServerResponse } from 'node:http';

export const sizes = { containers: 2_000, images: 2_000, volumes: 200, networks: 50 };

export type ToServer = { readonly kind: 'start' | 'die' | 'pause' | 'unpause'; readonly container: number };
export type FromServer =
  | { readonly kind: 'listening' }
  | { readonly kind: 'answered'; readonly path: string; readonly at: number; readonly bytes: number }
  | { readonly kind: 'told'; readonly at: number };

const hex = (kind: string, i: number): string => Buffer.from(`${kind}${i}`).toString('hex').padEnd(64, '0');
const imageId = (i: number): string => `sha256:${hex('i', i)}`;

export const containerId = (i: number): string => hex('c', i);

interface Container {
  State: string;
  Status: string;
  readonly Id: string;
  readonly [more: string]: unknown;
}

function container(i: number): Container {
  const project = `project-${Math.floor(i / 8)}`;
  const published = 20_000 + i;
  return {
    Id: containerId(i),
    Names: [`/${project}-service-${i % 8}-1`],
    Image: `registry.example/team/service-${i}:1.${i}`,
    ImageID: imageId(i),
    Command: 'docker-entrypoint.sh node /srv/app/server.js --port 8080',
    Created: 1_700_000_000 + i,
    Ports: [
      { IP: '0.0.0.0', PrivatePort: 8080, PublicPort: published, Type: 'tcp' },
      { IP: '::', PrivatePort: 8080, PublicPort: published, Type: 'tcp' },
      { PrivatePort: 9090, Type: 'tcp' },
    ],
    Labels: {
      'com.docker.compose.config-hash': hex('h', i),
      'com.docker.compose.container-number': '1',
      'com.docker.compose.depends_on': '',
      'com.docker.compose.image': imageId(i),
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.project': project,
      'com.docker.compose.project.config_files': `/home/dev/${project}/compose.yaml`,
      'com.docker.compose.project.working_dir': `/home/dev/${project}`,
      'com.docker.compose.service': `service-${i % 8}`,
      'com.docker.compose.version': '2.40.3',
      'org.opencontainers.image.title': `service-${i % 8}`,
      'org.opencontainers.image.version': `1.${i}`,
    },
    State: 'running',
    Status: 'Up 3 hours (healthy)',
    HostConfig: { NetworkMode: `${project}_default` },
    NetworkSettings: {
      Networks: {
        [`${project}_default`]: {
          NetworkID: hex('n', i % sizes.networks),
          EndpointID: hex('e', i),
          Gateway: '10.1.0.1',
          IPAddress: `10.1.${i >> 8}.${i & 255}`,
          IPPrefixLen: 16,
          MacAddress: '02:42:0a:01:00:02',
        },
      },
    },
    Mounts: [
      { Type: 'volume', Name: `v${i % sizes.volumes}`, Source: '/var/lib', Destination: '/data', RW: true },
      { Type: 'bind', Source: `/home/dev/${project}/etc`, Destination: '/etc/app', RW: false },
    ],
  };
}

function image(i: number): unknown {
  return {
    Id: imageId(i),
    ParentId: '',
    RepoTags:
      i % 10 === 0 ? [] : [`registry.example/team/service-${i}:1.${i}`, `registry.example/team/service-${i}:latest`],
    RepoDigests: [`registry.example/team/service-${i}@sha256:${hex('d', i)}`],
    Created: 1_690_000_000 + i,
    Size: 150_000_000 + i,
    SharedSize: -1,
    Containers: -1,
    Labels: {
      'org.opencontainers.image.title': `service-${i}`,
      'org.opencontainers.image.source': 'https://example.com',
    },
  };
}

function volume(i: number): unknown {
  const Mountpoint = `/var/lib/docker/volumes/v${i}/_data`;
  return {
    Name: `v${i}`,
    Driver: 'local',
    Mountpoint,
    CreatedAt: '2026-01-02T03:04:05Z',
    Scope: 'local',
    Labels: null,
  };
}

function network(i: number): unknown {
  const Config = [{ Subnet: `10.${i}.0.0/16`, Gateway: `10.${i}.0.1` }];
  return {
    Id: hex('n', i),
    Name: `project-${i}_default`,
    Driver: 'bridge',
    Scope: 'local',
    IPAM: { Config },
    Labels: {},
  };
}

function serve(socket: string): void {
  const many = <T>(count: number, one: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i));
  const containers = many(sizes.containers, container);
  const bodies = new Map<string, string>([
    [
      '/version',
      JSON.stringify({ Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' }),
    ],
    ['/containers/json', JSON.stringify(containers)],
    ['/images/json', JSON.stringify(many(sizes.images, image))],
    ['/volumes', JSON.stringify({ Volumes: many(sizes.volumes, volume), Warnings: null })],
    ['/networks', JSON.stringify(many(sizes.networks, network))],
  ]);
  const streams = new Set<ServerResponse>();
  const tell = (message: FromServer): void => void process.send?.(message);
  const now = (): number => performance.timeOrigin + performance.now();

  createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    const path = url.pathname.replace(/^\/v[\d.]+/, '');
    response.setHeader('Content-Type', 'application/json');
    if (path === '/events') {
      response.flushHeaders();
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    const { id } = JSON.parse(url.searchParams.get('filters') ?? '{}') as { readonly id?: readonly string[] };
    const body =
      id === undefined ? (bodies.get(path) ?? 'null') : JSON.stringify(containers.filter(({ Id }) => id.includes(Id)));
    response.end(body, () => tell({ kind: 'answered', path, at: now(), bytes: body.length }));
  }).listen(socket, () => tell({ kind: 'listening' }));

  process.on('message', ({ kind, container: i }: ToServer) => {
    const it = containers[i];
    if (it === undefined) return;
    it.State = kind === 'die' ? 'exited' : 'running';
    it.Status = kind === 'die' ? 'Exited (3) Less than a second ago' : 'Up Less than a second';
    const event = {
      Type: 'container',
      Action: kind,
      Actor: { ID: it.Id, Attributes: { exitCode: '3' } },
      timeNano: Date.now() * 1e6,
    };
    const at = now();
    for (const stream of streams) stream.write(`${JSON.stringify(event)}\n`);
    tell({ kind: 'told', at });
  });
  process.on('disconnect', () => process.exit());
}

const [, program = '', socket] = process.argv;
if (program.endsWith('fake-engine-server.ts') && socket !== undefined) serve(socket);
