// Copies names or ids of networks, one a line.
import type { Command } from '../command.ts';
import { copyLines } from '../copy-lines.ts';
import { networkTargets } from '../targets.ts';

const kinds = [
  { id: 'slipway.network.copyName', what: 'name', question: 'Copy the names of which networks?' },
  { id: 'slipway.network.copyId', what: 'id', question: 'Copy the ids of which networks?' },
] as const;

export const copyNetworkCommands: readonly Command[] = kinds.map(({ id, what, question }) => ({
  id,
  async run(parts, ...given) {
    const none = 'There is no network.';
    const rows = await networkTargets(parts, given, { title: question, many: 'several', none });
    await copyLines(
      what,
      rows.map(row => row[what]),
    );
  },
}));
