// The questions before a build: for which devices, what of the file, and with which values. Each is undefined when the user
// turned away.
import * as vscode from 'vscode';
import type { BuildTargets } from '../../../../server/src/build/build-targets.ts';
import { isSecretName, shown } from '../../../../server/src/build/plan-words.ts';
import { type BuildWish, isRegistryName } from '../../builds/build-wish.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { type WayItem, withBalenaWays } from '../balena/balena-ways.ts';
import type { Parts } from '../command.ts';
import { onePlatformItems, platformItems, serviceItems, type WhatChoice, whatItems } from './build-choices.ts';

const matching = { matchOnDescription: true, matchOnDetail: true } as const;

export interface PlatformQuestion {
  readonly title: string;
  readonly targets: BuildTargets;
  /** What was built for together the last time. */
  readonly together?: readonly string[];
  /** Of what is built: then the ways of balena's CLI are offered, too. */
  readonly uri?: vscode.Uri;
}

/** One by a single key, several from a list to tick. Empty for whatever the builder builds by itself. */
export async function pickPlatforms(
  parts: Pick<Parts, 'server' | 'devices'>,
  { title, targets, together, uri }: PlatformQuestion,
): Promise<readonly string[] | undefined> {
  const { recent } = parts.devices;
  const items = parts.server
    .request('slipway/deviceTypes', null)
    .then(choices => onePlatformItems(targets, choices, recent, together))
    .then((all): WayItem[] => [...(uri ? withBalenaWays(all, targets.dialect) : all)]);
  const picked = await vscode.window.showQuickPick(items, {
    ...{ ...matching, title, placeHolder: 'Build for which device or platform?' },
  });
  if (picked?.instead !== undefined) await vscode.commands.executeCommand(picked.instead, uri);
  if (picked?.choice !== 'several') return picked?.choice;
  const several = await pickSeveralPlatforms(parts, {
    ...{ title, targets },
    placeHolder: 'Build for which devices or platforms?',
  });
  return several?.length === 0 ? undefined : several;
}

export async function pickSeveralPlatforms(
  { server, devices }: Pick<Parts, 'server' | 'devices'>,
  { title, targets, placeHolder }: Omit<PlatformQuestion, 'together'> & { readonly placeHolder: string },
): Promise<readonly string[] | undefined> {
  const items = server
    .request('slipway/deviceTypes', null)
    .then(choices => [...platformItems(targets, choices, devices.recent)]);
  const picked = await vscode.window.showQuickPick(items, { ...matching, title, canPickMany: true, placeHolder });
  return picked?.flatMap(({ word }) => word ?? []);
}

/** One device or platform; the project's own without a question, where it has one and `own` says so. */
export async function pickOneDevice(
  { server, devices }: Pick<Parts, 'server' | 'devices'>,
  { title, targets, placeHolder, own }: OneDeviceQuestion,
): Promise<string | undefined> {
  const [first] = targets.devices;
  if (own === 'taken' && first?.device) return first.device.slug;
  const items = server
    .request('slipway/deviceTypes', null)
    .then(choices => platformItems(targets, choices, devices.recent).map(({ picked: _, ...it }) => it));
  return (await vscode.window.showQuickPick(items, { ...matching, title, placeHolder }))?.word;
}

export interface OneDeviceQuestion extends Pick<PlatformQuestion, 'title' | 'targets'> {
  readonly placeHolder: string;
  readonly own: 'taken' | 'asked';
}

/** `last`: what of the same file was built last. */
export async function pickWhat(
  targets: BuildTargets,
  title: string,
  last: WhatChoice | undefined,
): Promise<WhatChoice | undefined> {
  const items = whatItems(targets, path => shown(path, targets.root), last);
  if (items.length === 0) return {};
  const picked = await vscode.window.showQuickPick(items, { ...matching, title, placeHolder: 'Build what?' });
  if (picked?.choice !== 'several') return picked?.choice;
  const services = await pickServices(targets, title);
  return services && (services.length === 0 ? {} : { services });
}

/** Empty when all are picked, or when there is nothing to choose. */
export async function pickServices(targets: BuildTargets, title: string): Promise<readonly string[] | undefined> {
  if (targets.services.length < 2) return [];
  const items = serviceItems(targets, path => shown(path, targets.root));
  const picked = await vscode.window.showQuickPick(items, {
    ...{ title, canPickMany: true, matchOnDescription: true, placeHolder: 'Which services?' },
  });
  // All is what the plan says by itself, and then it also says what is not built.
  return picked?.length === 0 ? undefined : picked?.length === items.length ? [] : picked?.map(({ name }) => name);
}

/** Behind the colon of the names that are made here; empty for the usual one. */
export function askTag(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...{ title, prompt: 'Tag of the images that Compose gives no name', placeHolder: 'latest' },
    validateInput: text =>
      /^(?:[\w][\w.-]{0,127})?$/.test(text)
        ? undefined
        : 'A tag has letters, digits, dots, dashes and underscores only, at most 128, and begins with none of the dots and dashes.',
  });
}

/** How images for several platforms are to be called; undefined when the user turned away. */
export async function askSeveral(title: string): Promise<Pick<BuildWish, 'severalPlatforms' | 'registry'> | undefined> {
  const each = {
    label: '$(files) An Image for Each Platform',
    detail: 'Told apart by the end of their tags, and kept by the engine',
  };
  const one = {
    label: '$(layers) One Image for All, Pushed to a Registry',
    detail:
      'Under one name, from which every device gets its own. Built and pushed by buildx; replaces what is there under that name',
  };
  const choice = await vscode.window.showQuickPick([each, one], { title, placeHolder: 'Several platforms' });
  if (choice !== one) return choice && {};
  const registry = await vscode.window.showInputBox({
    ...{ title, placeHolder: 'registry.example/team', ignoreFocusOut: true },
    prompt: 'Registry and namespace of images that Compose gives no name. Empty: names are as they are',
    validateInput: text =>
      isRegistryName(text)
        ? undefined
        : 'A registry, perhaps with a port, and parts of a name behind it, all in lower case: registry.example:5000/team',
  });
  if (registry === undefined) return undefined;
  return { severalPlatforms: 'one-image', ...(registry === '' ? {} : { registry }) };
}

/** What is left empty is left out. */
export async function askArguments(
  title: string,
  names: readonly string[],
): Promise<Readonly<Record<string, string>> | undefined> {
  const values: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = await vscode.window.showInputBox({
      title: names.length > 1 ? `${title} (${index + 1} of ${names.length})` : title,
      prompt: withoutLinks(`Value of the build argument ${name}, which has no default. Empty: it stays unset`),
      password: isSecretName(name),
      ignoreFocusOut: true,
    });
    if (value === undefined) return undefined;
    if (value !== '') values[name] = value;
  }
  return values;
}
