// Removes networks, after disconnecting their members where that was agreed to.
import * as vscode from 'vscode';
import { EngineRefused } from '../../engine/engine.ts';
import type { Networks } from '../../engine/networks.ts';
import { isBuiltIn } from '../../views/nodes/network-node.ts';
import { membersByNetwork } from '../../views/nodes/uses.ts';
import type { Command, Parts } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { doEach, failureText } from '../each.ts';
import { withLateProgress } from '../late-progress.ts';
import { networkTargets } from '../targets.ts';
import { each, type Membership, membershipsOf } from './membership.ts';
import { type NetworkRemoval, networkRemoval } from './network-removal.ts';

export const removeNetworks: Command = {
  id: 'slipway.network.remove',
  async run(parts, ...given) {
    // The key that removes means the row that has the focus, and on a member's row that is the member.
    const members = membershipsOf(parts, given, parts.store.state);
    if (members.length > 0) return disconnect(parts, members);
    const rows = await networkTargets(parts, given, {
      title: 'Remove which networks?',
      many: 'several',
      accepts: row => !isBuiltIn(row),
      none: 'Every engine has bridge, host and none, which cannot be removed; there is no other network.',
    });
    if (rows.length === 0) return;
    const removals = await confirmDestruction(networkRemoval(rows, membersByNetwork(parts.store.state)));
    if (!removals) return;
    const { networks } = await parts.engine();
    const [only] = removals;
    const title = `Removing ${removals.length === 1 && only ? `network ${only.name}` : `${removals.length} networks`}`;
    parts.log.debug(`${title}: ${removals.map(({ name }) => name).join(', ')}`);
    await withLateProgress(title, async signal => {
      const failures = await doEach(removals, removal => removeOne(networks, removal), signal);
      if (signal.aborted) throw new vscode.CancellationError();
      const message = failureText('Could not remove', failures, removals.length);
      if (message !== undefined) throw new Error(message);
    });
  },
};

async function disconnect(parts: Parts, members: readonly Membership[]): Promise<void> {
  const names = members.map(({ container, network }) => `${container.name} from ${network.name}`);
  const [only] = names;
  const what = names.length === 1 && only ? only : `${names.length} containers`;
  const isAgreed = await confirmDestruction({
    title: `Disconnect ${what}?`,
    keep: names.length === 1 ? 'Keep it connected' : 'Keep them connected',
    choices: [{ label: `Disconnect ${what}`, detail: 'It can be connected again', value: true }],
    ...(names.length === 1 ? {} : { goes: names.map(name => ({ name })) }),
  });
  if (isAgreed) await each(parts, 'disconnect', members);
}

async function removeOne(networks: Networks, { id, disconnect }: NetworkRemoval): Promise<void> {
  for (const member of disconnect) await networks.disconnect(id, member.id).catch(unlessGone);
  await networks.remove(id).catch(unlessGone);
}

/** Gone is what it was to be, whoever did it. */
function unlessGone(error: unknown): void {
  if (!(error instanceof EngineRefused && error.status === 404)) throw error;
}
