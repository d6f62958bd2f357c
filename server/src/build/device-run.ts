/**
 * What balena's Supervisor would make of a project on a device, as far as a container engine without one can: plain data,
 * made from files alone. What cannot be imitated is said. Source of the behaviour: balena-os/balena-supervisor v19
 * (src/compose/service.ts, utils.ts, network.ts, volume.ts), whose names and defaults these are.
 */
import type { PlatformChoice } from './build-plan.ts';

export interface DeviceRun {
  /** Of the project, as it begins the names of its images: lower case. */
  readonly name: string;
  /** The folder of the project; absolute. */
  readonly root: string;
  /** The Compose file; without one what was asked for. Absolute. */
  readonly path: string;
  readonly for: PlatformChoice;
  /** What stands for the numbers that balena's cloud gives a fleet: made of the folder, the same every time. */
  readonly app: AppIdentity;
  /** In the order in which they are started. */
  readonly services: readonly DeviceService[];
  readonly networks: readonly DeviceNetwork[];
  readonly volumes: readonly DeviceVolume[];
  /** What concerns no single service, a sentence each. */
  readonly notes: readonly DeviceNote[];
}

export interface AppIdentity {
  /** As BALENA_APP_ID has it; volumes are named with it. */
  readonly id: string;
  /** 32 hexadecimal digits; networks are named with it. */
  readonly uuid: string;
}

/**
 * `differs`: it is done, but otherwise than on a device. `missing`: it is not done here. `ignored`: the device does not do
 * it either, whatever the file says. `refused`: on a device the release, or this service, would not be run at all.
 */
export interface DeviceNote {
  readonly kind: 'differs' | 'missing' | 'ignored' | 'refused';
  /** A clause without full stop. */
  readonly text: string;
  /** Of a service that is not run. */
  readonly service?: string;
}

export interface DeviceService {
  readonly service: string;
  readonly containerName: string;
  readonly image: DeviceImage;
  /** In Docker's words; absent for whatever the engine has. */
  readonly platform?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Absent: those of the image. */
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly restart: RestartPolicy;
  readonly network: ServiceNetwork;
  readonly mounts: readonly VolumeMount[];
  /** Options by path. */
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  /** What reaches beyond the container, to the machine of the engine. */
  readonly rights: readonly HostRight[];
  /** All else, in the words of the engine's API. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly hostConfig: Readonly<Record<string, unknown>>;
  /** Services that are started before it. */
  readonly after: readonly string[];
  readonly notes: readonly DeviceNote[];
}

export interface DeviceImage {
  readonly reference: string;
  /** Other names it may have: that of a build for several platforms. */
  readonly others: readonly string[];
  /** `built` here, or in a registry. */
  readonly origin: 'built' | 'registry';
}

export type RestartPolicy = 'no' | 'always' | 'on-failure' | 'unless-stopped';

export type ServiceNetwork =
  | { readonly kind: 'host' | 'none' | 'bridge' }
  /** That of the container of another service. */
  | { readonly kind: 'service'; readonly service: string }
  /** At least one; it is made with the first. */
  | { readonly kind: 'networks'; readonly memberships: readonly Membership[] };

export interface Membership {
  /** As the engine knows it. */
  readonly network: string;
  readonly aliases: readonly string[];
  readonly ipv4?: string;
  readonly ipv6?: string;
}

export interface VolumeMount {
  /** As the engine knows it. */
  readonly volume: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

export interface PublishedPort {
  readonly target: number;
  readonly protocol: 'tcp' | 'udp';
  /** Absent: the engine takes a free one. */
  readonly published?: number;
  readonly address?: string;
}

export type HostRight =
  | { readonly kind: 'privileged' }
  | { readonly kind: 'mount'; readonly source: string; readonly target: string; readonly isReadOnly: boolean }
  | { readonly kind: 'device'; readonly host: string; readonly inside: string; readonly permissions: string }
  | { readonly kind: 'capability'; readonly name: string }
  | { readonly kind: 'security'; readonly option: string }
  /** The machine's own shared memory, processes or users. */
  | { readonly kind: 'namespace'; readonly which: 'ipc' | 'pid' | 'userns' }
  | { readonly kind: 'gpu' };

export interface DeviceNetwork {
  readonly name: string;
  readonly isInternal: boolean;
  readonly subnet?: string;
  readonly gateway?: string;
}

export interface DeviceVolume {
  readonly name: string;
  /** As the project calls it. */
  readonly written: string;
}

export type DeviceRunAnswer =
  | { readonly kind: 'run'; readonly run: DeviceRun }
  /** A sentence for the user. */
  | { readonly kind: 'refused'; readonly message: string };
