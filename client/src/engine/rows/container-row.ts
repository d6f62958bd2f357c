// A container as the engine lists it (`GET /containers/json`), made into a row.
import type {
  ComposeOrigin,
  ContainerMount,
  ContainerRow,
  ContainerStatus,
  Health,
  NetworkMembership,
  PortMapping,
} from '../engine-state.ts';
import { fullImageId } from './image-row.ts';
import { readStatusText } from './status-text.ts';

/** What is read of the engine's answer. Any list or table of it may be null. */
export interface ListedContainer {
  readonly Id: string;
  /** With a leading slash; further ones are aliases of links, `/web/db`. */
  readonly Names?: readonly string[] | null;
  readonly Image?: string;
  readonly ImageID?: string;
  readonly Command?: string;
  /** Seconds since 1970. */
  readonly Created?: number;
  readonly State?: string;
  readonly Status?: string;
  readonly Ports?: readonly ListedPort[] | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, ListedMembership | null>> | null } | null;
  readonly Mounts?: readonly ListedMount[] | null;
  /** Since API 1.52. */
  readonly Health?: { readonly Status?: string } | null;
}

interface ListedPort {
  readonly IP?: string;
  readonly PrivatePort?: number;
  readonly PublicPort?: number;
  readonly Type?: string;
}

interface ListedMembership {
  readonly NetworkID?: string;
  readonly IPAddress?: string;
}

interface ListedMount {
  readonly Type?: string;
  readonly Name?: string;
  readonly Source?: string;
  readonly Destination?: string;
  readonly RW?: boolean;
}

/** `now`: milliseconds since 1970, when the engine answered. */
export function containerRow(listed: ListedContainer, now: number): ContainerRow {
  const status = statusOf(listed.State ?? '');
  const { health, exitCode, age } = readStatusText(listed.Status ?? '');
  const runs = isLive(status);
  const known = runs ? (health ?? healthOf(listed.Health?.Status)) : undefined;
  const labels = listed.Labels ?? {};
  const compose = composeOrigin(labels);
  return {
    id: listed.Id,
    name: nameOf(listed),
    image: listed.Image ?? '',
    imageId: fullImageId(listed.ImageID ?? ''),
    command: listed.Command ?? '',
    status,
    ...(known === undefined ? {} : { health: known }),
    ...(exitCode === undefined ? {} : { exitCode }),
    createdAt: (listed.Created ?? 0) * 1000,
    ...(age === undefined ? {} : { since: now - age }),
    ports: portsOf(listed.Ports ?? []),
    mounts: (listed.Mounts ?? []).map(mountOf).toSorted((a, b) => compare(a.target, b.target)),
    networks: Object.entries(listed.NetworkSettings?.Networks ?? {})
      .map(([name, membership]) => membershipOf(name, membership ?? {}))
      .toSorted((a, b) => compare(a.name, b.name)),
    labels,
    ...(compose === undefined ? {} : { compose }),
  };
}

/** Whether there is a process: running or paused. */
export function isLive(status: ContainerStatus): boolean {
  return status === 'running' || status === 'paused';
}

const statuses: Readonly<Record<string, ContainerStatus>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'removing',
  exited: 'exited',
  dead: 'dead',
  // Podman's.
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

function statusOf(state: string): ContainerStatus {
  return statuses[state.toLowerCase()] ?? 'created';
}

function healthOf(status: string | undefined): Health | undefined {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : undefined;
}

/** A container that is half removed may have lost its name. */
function nameOf({ Id, Names }: ListedContainer): string {
  const names = (Names ?? []).map(name => name.replace(/^\//, ''));
  return names.find(name => !name.includes('/')) ?? names[0] ?? Id.slice(0, 12);
}

/** The engine lists them in no order, and a port published on all addresses once for IPv4 and once for IPv6. */
function portsOf(listed: readonly ListedPort[]): readonly PortMapping[] {
  const ports = new Map<string, PortMapping>();
  for (const { IP, PrivatePort = 0, PublicPort, Type } of listed) {
    const protocol = Type === 'udp' || Type === 'sctp' ? Type : 'tcp';
    const isEverywhere = IP === undefined || IP === '' || IP === '0.0.0.0' || IP === '::';
    const published = PublicPort === undefined || PublicPort === 0 ? undefined : PublicPort;
    const key = [PrivatePort, protocol, published, isEverywhere ? '' : IP].join(' ');
    if (ports.has(key) && IP !== '0.0.0.0') continue;
    ports.set(key, {
      target: PrivatePort,
      protocol,
      ...(published === undefined ? {} : { published, ...(IP === undefined || IP === '' ? {} : { address: IP }) }),
    });
  }
  return [...ports.values()].toSorted(
    (a, b) =>
      a.target - b.target ||
      compare(a.protocol, b.protocol) ||
      (a.published ?? 0) - (b.published ?? 0) ||
      compare(a.address ?? '', b.address ?? ''),
  );
}

function mountOf({ Type, Name, Source, Destination, RW }: ListedMount): ContainerMount {
  const kind = Type === 'volume' || Type === 'bind' || Type === 'tmpfs' ? Type : 'other';
  const named = kind === 'volume' ? Name || Source : Source || Name;
  return {
    kind,
    source: kind === 'tmpfs' ? '' : (named ?? ''),
    target: Destination ?? '',
    isReadOnly: RW === false,
  };
}

function membershipOf(name: string, { NetworkID, IPAddress }: ListedMembership): NetworkMembership {
  return {
    name,
    // Podman writes the name here.
    networkId: NetworkID === undefined || NetworkID === name ? '' : NetworkID,
    ...(IPAddress === undefined || IPAddress === '' ? {} : { address: IPAddress }),
  };
}

/** From the labels that Compose puts on what it makes. An image may have them too, with anything for a name. */
function composeOrigin(labels: Readonly<Record<string, string>>): ComposeOrigin | undefined {
  const project = labels['com.docker.compose.project'];
  if (project === undefined || !/^[\w.-]+$/.test(project)) return undefined;
  const files = labels['com.docker.compose.project.config_files'] ?? '';
  const folder = labels['com.docker.compose.project.working_dir'];
  return {
    project,
    service: labels['com.docker.compose.service'] ?? '',
    files: files.split(',').filter(file => file !== ''),
    ...(folder === undefined || folder === '' ? {} : { folder }),
    isOneOff: labels['com.docker.compose.oneoff']?.toLowerCase() === 'true',
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
