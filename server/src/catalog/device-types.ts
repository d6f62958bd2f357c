/** balena's device types and architectures: who they are, which Docker platform they are, and whose images they run. */
import { closest } from '../text/closest.ts';
import { type Architecture, type DeviceTypeState, deviceTypeRows } from './device-type-rows.ts';

export interface DeviceType {
  readonly slug: string;
  readonly name: string;
  /** balena's name of the architecture: `aarch64`, `armv7hf`, `rpi`, `amd64`, `i386`, `i386-nlp`. */
  readonly arch: Architecture;
  /** The Docker platform its images are built for, `linux/arm64`. */
  readonly platform: string;
  /** Other names it goes by; builders match only the slug. */
  readonly aliases: readonly string[];
  readonly state: DeviceTypeState;
}

/** Source: resolveDockerPlatform in balena-io-modules/balena-compose v8. */
const platforms: Readonly<Record<Architecture, string>> = {
  rpi: 'linux/arm/v6',
  armv7hf: 'linux/arm/v7',
  aarch64: 'linux/arm64',
  amd64: 'linux/amd64',
  i386: 'linux/386',
  'i386-nlp': 'linux/386',
};

/** Source: archCompatibilityMap in balena-io/balena-sdk. An amd64 kernel often runs i386 code, balena does not rely on it. */
const runs: Readonly<Record<Architecture, readonly Architecture[]>> = {
  rpi: ['rpi'],
  armv7hf: ['armv7hf', 'rpi'],
  aarch64: ['aarch64', 'armv7hf', 'rpi'],
  amd64: ['amd64'],
  i386: ['i386'],
  'i386-nlp': ['i386-nlp'],
};

/** Every device type, by slug in alphabetical order. */
export const deviceTypes: readonly DeviceType[] = deviceTypeRows.map(([slug, name, arch, state, ...aliases]) => ({
  slug,
  name,
  arch,
  platform: platforms[arch],
  aliases,
  state,
}));

export const architectures = Object.keys(platforms) as readonly Architecture[];

const byName = new Map<string, DeviceType>();
for (const type of deviceTypes) for (const alias of type.aliases) byName.set(alias, type);
for (const type of deviceTypes) byName.set(type.slug, type);

/** The device type of this slug or alias; undefined when balena knows none. */
export function deviceType(slugOrAlias: string): DeviceType | undefined {
  return byName.get(slugOrAlias);
}

/** The device type that may be meant by a name that is none: the one with `-64` behind it, else the nearest. */
export function nearestDeviceType(name: string): DeviceType | undefined {
  if (name.length > maxNameLength) return undefined;
  return byName.get(`${name}-64`) ?? closest(name, deviceTypes, it => it.slug);
}

/** Well above the longest slug. */
const maxNameLength = 60;

export function isArchitecture(name: string): name is Architecture {
  return Object.hasOwn(platforms, name);
}

/** The longest architecture or device type that words joined by dashes begin with: `raspberrypi4-64` of `raspberrypi4-64-debian`. */
export function deviceNameAtStart(
  name: string,
): { readonly name: string; readonly arch: Architecture; readonly rest: readonly string[] } | undefined {
  const words = name.split('-', maxNameWords);
  for (let length = words.length; length > 0; length--) {
    const start = words.slice(0, length).join('-');
    const arch = isArchitecture(start) ? start : byName.get(start)?.arch;
    if (arch !== undefined) return { name: start, arch, rest: name.split('-').slice(length) };
  }
  return undefined;
}

/** More than any slug has. */
const maxNameWords = 12;

/** The Docker platform of an architecture (`aarch64` → `linux/arm64`); undefined for a name that is none. */
export function archPlatform(arch: string): string | undefined {
  return isArchitecture(arch) ? platforms[arch] : undefined;
}

/** Whether devices of the architecture `device` run images built for `image`, both in balena's names. */
export function archRuns(device: string, image: string): boolean {
  return isArchitecture(device) && isArchitecture(image) && runs[device].includes(image);
}
