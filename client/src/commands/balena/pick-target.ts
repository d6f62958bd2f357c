// Which fleet or device is meant: those the CLI knows, those used before, or an address that is typed.
import * as vscode from 'vscode';
import { type Answer, type CloudDevice, devicesOf, type Fleet, fleetsOf } from '../../builds/balena/balena-program.ts';
import { isDeviceAddress, isDeviceUuid } from '../../builds/balena/balena-task.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import type { Parts } from '../command.ts';
import { askCli } from './balena-cli.ts';

/** Undefined when the list was dismissed. The fleet used last for this workspace comes first. */
export async function pickFleet({ memory }: Pick<Parts, 'memory'>, title: string): Promise<Fleet | undefined> {
  const fleets = fleetsOf(await askCli('Listing fleets', ['fleet', 'list', '--json']));
  if (fleets.length === 0)
    throw new Error(
      'This account of balena has no fleet: make one first, with balena fleet create or in the dashboard.',
    );
  const last = memory.get<string>(fleetKey);
  const items = fleets
    .toSorted((a, b) => Number(b.slug === last) - Number(a.slug === last) || a.slug.localeCompare(b.slug))
    .map(fleet => ({
      label: fleet.slug,
      description: fleet.deviceType,
      detail: `${fleet.devices} ${fleet.devices === 1 ? 'device' : 'devices'}, ${fleet.online} online`,
      fleet,
    }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    placeHolder: 'Which fleet?',
  });
  if (picked) await memory.update(fleetKey, picked.fleet.slug);
  return picked?.fleet;
}

const fleetKey = 'balena.fleet';
const addressesKey = 'balena.addresses';
const mostAddresses = 10;

interface DeviceItem extends vscode.QuickPickItem {
  /** An address or a UUID; absent for the way to type one. */
  readonly target?: string;
}

/** The address of a device in the same network; undefined when it was dismissed. */
export async function pickLocalDevice({ memory }: Pick<Parts, 'memory'>, title: string): Promise<string | undefined> {
  const used = memory.get<readonly string[]>(addressesKey, []);
  return pick(
    memory,
    title,
    used.map((label): DeviceItem => ({ label, target: label })),
    { accepts: 'address' },
  );
}

/** A device of the account, or one in the same network. */
export async function pickAnyDevice({ memory }: Pick<Parts, 'memory'>, title: string): Promise<string | undefined> {
  const used = memory.get<readonly string[]>(addressesKey, []).filter(isDeviceAddress);
  // Without a log-in it has no list; addresses of devices in the same network need none.
  const answer = await askCli('Listing devices', ['device', 'list', '--json']);
  const { devices: known, problem } = listed(answer);
  const items: readonly DeviceItem[] = [
    ...used.map(label => ({ label, description: 'in this network', target: label })),
    ...known.map(({ name, uuid, fleet, isOnline }) => ({
      label: name,
      description: `${uuid.slice(0, 7)} · ${isOnline ? 'online' : 'offline'}`,
      detail: fleet,
      target: uuid,
    })),
  ];
  return pick(memory, title, items, { accepts: 'any', problem });
}

/** A list that cannot be had is told beside the way that needs none. */
function listed(answer: Answer): { readonly devices: readonly CloudDevice[]; readonly problem: string } {
  try {
    return { devices: devicesOf(answer), problem: '' };
  } catch (error) {
    return { devices: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

interface Accepted {
  readonly accepts: 'address' | 'any';
  /** Why there are fewer to choose from; a sentence, or empty. */
  readonly problem?: string;
}

async function pick(
  memory: vscode.Memento,
  title: string,
  items: readonly DeviceItem[],
  accepted: Accepted,
): Promise<string | undefined> {
  const other: DeviceItem = { label: '$(edit) Type an Address…', alwaysShow: true };
  const matching = { matchOnDescription: true, matchOnDetail: true } as const;
  const picked =
    items.length === 0
      ? other
      : await vscode.window.showQuickPick([...items, other], {
          ...{ ...matching, title, placeHolder: accepted.problem || 'Which device?' },
        });
  if (picked?.target !== undefined) return picked.target;
  return picked && ask(memory, title, accepted);
}

async function ask(
  memory: vscode.Memento,
  title: string,
  { accepts, problem = '' }: Accepted,
): Promise<string | undefined> {
  const isRight = (text: string): boolean => isDeviceAddress(text) || (accepts === 'any' && isDeviceUuid(text));
  const what =
    accepts === 'any' ? 'Address of a device in this network, or its UUID' : 'Address of a device in local mode';
  const typed = await vscode.window.showInputBox({
    ...{
      title,
      prompt: withoutLinks(problem === '' ? what : `${problem} ${what}`),
      placeHolder: '192.168.1.20 · 23c73a1.local',
      ignoreFocusOut: true,
    },
    validateInput: text =>
      text === '' || isRight(text.trim()) ? undefined : 'Write an IPv4 address or a name that ends in .local.',
  });
  const target = typed?.trim();
  if (!target) return undefined;
  const used = memory.get<readonly string[]>(addressesKey, []).filter(it => it !== target);
  await memory.update(addressesKey, [target, ...used].slice(0, mostAddresses));
  return target;
}
