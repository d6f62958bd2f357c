// What balena's CLI (25 and later) is asked to do, as its arguments. It runs in the folder of the project, so that no
// argument is a path, and every argument is made of letters, digits and a few signs.
import type { BuildPlan, PlatformChoice } from '../../../../server/src/build/build-plan.ts';

export type BalenaTask =
  /** balena's servers build, and the devices of the fleet get the release. */
  | { readonly kind: 'push-fleet'; readonly fleet: string; readonly draft?: true }
  /** The engine of a device in local mode builds and runs it. */
  | { readonly kind: 'push-device'; readonly device: string }
  /** The connected engine builds. */
  | { readonly kind: 'build' }
  /** The connected engine builds, and the images are sent to balena's registry as a release of the fleet. */
  | { readonly kind: 'deploy'; readonly fleet: string; readonly draft?: true };

/** One call for each platform where the platform is ours to say, else one call for all. */
export function balenaCalls(task: BalenaTask, { platforms }: BuildPlan): readonly BalenaCall[] {
  switch (task.kind) {
    case 'push-fleet':
      return [{ args: ['push', fleetName(task.fleet), ...(task.draft ? ['--draft'] : [])], platforms }];
    case 'push-device':
      // Else it would stay, send every change of a file and follow the logs.
      return [{ args: ['push', deviceAddress(task.device), '--nolive', '--detached'], platforms }];
    case 'deploy': {
      const args = ['deploy', fleetName(task.fleet), '--build', ...(task.draft ? ['--draft'] : [])];
      return [{ args, platforms }];
    }
    case 'build':
      return platforms.map(it => ({ args: ['build', ...platformArguments(it)], platforms: [it] }));
  }
}

export interface BalenaCall {
  readonly args: readonly string[];
  /** Whose builds it tells of. */
  readonly platforms: readonly PlatformChoice[];
}

function platformArguments({ device, arch, platform }: PlatformChoice): readonly string[] {
  if (device && arch !== undefined) return ['--deviceType', safe(device.slug), '--arch', arch];
  if (arch !== undefined) return ['--deviceType', anyDeviceOf[arch] ?? 'generic-aarch64', '--arch', arch];
  throw new Error(`balena builds for device types and architectures, not for ${platform ?? 'an unknown platform'}.`);
}

/** It asks for a device type also where only the architecture counts. */
const anyDeviceOf: Readonly<Record<string, string>> = {
  aarch64: 'generic-aarch64',
  amd64: 'generic-amd64',
  armv7hf: 'raspberrypi3',
  rpi: 'raspberry-pi',
  i386: 'qemux86',
};

/** `shop` or `myorg/shop`. */
function fleetName(text: string): string {
  if (!/^[a-z0-9_-]{1,100}(?:\/[a-z0-9_-]{1,100})?$/i.test(text) || text.startsWith('-'))
    throw new Error(`"${text}" is no name of a fleet: write it as fleet or as organization/fleet.`);
  return text;
}

/** An IPv4 address, or `23c73a1.local`. */
export function isDeviceAddress(text: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,3}\.local)$/i.test(text);
}

function deviceAddress(text: string): string {
  if (!isDeviceAddress(text))
    throw new Error(`"${text}" is no address of a device: write 192.168.1.20 or 23c73a1.local.`);
  return text;
}

/** The UUID of a device, or what begins it. */
export function isDeviceUuid(text: string): boolean {
  return /^[0-9a-f]{6,64}$/i.test(text);
}

/** For arguments that come from elsewhere. */
export function safe(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(text)) throw new Error(`"${text}" cannot be given to balena’s CLI.`);
  return text;
}

/** `shop to the fleet myorg/shop`, `shop to 192.168.1.20`. */
export function taskTitle(task: BalenaTask, { name }: Pick<BuildPlan, 'name'>, forWords: string): string {
  switch (task.kind) {
    case 'push-fleet':
      return `${name} to the fleet ${task.fleet}`;
    case 'push-device':
      return `${name} to the device ${task.device}`;
    case 'deploy':
      return `${name} here, for the fleet ${task.fleet}`;
    case 'build':
      return `${name}${forWords === '' ? '' : ` for ${forWords}`} by balena’s CLI`;
  }
}
