// Makes a network: name, driver, subnet.
import * as vscode from 'vscode';
import type { NetworkRow } from '../../engine/engine-state.ts';
import type { CreateNetwork } from '../../engine/networks.ts';
import type { Command } from '../command.ts';
import { whatIsWrongWithSubnet } from './subnet.ts';

export const createNetwork: Command = {
  id: 'slipway.network.create',
  async run(parts) {
    const known = [...(await parts.store.current()).networks.values()];
    const name = await askForName(known);
    if (name === undefined) return;
    const kind = await askForKind(name);
    if (!kind) return;
    const subnet = kind.hasSubnet ? await askForSubnet(name, known) : '';
    if (subnet === undefined) return;
    const { networks } = await parts.engine();
    parts.log.debug(`Creating ${kind.driver} network ${name} ${subnet}`);
    const options: CreateNetwork = { name, driver: kind.driver, isInternal: kind.isInternal };
    await networks.create(subnet === '' ? options : { ...options, subnet });
    vscode.window.setStatusBarMessage(`Slipway: Created network ${name}`, 5_000);
  },
};

async function askForName(known: readonly NetworkRow[]): Promise<string | undefined> {
  const names = new Set(known.map(({ name }) => name));
  const name = await vscode.window.showInputBox({
    title: 'Create network',
    prompt: 'Name of the network, by which containers are connected to it',
    placeHolder: 'backend',
    ignoreFocusOut: true,
    validateInput: text => (text === '' ? undefined : whatIsWrongWithName(text, names)),
  });
  return name === '' ? undefined : name;
}

/** Undefined for a name that Docker takes for a network. */
export function whatIsWrongWithName(name: string, taken: ReadonlySet<string>): string | undefined {
  if (!/^[a-zA-Z0-9][\w.-]*$/.test(name))
    return 'Letters, digits, "_", "." and "-", beginning with a letter or a digit';
  return taken.has(name) ? `There is a network ${name} already` : undefined;
}

interface Kind extends vscode.QuickPickItem {
  readonly driver: string;
  readonly isInternal: boolean;
  readonly hasSubnet: boolean;
}

async function askForKind(name: string): Promise<Kind | undefined> {
  const kind = (icon: string, label: string, driver: string, detail: string, isInternal = false): Kind => ({
    label,
    detail,
    driver,
    isInternal,
    hasSubnet: true,
    iconPath: new vscode.ThemeIcon(icon),
  });
  const kinds = [
    kind(
      'type-hierarchy',
      'bridge',
      'bridge',
      'Containers of this machine see each other by name, and reach the world',
    ),
    kind('lock', 'bridge, internal', 'bridge', 'As before, but with no way out and no published ports', true),
    kind(
      'circuit-board',
      'macvlan',
      'macvlan',
      'Each container has an address of its own in the network of the machine',
    ),
    kind('circuit-board', 'ipvlan', 'ipvlan', 'As macvlan, with the hardware address of the machine'),
    kind('globe', 'overlay', 'overlay', 'Over several machines; needs an engine in a swarm'),
  ];
  return vscode.window.showQuickPick(kinds, { title: `Driver of network ${name}`, ignoreFocusOut: true });
}

/** Empty lets the engine choose. */
async function askForSubnet(name: string, known: readonly NetworkRow[]): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: `Subnet of network ${name}`,
    prompt: 'Empty lets the engine choose',
    placeHolder: '10.5.0.0/24',
    ignoreFocusOut: true,
    validateInput: text => (text === '' ? undefined : whatIsWrongWithSubnet(text.trim(), known)),
  });
}
