// Builds by balena's CLI: on balena's servers, on a device in local mode, or here.
import * as vscode from 'vscode';
import { buildFileOf, targetsOf } from '../build/ask-server.ts';
import { pickOneDevice } from '../build/pick-build.ts';
import type { Command, Parts } from '../command.ts';
import { hasBalena, isLoggedIn } from './balena-cli.ts';
import { pickFleet, pickLocalDevice } from './pick-target.ts';
import { startBalena } from './start-balena.ts';

export const pushToFleet: Command = {
  id: 'slipway.balena.pushToFleet',
  async run(parts, given) {
    if (!(await hasBalena('build')) || !(await isLoggedIn(parts))) return;
    const uri = await buildFileOf(given);
    if (!uri) return;
    const fleet = await pickFleet(parts, 'Slipway: Push to Fleet');
    const how = fleet && (await pickHow(fleet.slug, 'Push', 'balena’s servers build'));
    if (how)
      await startBalena(parts, uri, [fleet.deviceType], { kind: 'push-fleet', fleet: fleet.slug, ...how.options });
  },
};

export const deployToFleet: Command = {
  id: 'slipway.balena.deploy',
  async run(parts, given) {
    if (!(await hasBalena('build')) || !(await isLoggedIn(parts))) return;
    const uri = await buildFileOf(given);
    if (!uri) return;
    const fleet = await pickFleet(parts, 'Slipway: Deploy to Fleet');
    const how = fleet && (await pickHow(fleet.slug, 'Deploy', 'this engine builds'));
    if (how) await startBalena(parts, uri, [fleet.deviceType], { kind: 'deploy', fleet: fleet.slug, ...how.options });
  },
};

interface How extends vscode.QuickPickItem {
  readonly options: { readonly draft?: true };
}

/** What is released reaches devices at once: the first choice reaches none. */
async function pickHow(fleet: string, verb: 'Push' | 'Deploy', builder: string): Promise<How | undefined> {
  const items: readonly How[] = [
    {
      label: `${verb} as a Draft`,
      detail: `${builder}; no device gets it until it is made final in the dashboard`,
      options: { draft: true },
    },
    {
      label: `${verb} as a Release`,
      detail: `${builder}; the devices of ${fleet} that follow the latest get it`,
      options: {},
    },
  ];
  return vscode.window.showQuickPick(items, { title: `Slipway: ${verb} to ${fleet}`, placeHolder: 'For whom?' });
}

export const pushToDevice: Command = {
  id: 'slipway.balena.pushToDevice',
  async run(parts, given) {
    if (!(await hasBalena('engine'))) return;
    const uri = await buildFileOf(given);
    if (!uri) return;
    const device = await pickLocalDevice(parts, 'Slipway: Push to Local Device');
    const platform = device && (await platformFor(parts, uri, 'Slipway: Push to Local Device'));
    if (platform) await startBalena(parts, uri, [platform], { kind: 'push-device', device });
  },
};

export const buildByCli: Command = {
  id: 'slipway.balena.build',
  async run(parts, given) {
    if (!(await hasBalena('build'))) return;
    const uri = await buildFileOf(given);
    if (!uri) return;
    const platform = await platformFor(parts, uri, 'Slipway: Build by balena’s CLI');
    if (platform) await startBalena(parts, uri, [platform], { kind: 'build' });
  },
};

/** The project's own device where it has one. */
async function platformFor(parts: Parts, uri: vscode.Uri, title: string): Promise<string | undefined> {
  const targets = await targetsOf(parts, uri);
  return pickOneDevice(parts, { title, targets, placeHolder: 'What kind of device is it?', own: 'taken' });
}
