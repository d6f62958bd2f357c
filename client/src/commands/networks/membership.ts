// Connects containers to networks and disconnects them.
import * as vscode from 'vscode';
import type { ContainerRow, EngineState, NetworkRow } from '../../engine/engine-state.ts';
import { membersByNetwork } from '../../views/nodes/uses.ts';
import { bySelection, isTreeNode, type TreeNode, viewIds } from '../../views/tree-node.ts';
import type { Command, Parts } from '../command.ts';
import { doEach, failureText } from '../each.ts';
import { withLateProgress } from '../late-progress.ts';
import { networkTargets } from '../targets.ts';

export const connectContainers: Command = {
  id: 'slipway.network.connect',
  async run(parts, ...given) {
    const [network] = await networkTargets(parts, given, {
      title: 'Connect containers to which network?',
      many: 'one',
      accepts: isJoinable,
      none: 'A container is in the networks host and none from its making or never.',
    });
    if (!network) return;
    const { state } = parts.store;
    const members = new Set(membersByNetwork(state).get(network.id));
    const others = [...state.containers.values()].filter(row => !members.has(row) && !isOfHost(row));
    if (others.length === 0) throw new Error(`There is no container that could be connected to ${network.name}.`);
    const containers = await pickContainers(others, `Connect which containers to ${network.name}?`);
    await each(
      parts,
      'connect',
      containers.map(container => ({ network, container })),
    );
  },
};

export const disconnectContainers: Command = {
  id: 'slipway.network.disconnect',
  async run(parts, ...given) {
    const state = await parts.store.current();
    const called = membershipsOf(parts, given, state);
    await each(parts, 'disconnect', called.length > 0 ? called : await pickMembers(parts, given));
  },
};

export interface Membership {
  readonly network: NetworkRow;
  readonly container: ContainerRow;
}

/** Of the rows that a command was called on. */
export function membershipsOf(parts: Parts, given: readonly unknown[], state: EngineState): readonly Membership[] {
  const [first, all] = given;
  const nodes: readonly TreeNode[] =
    first === bySelection
      ? parts.views.selected(viewIds.networks)
      : Array.isArray(all) && all.length > 0
        ? all.filter(isTreeNode)
        : [first].filter(isTreeNode);
  return nodes.flatMap(({ subject }) => {
    if (subject?.kind !== 'membership') return [];
    const network = state.networks.get(subject.networkId);
    const container = state.containers.get(subject.containerId);
    return network && container ? [{ network, container }] : [];
  });
}

async function pickMembers(parts: Parts, given: readonly unknown[]): Promise<readonly Membership[]> {
  const members = membersByNetwork(await parts.store.current());
  const [network] = await networkTargets(parts, given, {
    title: 'Disconnect containers from which network?',
    many: 'one',
    accepts: row => isJoinable(row) && members.has(row.id),
    none: 'No container is in a network that it could leave.',
  });
  if (!network) return [];
  const inside = membersByNetwork(parts.store.state).get(network.id) ?? [];
  const containers = await pickContainers(inside, `Disconnect which containers from ${network.name}?`);
  return containers.map(container => ({ network, container }));
}

async function pickContainers(rows: readonly ContainerRow[], title: string): Promise<readonly ContainerRow[]> {
  const items = rows.map(row => ({
    label: row.name,
    description: row.status,
    detail: row.networks.map(({ name }) => name).join(', '),
    iconPath: new vscode.ThemeIcon('vm'),
    row,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true, matchOnDetail: true });
  return (picked ?? []).map(({ row }) => row);
}

export async function each(parts: Parts, what: 'connect' | 'disconnect', all: readonly Membership[]): Promise<void> {
  if (all.length === 0) return;
  const { networks } = await parts.engine();
  const rows = all.map(({ network, container }) => ({ name: container.name, network, container }));
  const doing = what === 'connect' ? 'Connecting' : 'Disconnecting';
  const title = `${doing} ${rows.length === 1 ? rows[0]?.name : `${rows.length} containers`}`;
  for (const { name, network } of rows) parts.log.debug(`${doing} ${name}, network ${network.name}`);
  await withLateProgress(title, async signal => {
    const work = ({ network, container }: Membership) => networks[what](network.id, container.id);
    const failures = await doEach(rows, work, signal);
    if (signal.aborted) throw new vscode.CancellationError();
    const message = failureText(`Could not ${what}`, failures, rows.length);
    if (message !== undefined) throw new Error(message);
  });
}

function isJoinable({ name }: NetworkRow): boolean {
  return name !== 'host' && name !== 'none';
}

/** It shares the machine's own network and can be in no other. */
function isOfHost({ networks }: ContainerRow): boolean {
  return networks.some(({ name }) => name === 'host');
}
