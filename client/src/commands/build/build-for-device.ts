// Builds a Dockerfile, a stage or services for devices or platforms. Links, lenses and tasks hand over what they know; what
// is left open is asked, the device first.
import * as vscode from 'vscode';
import { recentBuilds } from '../../builds/build-memory.ts';
import { type BuildWish, type PartialWish, partialWish, planParams } from '../../builds/build-wish.ts';
import { fileUri } from '../../builds/file-uri.ts';
import type { Command, Parts } from '../command.ts';
import { buildFileOf, planOf, targetsOf } from './ask-server.ts';
import type { WhatChoice } from './build-choices.ts';
import { askArguments, askSeveral, askTag, pickPlatforms, pickWhat } from './pick-build.ts';
import { refuseRestricted } from './ready-to-build.ts';
import { startBuild } from './start-build.ts';

const title = 'Slipway: Build for Device';

/** Called with an optional `Uri` and an optional object of `platforms`, `services`, `target`, `tag` and `arguments`. */
export const buildForDevice: Command = {
  id: 'slipway.device.build',
  async run(parts, given, more) {
    const wish = await askWish(parts, given, more);
    if (wish) await startBuild(parts, wish);
  },
};

export const buildWithOptions: Command = {
  id: 'slipway.device.buildWithOptions',
  async run(parts, given, more) {
    const wish = await askWish(parts, given, more);
    if (!wish) return;
    const tag = wish.tag ?? (await askTag(title));
    if (tag === undefined) return;
    const several = wish.platforms.length > 1 && !wish.severalPlatforms ? await askSeveral(title) : {};
    if (!several) return;
    const tagged = { ...wish, ...(tag === '' ? {} : { tag }), ...several };
    const { builds } = await planOf(parts, planParams(tagged));
    const open = [...new Set(builds.flatMap(it => it.openArguments))];
    const values = await askArguments(title, open);
    if (values) await startBuild(parts, { ...tagged, arguments: { ...wish.arguments, ...values } });
  },
};

export const buildAgain: Command = {
  id: 'slipway.device.buildAgain',
  async run(parts) {
    const [last] = recentBuilds(parts.memory);
    if (last) await startBuild(parts, last);
    else await buildForDevice.run(parts);
  },
};

/** Undefined when the user turned away. */
async function askWish(parts: Parts, given: unknown, more: unknown): Promise<BuildWish | undefined> {
  refuseRestricted();
  const address = addressOf(given);
  const known = partialWish(address === undefined && typeof given === 'object' ? given : more);
  const uri = address ?? (await buildFileOf(undefined));
  if (!uri) return undefined;
  const isSaid = known.platforms !== undefined && (known.services !== undefined || known.target !== undefined);
  const said: Said | undefined = isSaid ? known : await askRest(parts, uri, known);
  if (!said) return undefined;
  const { services = [], platforms = [], from, ...rest } = said;
  const file = from === undefined ? uri : fileUri(from);
  return { ...rest, platforms, uri: file.toString(), ...(services.length > 0 ? { services } : {}) };
}

/** Lenses of the language server hand over a text. */
function addressOf(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  return typeof given === 'string' && /^[a-z][\w+.-]*:/i.test(given) ? vscode.Uri.parse(given, true) : undefined;
}

type Said = PartialWish & Pick<WhatChoice, 'from'>;

async function askRest(parts: Parts, uri: vscode.Uri, known: PartialWish): Promise<Said | undefined> {
  const targets = await targetsOf(parts, uri);
  const recent = recentBuilds(parts.memory);
  const last = recent.find(it => it.uri === uri.toString());
  const together = last?.platforms ?? recent[0]?.platforms ?? [];
  const platforms = known.platforms ?? (await pickPlatforms(parts, { title, targets, together, uri }));
  if (!platforms) return undefined;
  const isSaid = known.services !== undefined || known.target !== undefined;
  const what = isSaid ? {} : await pickWhat(targets, title, last);
  return what && { ...what, ...known, platforms };
}
