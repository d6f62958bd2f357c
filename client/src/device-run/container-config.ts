// A service of a device run as the engine's API takes it. What reaches beyond the container stands apart, so that it can be
// left out: by choice, or because this machine has no such thing.
import type { DeviceRun, DeviceService, HostRight, Membership } from '../../../server/src/build/device-run.ts';

/** On everything a device run makes; the value is the project's name. Nothing without it is ever touched. */
export const runLabel = 'io.slipway.device-run';
/** The folder of the project, for two may have the same name. */
export const folderLabel = 'io.slipway.device-run.folder';
/** On containers: what they run for. */
const deviceLabel = 'io.slipway.device-run.for';

export function ownLabels({ name, root }: Pick<DeviceRun, 'name' | 'root'>): Readonly<Record<string, string>> {
  return { [runLabel]: name, [folderLabel]: root };
}

export interface ContainerChoices {
  /** As found on the engine. */
  readonly imageId: string;
  /** Those of the service's that are given. */
  readonly rights: readonly HostRight[];
  /** Containers by service, for those that share a network with another. */
  readonly containers: ReadonlyMap<string, string>;
}

export function containerConfig(
  run: Pick<DeviceRun, 'name' | 'root' | 'for'>,
  service: DeviceService,
  { imageId, rights, containers }: ContainerChoices,
): Readonly<Record<string, unknown>> {
  const { network, ports, mounts } = service;
  const binds = [
    ...mounts.map(({ volume, target, isReadOnly }) => ({
      Type: 'volume',
      Source: volume,
      Target: target,
      ReadOnly: isReadOnly,
    })),
    ...of(rights, 'mount').map(({ source, target, isReadOnly }) => ({
      ...{ Type: 'bind', Source: source, Target: target, ReadOnly: isReadOnly },
    })),
  ];
  const main = network.kind === 'networks' ? network.memberships[0] : undefined;
  const isShared = network.kind === 'service';
  // The network of another container comes with its names and ports.
  const { Hostname: _hostname, Domainname: _domainname, ...withoutNames } = service.config;
  const capabilities = listIn(service.hostConfig['CapAdd']);
  const security = listIn(service.hostConfig['SecurityOpt']);
  const namespaces = of(rights, 'namespace').map(({ which }) => which);
  return {
    ...(isShared ? withoutNames : service.config),
    Image: imageId,
    Env: Object.entries(service.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...service.labels, ...ownLabels(run), [deviceLabel]: run.for.id },
    ...(service.command === undefined ? {} : { Cmd: service.command }),
    ...(service.entrypoint === undefined ? {} : { Entrypoint: service.entrypoint }),
    ...(isShared ? {} : { ExposedPorts: Object.fromEntries(ports.map(it => [`${it.target}/${it.protocol}`, {}])) }),
    ...(main === undefined ? {} : { NetworkingConfig: { EndpointsConfig: { [main.network]: endpoint(main) } } }),
    HostConfig: {
      ...service.hostConfig,
      RestartPolicy: { Name: service.restart, MaximumRetryCount: 0 },
      NetworkMode: modeOf(service, containers),
      Mounts: binds,
      Tmpfs: service.tmpfs,
      ...(isShared ? {} : { PortBindings: bindings(service) }),
      Privileged: rights.some(({ kind }) => kind === 'privileged'),
      Devices: of(rights, 'device').map(({ host, inside, permissions }) => ({
        ...{ PathOnHost: host, PathInContainer: inside, CgroupPermissions: permissions },
      })),
      CapAdd: [...capabilities, ...of(rights, 'capability').map(({ name }) => name)],
      SecurityOpt: [...security, ...of(rights, 'security').map(({ option }) => option)],
      ...(rights.some(({ kind }) => kind === 'gpu') ? { DeviceRequests: [{ Count: 1, Capabilities: [['gpu']] }] } : {}),
      ...(namespaces.includes('ipc') ? { IpcMode: 'host' } : {}),
      ...(namespaces.includes('pid') ? { PidMode: 'host' } : {}),
      ...(namespaces.includes('userns') ? { UsernsMode: 'host' } : {}),
    },
  };
}

/** How a container belongs to a network, in the engine's words. */
export function endpoint({ aliases, ipv4, ipv6 }: Membership): Readonly<Record<string, unknown>> {
  const addresses = {
    ...(ipv4 === undefined ? {} : { IPv4Address: ipv4 }),
    ...(ipv6 === undefined ? {} : { IPv6Address: ipv6 }),
  };
  return { Aliases: aliases, ...(ipv4 === undefined && ipv6 === undefined ? {} : { IPAMConfig: addresses }) };
}

function modeOf({ network, service }: DeviceService, containers: ReadonlyMap<string, string>): string {
  switch (network.kind) {
    case 'host':
    case 'none':
    case 'bridge':
      return network.kind;
    case 'networks':
      return network.memberships[0]?.network ?? 'bridge';
    case 'service': {
      const id = containers.get(network.service);
      if (id === undefined) throw new Error(`${service} wants the network of ${network.service}, which does not run.`);
      return `container:${id}`;
    }
  }
}

function bindings({ ports }: DeviceService): Readonly<Record<string, readonly unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const { target, protocol, published, address } of ports) {
    const key = `${target}/${protocol}`;
    const binding = {
      HostPort: published === undefined ? '' : String(published),
      ...(address === undefined ? {} : { HostIp: address }),
    };
    found[key] = [...(found[key] ?? []), binding];
  }
  return found;
}

function of<Kind extends HostRight['kind']>(
  rights: readonly HostRight[],
  kind: Kind,
): readonly Extract<HostRight, { readonly kind: Kind }>[] {
  return rights.filter((it): it is Extract<HostRight, { readonly kind: Kind }> => it.kind === kind);
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
