// Lets the user pick the device type the project is for; rules and builds take it from there.
import * as vscode from 'vscode';
import type { DeviceChoice } from '../../../server/src/lsp/custom-requests.ts';
import type { DevicePick } from '../device-memory.ts';
import type { Command } from './command.ts';

export interface DeviceItem extends vscode.QuickPickItem {
  /** Absent on separators. */
  readonly pick?: DevicePick;
}

export const selectDevice: Command = {
  id: 'slipway.selectDevice',
  async run({ server, devices }) {
    const setting = vscode.workspace.getConfiguration('slipway').get<string | null>('device') ?? undefined;
    const items = server
      .request('slipway/deviceTypes', null)
      .then(choices => deviceItems(choices, devices.recent, devices.pick, setting));
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Slipway: Select Device',
      placeHolder: 'Search by name, slug, architecture or platform',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!picked?.pick) return;
    await devices.remember(picked.pick);
    server.settingsChanged();
  },
};

/** The list: no device, what the settings say, those used lately, all others by name. */
export function deviceItems(
  choices: readonly DeviceChoice[],
  recent: readonly string[],
  current: DevicePick,
  setting: string | undefined,
): DeviceItem[] {
  const bySlug = new Map(choices.map(choice => [choice.slug, choice]));
  const used = recent.flatMap(slug => bySlug.get(slug) ?? []);
  const others = choices
    .filter(choice => !recent.includes(choice.slug))
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'));
  const none: DeviceItem = {
    label: `${mark(current.kind === 'none')}No device`,
    description: 'rules that need one stay silent',
    pick: { kind: 'none' },
  };
  const settings: DeviceItem = {
    label: `${mark(current.kind === 'settings')}As in the settings`,
    // As the setting is given where nobody set it, it is empty.
    description: setting || 'no device is set; a fleet’s default from balena.yml counts',
    pick: { kind: 'settings' },
  };
  return [
    none,
    settings,
    ...(used.length > 0 ? [separator('used lately'), ...used.map(choice => item(choice, current))] : []),
    separator('device types'),
    ...others.map(choice => item(choice, current)),
  ];
}

function item(choice: DeviceChoice, current: DevicePick): DeviceItem {
  const { slug, name, arch, platform, state } = choice;
  const isCurrent = current.kind === 'device' && current.slug === slug;
  return {
    label: `${mark(isCurrent)}${name}`,
    description: slug,
    detail: [arch, platform, ...(state === 'released' ? [] : [state])].join(' · '),
    pick: { kind: 'device', slug },
  };
}

function rank({ state }: DeviceChoice): number {
  return state === 'released' ? 0 : 1;
}

function mark(isCurrent: boolean): string {
  return isCurrent ? '$(check) ' : '';
}

function separator(label: string): DeviceItem {
  // vscode.QuickPickItemKind.Separator, by value so that this list can be made outside VS Code.
  return { label, kind: -1 };
}
