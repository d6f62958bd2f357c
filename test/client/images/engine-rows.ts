// Rows of an engine for tests: only what a test is about has to be said.
import {
  type ContainerRow,
  type EngineState,
  type ImageRow,
  type NetworkRow,
  unknownState,
  type VolumeRow,
} from '../../../client/src/engine/engine-state.ts';

export function imageRow(id: string, more: Partial<ImageRow> = {}): ImageRow {
  return {
    id: `sha256:${id.padEnd(64, '0')}`,
    tags: [],
    digests: [],
    size: 1_000_000,
    createdAt: 0,
    labels: {},
    ...more,
  };
}

export function containerRow(name: string, more: Partial<ContainerRow> = {}): ContainerRow {
  const nothing = { ports: [], mounts: [], networks: [], labels: {} };
  return { id: name, name, image: '', imageId: '', command: '', status: 'running', createdAt: 0, ...nothing, ...more };
}

export function volumeRow(name: string, more: Partial<VolumeRow> = {}): VolumeRow {
  return { name, driver: 'local', mountpoint: '', labels: {}, ...more };
}

export function networkRow(name: string, more: Partial<NetworkRow> = {}): NetworkRow {
  const plain = { driver: 'bridge', scope: 'local', isInternal: false, subnets: [], gateways: [], labels: {} };
  return { id: name, name, ...plain, ...more };
}

export function stateOf(rows: {
  readonly containers?: readonly ContainerRow[];
  readonly images?: readonly ImageRow[];
  readonly volumes?: readonly VolumeRow[];
  readonly networks?: readonly NetworkRow[];
}): EngineState {
  const { containers = [], images = [], volumes = [], networks = [] } = rows;
  return {
    ...unknownState,
    containers: new Map(containers.map(row => [row.id, row])),
    images: new Map(images.map(row => [row.id, row])),
    volumes: new Map(volumes.map(row => [row.name, row])),
    networks: new Map(networks.map(row => [row.id, row])),
  };
}
