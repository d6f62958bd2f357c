// A container as the engine describes it, made into what the checks of the lessons look at.
import type { ContainerFacts, MountFacts, PortFacts } from '../../../../server/src/lessons/facts.ts';
import type { ContainerDetails } from '../../engine/containers.ts';
import { fullImageId } from '../../engine/rows/image-row.ts';

/** What is read of the engine's answer besides what `ContainerDetails` names. Any list or table of it may be null. */
interface Described {
  readonly Created?: string;
  readonly Image?: string;
  readonly AppArmorProfile?: string;
  readonly Config?: {
    readonly Image?: string;
    readonly AttachStdout?: boolean;
    readonly Labels?: Readonly<Record<string, string>> | null;
  };
  readonly HostConfig?: {
    readonly AutoRemove?: boolean;
    readonly Privileged?: boolean;
    readonly CapAdd?: readonly string[] | null;
    readonly SecurityOpt?: readonly string[] | null;
    readonly Memory?: number;
    readonly NanoCpus?: number;
    readonly CpuQuota?: number;
    readonly CpuPeriod?: number;
    readonly PublishAllPorts?: boolean;
    readonly PortBindings?: Bindings | null;
  };
  readonly Mounts?:
    | readonly {
        readonly Type?: string;
        readonly Name?: string;
        readonly Source?: string;
        readonly Destination?: string;
        readonly RW?: boolean;
      }[]
    | null;
  readonly NetworkSettings?: {
    readonly Ports?: Bindings | null;
    readonly Networks?: Readonly<Record<string, unknown>> | null;
  };
}

/** By `9854/tcp`. */
type Bindings = Readonly<
  Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null | undefined>
>;

/** Of the kernel, for a processor that is used all the time, in microseconds. */
const defaultPeriod = 100_000;

/** Without what it went through: that is what events tell. */
export function containerFacts(details: ContainerDetails): ContainerFacts {
  const described = details as ContainerDetails & Described;
  const { Config, State } = details;
  const { HostConfig = {}, NetworkSettings = {} } = described;
  const state = stateOf(State?.Status ?? '', State?.Running === true);
  return {
    id: details.Id,
    name: details.Name.replace(/^\//, ''),
    image: described.Config?.Image ?? '',
    imageId: fullImageId(described.Image ?? ''),
    state,
    ...(state === 'exited' && State?.ExitCode !== undefined ? { exitCode: State.ExitCode } : {}),
    createdAt: Date.parse(described.Created ?? '') || 0,
    entrypoint: Config?.Entrypoint ?? [],
    command: Config?.Cmd ?? [],
    user: Config?.User ?? '',
    environment: Config?.Env ?? [],
    hasTerminal: Config?.Tty === true,
    keepsInput: Config?.OpenStdin === true,
    isAttached: described.Config?.AttachStdout === true,
    isRemovedWhenStopped: HostConfig.AutoRemove === true,
    isPrivileged: HostConfig.Privileged === true,
    addedCapabilities: HostConfig.CapAdd ?? [],
    securityOptions: HostConfig.SecurityOpt ?? [],
    appArmorProfile: described.AppArmorProfile ?? '',
    memory: HostConfig.Memory ?? 0,
    processors: HostConfig.NanoCpus || quota(HostConfig.CpuQuota, HostConfig.CpuPeriod),
    publishesAll: HostConfig.PublishAllPorts === true,
    ports: portsOf(HostConfig.PortBindings),
    openPorts: portsOf(NetworkSettings.Ports),
    mounts: (described.Mounts ?? []).map(
      ({ Type, Name, Source, Destination, RW }): MountFacts => ({
        kind: Type === 'volume' || Type === 'bind' || Type === 'tmpfs' ? Type : 'other',
        source: (Type === 'volume' ? Name || Source : Source || Name) ?? '',
        target: Destination ?? '',
        isReadOnly: RW === false,
      }),
    ),
    networks: Object.keys(NetworkSettings.Networks ?? {}).toSorted(),
    labels: described.Config?.Labels ?? {},
    life: [],
  };
}

function stateOf(status: string, isRunning: boolean): ContainerFacts['state'] {
  switch (status.toLowerCase()) {
    case 'paused':
      return 'paused';
    case 'created':
    case 'configured':
    case 'initialized':
      return 'created';
    case 'exited':
    case 'stopped':
    case 'dead':
      return 'exited';
    case 'removing':
      return 'gone';
    default:
      return isRunning ? 'running' : 'exited';
  }
}

function quota(micros = 0, period = 0): number {
  return micros <= 0 ? 0 : Math.round((micros / (period || defaultPeriod)) * 1e9);
}

/** A port on all addresses is told once for IPv4 and once for IPv6. */
function portsOf(bindings: Bindings | null | undefined): readonly PortFacts[] {
  return Object.entries(bindings ?? {}).flatMap(([target, hosts]) => {
    const facts = (hosts ?? []).map(({ HostIp = '', HostPort = '' }): PortFacts => {
      const published = Number.parseInt(HostPort, 10);
      return { target, address: HostIp, ...(published > 0 ? { published } : {}) };
    });
    return facts.filter(it => it.address !== '::' || !facts.some(other => other.address === '0.0.0.0'));
  });
}
