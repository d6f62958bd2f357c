// The row of a network, with its members below.
import type { ContainerRow, EngineState, NetworkRow } from '../../engine/engine-state.ts';
import type { NodeIcon, TreeNode } from '../tree-node.ts';
import { groupIcon, staleIcon } from './container-status.ts';
import { labelLines } from './labels.ts';
import { code, escaped, fact, list, tooltip } from './markdown.ts';
import { isStale } from './stale.ts';
import type { Uses } from './uses.ts';

/** What every engine has of itself. */
const builtIn: readonly string[] = ['bridge', 'host', 'none'];

export function isBuiltIn({ name }: NetworkRow): boolean {
  return builtIn.includes(name);
}

export function networkNode(row: NetworkRow, state: EngineState, uses: Uses): TreeNode {
  const members = uses.get(row.id) ?? [];
  const stale = isStale(state);
  const count = `${members.length} ${members.length === 1 ? 'member' : 'members'}`;
  const words = [
    // What is built in is named for its driver.
    ...(isBuiltIn(row) ? [] : [row.driver]),
    ...(row.isInternal ? ['internal'] : []),
    ...row.subnets.slice(0, 2),
    ...(members.length > 0 ? [count] : []),
  ];
  const kind = isBuiltIn(row) ? 'builtin' : 'custom';
  return {
    id: `network:${row.id}`,
    label: row.name,
    description: words.join(' · '),
    icon: stale ? { ...networkIcon(row, members), color: 'disabledForeground' } : networkIcon(row, members),
    facts: stale ? ';network;stale;' : `;network;${kind};`,
    spoken: [
      `${kind === 'builtin' ? 'Built-in network' : 'Network'} ${row.name}`,
      `driver ${row.driver}`,
      ...(row.isInternal ? ['internal'] : []),
      members.length === 0 ? 'no members' : count,
    ].join(', '),
    tooltip: () => tooltipOf(row, members),
    ...(members.length > 0
      ? { opened: 'collapsed', children: members.map(member => membershipNode(member, row, state)) }
      : {}),
    subject: { kind: 'network', id: row.id },
    source: row,
  };
}

/** A container in a network; the same container may be in several. */
function membershipNode(member: ContainerRow, network: NetworkRow, state: EngineState): TreeNode {
  const address = addressIn(member, network);
  const stale = isStale(state);
  const words = [...(address === undefined ? [] : [address]), ...(member.status === 'running' ? [] : [member.status])];
  return {
    id: `membership:${network.id}:${member.id}`,
    label: member.name,
    description: words.join(' · '),
    icon: stale ? staleIcon : groupIcon(member.status),
    facts: stale ? ';member;stale;' : ';membership;',
    spoken: [`Member ${member.name}`, ...words].join(', '),
    tooltip: () =>
      tooltip(
        [`**${escaped(member.name)}** in ${escaped(network.name)}`],
        fact('Address', address === undefined ? undefined : code(address)),
        fact('State', member.status),
      ),
    subject: { kind: 'membership', networkId: network.id, containerId: member.id },
    source: member,
  };
}

function addressIn({ networks }: ContainerRow, { id, name }: NetworkRow): string | undefined {
  return networks.find(it => it.networkId === id || (it.networkId === '' && it.name === name))?.address;
}

function networkIcon(row: NetworkRow, members: readonly ContainerRow[]): NodeIcon {
  const id = row.isInternal ? 'lock' : 'type-hierarchy';
  if (members.some(({ status }) => status === 'running')) return { id, color: 'charts.green' };
  return isBuiltIn(row) ? { id, color: 'disabledForeground' } : { id };
}

function tooltipOf(row: NetworkRow, members: readonly ContainerRow[]): string {
  return tooltip(
    [`**${escaped(row.name)}**${row.isInternal ? ' internal: no way out of it' : ''}`],
    fact('Driver', `${code(row.driver)}${row.scope === 'local' ? '' : `, scope ${escaped(row.scope)}`}`),
    list('Subnets', row.subnets.map(code)),
    list('Gateways', row.gateways.map(code)),
    list(
      'Members',
      members.map(member => {
        const address = addressIn(member, row);
        return `${escaped(member.name)}${address === undefined ? `, ${member.status}` : ` ${code(address)}`}`;
      }),
    ),
    labelLines(row.labels),
    fact('Id', code(row.id.slice(0, 12))),
  );
}
