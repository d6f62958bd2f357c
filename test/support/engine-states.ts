// Made-up states of an engine: rows that say only what a test is about, and a whole one as people have it.
import type {
  Connection,
  ContainerRow,
  EngineState,
  FailureReason,
  ImageRow,
  NetworkRow,
  VolumeRow,
} from '../../client/src/engine/engine-state.ts';

/** Noon of a day in spring: the moment at which all made-up states are looked at. */
export const noon = Date.UTC(2026, 3, 1, 12);
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => minutes(60 * count);
export const days = (count: number): number => hours(24 * count);

export function containerRow(name: string, it: Partial<ContainerRow> = {}): ContainerRow {
  return {
    id: idOf(`container ${name}`),
    name,
    image: 'nginx:1.27',
    imageId: `sha256:${idOf('nginx:1.27')}`,
    command: 'nginx -g daemon off;',
    status: 'running',
    createdAt: noon - hours(2),
    since: noon - minutes(5),
    ports: [],
    mounts: [],
    networks: [],
    labels: {},
    ...it,
  };
}

/** A container of a Compose project, called as Compose does. */
export function composeRow(project: string, service: string, it: Partial<ContainerRow> = {}): ContainerRow {
  return containerRow(`${project}-${service}-1`, {
    compose: { project, service, files: [`/home/me/${project}/compose.yaml`], isOneOff: false },
    labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': service },
    ...it,
  });
}

/** The id follows from the first tag, or from `key` where there is none. */
export function imageRow(tags: readonly string[], it: Partial<ImageRow> = {}, key = tags[0] ?? 'dangling'): ImageRow {
  return {
    id: `sha256:${idOf(key)}`,
    tags,
    digests: [],
    size: 5_060_000,
    createdAt: noon - days(21),
    labels: {},
    ...it,
  };
}

export function volumeRow(name: string, it: Partial<VolumeRow> = {}): VolumeRow {
  return { name, driver: 'local', mountpoint: `/var/lib/docker/volumes/${name}/_data`, labels: {}, ...it };
}

export function networkRow(name: string, it: Partial<NetworkRow> = {}): NetworkRow {
  return {
    id: idOf(`network ${name}`),
    name,
    driver: 'bridge',
    scope: 'local',
    isInternal: false,
    subnets: [],
    gateways: [],
    labels: {},
    ...it,
  };
}

export const engineName = { name: 'default', host: 'unix:///var/run/docker.sock' };

export const connected: Connection = {
  kind: 'connected',
  engine: engineName,
  version: { engine: '28.5.2', api: '1.51', operatingSystem: 'linux', architecture: 'amd64' },
};

export function unreachable(reason: FailureReason, message: string): Connection {
  return { kind: 'unreachable', engine: engineName, failure: { reason, message }, attempt: 1 };
}

export interface Rows {
  readonly connection?: Connection;
  readonly containers?: readonly ContainerRow[];
  readonly images?: readonly ImageRow[];
  readonly volumes?: readonly VolumeRow[];
  readonly networks?: readonly NetworkRow[];
}

/** Connected, when nothing else is said. */
export function engineState({
  connection = connected,
  containers = [],
  images = [],
  volumes = [],
  networks = [],
}: Rows): EngineState {
  return {
    connection,
    containers: new Map(containers.map(row => [row.id, row])),
    images: new Map(images.map(row => [row.id, row])),
    volumes: new Map(volumes.map(row => [row.name, row])),
    networks: new Map(networks.map(row => [row.id, row])),
  };
}

/** The next state, with these containers in place of those of the same ids. Every other row stays the same object. */
export function withContainers(state: EngineState, ...rows: readonly ContainerRow[]): EngineState {
  const containers = new Map(state.containers);
  for (const row of rows) containers.set(row.id, row);
  return { ...state, containers };
}

/** So many containers in projects of ten and as many images of repositories of four, all of them used. */
export function largeState(count: number): EngineState {
  const indices = Array.from({ length: count }, (_, i) => i);
  return engineState({
    containers: indices.map(i =>
      composeRow(`project${Math.floor(i / 10)}`, `service${i % 10}`, {
        image: `registry.example/repository${Math.floor(i / 4)}:${i % 4}`,
        imageId: `sha256:${idOf(`registry.example/repository${Math.floor(i / 4)}:${i % 4}`)}`,
        status: i % 5 === 4 ? 'exited' : 'running',
        ports: [{ target: 80, protocol: 'tcp', published: 10_000 + i, address: '0.0.0.0' }],
        networks: [{ name: 'bridge', networkId: idOf('network bridge'), address: `172.17.${i >> 8}.${i & 255}` }],
      }),
    ),
    images: indices.map(i => imageRow([`registry.example/repository${Math.floor(i / 4)}:${i % 4}`])),
    networks: [networkRow('bridge')],
  });
}

/** 64 hexadecimal digits that follow from the text. */
export function idOf(text: string): string {
  let digits = '';
  for (let part = 0; digits.length < 64; part++) {
    let hash = 0x811c9dc5 + part;
    for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    // Spreads neighbouring texts apart.
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    digits += ((hash ^ (hash >>> 12)) >>> 0).toString(16).padStart(8, '0');
  }
  return digits.slice(0, 64);
}
