// The lists from which somebody chooses what an image is built for, and which services are built. Free of what they are for.
import type { QuickPickItem } from 'vscode';
import type { BuildTargets } from '../../../../server/src/build/build-targets.ts';
import type { DeviceChoice } from '../../../../server/src/lsp/custom-requests.ts';

export interface PlatformItem extends QuickPickItem {
  /** As the planner takes it; absent on separators. */
  readonly word?: string;
}

/** What every machine can be told to build for, besides devices. */
const plainPlatforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/386'];

/** The project's own devices first, those used lately, platforms, then all devices by name. Each device once. */
export function platformItems(
  { devices: own, dialect }: Pick<BuildTargets, 'devices' | 'dialect'>,
  choices: readonly DeviceChoice[],
  recent: readonly string[],
): readonly PlatformItem[] {
  const bySlug = new Map(choices.map(choice => [choice.slug, choice]));
  const slugs = own.flatMap(({ device }) => device?.slug ?? []);
  const used = recent.filter(slug => !slugs.includes(slug));
  const listed = new Set([...slugs, ...used]);
  const items = (all: readonly string[]) => all.flatMap(slug => bySlug.get(slug) ?? []).map(item);
  const others = choices
    .filter(({ slug, state }) => !listed.has(slug) && state === 'released')
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const platforms = plainPlatforms.map((word): PlatformItem => ({ label: word, description: 'platform', word }));
  const devices: readonly (readonly [string, readonly PlatformItem[]])[] = [
    ['this project', items(slugs).map((it, i) => (i === 0 ? { ...it, picked: true } : it))],
    ['used lately', items(used)],
  ];
  const parts =
    dialect === 'balena'
      ? [...devices, ['device types', others.map(item)] as const, ['platforms', platforms] as const]
      : [...devices, ['platforms', platforms] as const, ['device types', others.map(item)] as const];
  return parts.flatMap(([label, list]) => (list.length === 0 ? [] : [separator(label), ...list]));
}

export interface ServiceItem extends QuickPickItem {
  readonly name: string;
}

/** All of them picked, with the file each is built from. */
export function serviceItems(
  { services }: Pick<BuildTargets, 'services'>,
  shown: (path: string) => string,
): readonly ServiceItem[] {
  return services.map(({ name, dockerfile }) => ({
    ...{ label: name, name, picked: true },
    ...(dockerfile === undefined ? {} : { description: shown(dockerfile) }),
  }));
}

function item({ slug, name, arch, platform }: DeviceChoice): PlatformItem {
  return { label: name, description: slug, detail: `${arch} · ${platform}`, word: slug };
}

function separator(label: string): PlatformItem {
  // vscode.QuickPickItemKind.Separator, by value so that this list can be made outside VS Code.
  return { label, kind: -1 };
}
