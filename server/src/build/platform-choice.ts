/** From a user's word for a device or platform to what an image is built for. */
import { synonymsInPlatforms } from '../catalog/architecture-names.ts';
import {
  architectures,
  archPlatform,
  type DeviceType,
  deviceType,
  isArchitecture,
  nearestDeviceType,
} from '../catalog/device-types.ts';
import type { PlatformChoice } from './build-plan.ts';

export type PlatformAnswer =
  | { readonly kind: 'known'; readonly choice: PlatformChoice }
  /** A sentence, with the device type that may be meant. */
  | { readonly kind: 'unknown'; readonly message: string };

/** Whatever the builder builds when nobody asks for a platform. */
export const defaultPlatform: PlatformChoice = { id: 'default' };

export function choiceOfDevice({ slug, name, arch, platform }: DeviceType): PlatformChoice {
  return { id: slug, platform, arch, device: { slug, name } };
}

/** A device type by slug or alias, a balena architecture, or a platform as Docker writes it. */
export function platformChoice(word: string): PlatformAnswer {
  const device = deviceType(word);
  if (device) return { kind: 'known', choice: choiceOfDevice(device) };
  const platform = archPlatform(word);
  if (platform !== undefined && isArchitecture(word))
    return { kind: 'known', choice: { id: word, platform, arch: word } };
  const normal = normalPlatform(word);
  if (normal === undefined) {
    const meant = nearestDeviceType(word)?.slug;
    const guess = meant === undefined ? '' : `; did you mean "${meant}"?`;
    return { kind: 'unknown', message: `"${word}" is no device type, architecture or platform${guess}` };
  }
  const arch = architectures.find(it => archPlatform(it) === normal);
  const choice = { id: normal.replaceAll('/', '-'), platform: normal };
  return { kind: 'known', choice: arch === undefined ? choice : { ...choice, arch } };
}

/** What Docker knows under several names, under the one it gives back; undefined for what is no platform. */
export function normalPlatform(text: string): string | undefined {
  const match = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/(v[0-9]+(?:\.[0-9]+)?))?$/.exec(text.toLowerCase());
  if (!match) return undefined;
  const [, os = '', written = '', variant] = match;
  const arch = synonymsInPlatforms.get(written) ?? written;
  if (arch === 'arm') return `${os}/arm/${variant ?? (written === 'armel' ? 'v6' : 'v7')}`;
  // The first version is what is meant without one.
  const isFirst = (arch === 'arm64' && variant === 'v8') || (arch === 'amd64' && variant === 'v1');
  return variant === undefined || isFirst ? `${os}/${arch}` : `${os}/${arch}/${variant}`;
}

/** The arguments BuildKit sets for a platform; those of the builder's own are not known here. */
export function platformArgumentValues(platform: string | undefined): ReadonlyMap<string, string> {
  if (platform === undefined) return new Map();
  const [os = '', arch = '', variant = ''] = platform.split('/');
  return new Map([
    ['TARGETPLATFORM', platform],
    ['TARGETOS', os],
    ['TARGETARCH', arch],
    ['TARGETVARIANT', variant],
  ]);
}
