// The lists from which somebody chooses what an image is built for, and which services are built. Free of what they are for.
import type { QuickPickItem } from 'vscode';
import type { StageName } from '../../../../server/src/build/build-plan.ts';
import type { BuildTargets } from '../../../../server/src/build/build-targets.ts';
import type { DeviceChoice } from '../../../../server/src/lsp/custom-requests.ts';

export interface PlatformItem extends QuickPickItem {
  /** As the planner takes it; absent on separators. */
  readonly word?: string;
}

/** What every machine can be told to build for, besides devices. */
const plainPlatforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/386'];

/** The project's own devices first, those used lately, platforms, then all devices by name. Each once. */
export function platformItems(
  { devices: own, dialect }: Pick<BuildTargets, 'devices' | 'dialect'>,
  choices: readonly DeviceChoice[],
  recent: readonly string[],
): readonly PlatformItem[] {
  const bySlug = new Map(choices.map(choice => [choice.slug, choice]));
  const itemOf = (word: string): readonly PlatformItem[] => {
    const choice = bySlug.get(word);
    return choice ? [item(choice)] : word.includes('/') ? [platformItem(word)] : [];
  };
  const slugs = own.flatMap(({ device }) => device?.slug ?? []);
  const used = recent.filter(word => !slugs.includes(word));
  const listed = new Set([...slugs, ...used]);
  const others = choices
    .filter(({ slug, state }) => !listed.has(slug) && state === 'released')
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const platforms = plainPlatforms.filter(word => !listed.has(word)).map(platformItem);
  const devices: readonly (readonly [string, readonly PlatformItem[]])[] = [
    ['this project', slugs.flatMap(itemOf).map((it, i) => (i === 0 ? { ...it, picked: true } : it))],
    ['used lately', used.flatMap(itemOf)],
  ];
  const parts =
    dialect === 'balena'
      ? [...devices, ['device types', others.map(item)] as const, ['platforms', platforms] as const]
      : [...devices, ['platforms', platforms] as const, ['device types', others.map(item)] as const];
  return parts.flatMap(([label, list]) => (list.length === 0 ? [] : [separator(label), ...list]));
}

export interface OnePlatformItem extends QuickPickItem {
  /** `several`: a list to tick. Absent on separators; empty for whatever the builder builds by itself. */
  readonly choice?: readonly string[] | 'several';
}

/**
 * To choose one by a single key; the way to several stands behind those that are likely, and stays while somebody types.
 * What was built for together the last time comes as one.
 */
