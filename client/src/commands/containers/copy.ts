// Copies ids, names or addresses of containers, one a line.
import * as vscode from 'vscode';
import type { ContainerRow } from '../../engine/engine-state.ts';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';

interface Copied {
  readonly id: string;
  readonly what: string;
  readonly question: string;
  readonly none: string;
  /** Empty for a container that has none. */
  of(row: ContainerRow): readonly string[];
}

const kinds: readonly Copied[] = [
  {
    id: 'slipway.container.copyName',
    what: 'name',
    question: 'Copy the names of which containers?',
    none: 'There is no container yet.',
    of: row => [row.name],
  },
  {
    id: 'slipway.container.copyId',
    what: 'id',
    question: 'Copy the ids of which containers?',
    none: 'There is no container yet.',
    of: row => [row.id],
  },
  {
    id: 'slipway.container.copyAddress',
    what: 'address',
    question: 'Copy the addresses of which containers?',
    none: 'There is no address to copy: only a running container on a network of its own has one.',
    of: row => row.networks.flatMap(({ address }) => (address === undefined || address === '' ? [] : [address])),
  },
];

export const copyCommands: readonly Command[] = kinds.map(({ id, what, question, none, of }) => ({
  id,
  async run(parts, ...given) {
    const accepts = (row: ContainerRow): boolean => of(row).length > 0;
    const rows = await containerTargets(parts, given, { title: question, many: 'several', accepts, none });
    const copied = rows.flatMap(of);
    if (copied.length === 0) return;
    await vscode.env.clipboard.writeText(copied.join('\n'));
    const [only] = copied;
    const said = copied.length === 1 && only ? `${what} ${only}` : `${copied.length} lines`;
    vscode.window.setStatusBarMessage(`Slipway: Copied ${said}`, 5_000);
  },
}));