export function onePlatformItems(
  targets: Pick<BuildTargets, 'devices' | 'dialect'>,
  choices: readonly DeviceChoice[],
  recent: readonly string[],
  together: readonly string[] = [],
): readonly OnePlatformItem[] {
  const names = new Map(choices.map(({ slug, name }) => [slug, name]));
  const all = platformItems(targets, choices, recent).map(({ word, picked: _, ...it }): OnePlatformItem => {
    return word === undefined ? it : { ...it, choice: [word] };
  });
  const end = all.findIndex(it => it.kind !== undefined && it.label !== 'this project' && it.label !== 'used lately');
  const several: OnePlatformItem = {
    ...{ label: '$(checklist) Several…', description: 'devices or platforms at once' },
    ...{ choice: 'several', alwaysShow: true },
  };
  const both: readonly OnePlatformItem[] =
    together.length < 2
      ? []
      : [
          {
            label: together.map(it => names.get(it) ?? it).join(' and '),
            description: 'as last time',
            choice: together,
          },
        ];
  const own: readonly OnePlatformItem[] =
    targets.dialect === 'docker' && targets.devices.length === 0
      ? [{ label: 'The builder’s own platform', description: 'whatever runs fastest here', choice: [] }]
      : [];
  const likely = all.slice(0, Math.max(0, end));
  const isFirst = likely[0]?.label === 'this project';
  // The project's own device stays the first, so that Enter alone builds for it.
  return isFirst
    ? [...likely, ...both, several, ...all.slice(likely.length)]
    : [...both, ...own, ...likely, several, ...all.slice(likely.length)];
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

export interface WhatItem extends QuickPickItem {
  /** `several`: a list of services to tick. Absent on separators. */
  readonly choice?: WhatChoice | 'several';
}

/** Both absent: everything, as the files have it. */
export interface WhatChoice {
  readonly services?: readonly string[];
  readonly target?: string;
  /** The path of another file that it is built from: the Compose file of a Dockerfile's service. */
  readonly from?: string;
}

/** What of the file is built; what was built of it last comes first. Empty when there is nothing to choose. */
export function whatItems(
  { services, stages, usedBy }: Pick<BuildTargets, 'services' | 'stages' | 'usedBy'>,
  shown: (path: string) => string,
  last?: WhatChoice,
): readonly WhatItem[] {
  if (usedBy) return choicesOfService(usedBy, stages, shown);
  const items = services.length > 1 ? serviceChoices(services, shown) : stageChoices(stages);
  if (items.length < 2) return [];
  const same = JSON.stringify({ services: last?.services, target: last?.target });
  const index = items.findIndex(
    ({ choice }) =>
      choice !== undefined &&
      choice !== 'several' &&
      JSON.stringify({ services: choice.services, target: choice.target }) === same,
  );
  const before = items[index];
  if (before === undefined || index === 0) {
    // Several services are not one of the list.
    return last?.services === undefined || index === 0
      ? items
      : [{ label: last.services.join(', '), description: 'as last time', choice: last }, ...items];
  }
  const { description = '' } = before;
  const first = { ...before, description: description === '' ? 'as last time' : `${description} · as last time` };
  return [first, ...items.filter(it => it !== before)];
}

function serviceChoices(services: BuildTargets['services'], shown: (path: string) => string): readonly WhatItem[] {
  const names = services.map(({ name }) => name);
  const stages = services.flatMap(({ name, stages }) =>
    stages
      .slice(0, -1)
      .map(stage => ({ ...stageItem(stage), choice: { services: [name], target: wordOf(stage) }, of: name })),
  );
  return [
    { label: `All ${services.length} services`, description: names.join(', '), choice: {} },
    { label: '$(checklist) Several Services…', choice: 'several', alwaysShow: true },
    separator('one service'),
    ...services.map(({ name, dockerfile }) => ({
      ...{ label: name, choice: { services: [name] } },
      ...(dockerfile === undefined ? {} : { description: shown(dockerfile) }),
    })),
    ...(stages.length === 0 ? [] : [separator('up to a stage')]),
    ...stages.map(({ of, ...it }) => ({ ...it, description: of })),
  ];
}

/** As Compose builds it first, for by itself the Dockerfile has another context and none of the arguments. */
function choicesOfService(
  { composeFile, services }: NonNullable<BuildTargets['usedBy']>,
  stages: BuildTargets['stages'],
  shown: (path: string) => string,
): readonly WhatItem[] {
  const from = composeFile;
  const stageItems = stages
    .slice(0, -1)
    .map(stage => ({ ...stageItem(stage), choice: { from, services: services.slice(0, 1), target: wordOf(stage) } }));
  return [
    { label: services.join(', '), description: `as ${shown(from)} has it`, choice: { from, services } },
    ...(stageItems.length === 0 ? [] : [separator('up to a stage'), ...stageItems]),
    separator('without Compose'),
    { label: 'The Dockerfile by itself', description: 'its folder is the context', choice: {} },
  ];
}

function stageChoices(stages: BuildTargets['stages']): readonly WhatItem[] {
  const last = stages.at(-1);
  if (last === undefined || stages.length < 2) return [];
  return [
    { label: 'The whole file', description: `stage ${wordOf(last)}, the last one`, choice: {} },
    separator('up to a stage'),
    ...stages.slice(0, -1).map(stage => ({ ...stageItem(stage), choice: { target: wordOf(stage) } })),
  ];
}

function stageItem(stage: StageName): QuickPickItem {
  return { label: stage.name ?? `stage ${stage.index}` };
}

function wordOf({ index, name }: StageName): string {
  return name ?? String(index);
}

function platformItem(word: string): PlatformItem {
  return { label: word, description: 'platform', word };
}

function item({ slug, name, arch, platform }: DeviceChoice): PlatformItem {
  return { label: name, description: slug, detail: `${arch} · ${platform}`, word: slug };
}

export function separator(label: string): QuickPickItem {
  // vscode.QuickPickItemKind.Separator, by value so that this list can be made outside VS Code.
  return { label, kind: -1 };
}
