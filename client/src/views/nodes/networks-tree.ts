// The rows of the view of networks: people's own first, then those that every engine has.
import type { EngineState, NetworkRow } from '../../engine/engine-state.ts';
import type { TreeNode } from '../tree-node.ts';
import { filterOf, labelTexts } from './filter.ts';
import { isBuiltIn, networkNode } from './network-node.ts';
import { byName } from './ordering.ts';
import { membersByNetwork } from './uses.ts';

export interface NetworksOptions {
  /** Words that all have to occur; empty shows every network. */
  readonly filter: string;
}

export function networksTree(state: EngineState, options: NetworksOptions): readonly TreeNode[] {
  const uses = membersByNetwork(state);
  const matches = filterOf(options.filter);
  const texts = (row: NetworkRow) => [
    row.name,
    row.driver,
    row.id,
    row.isInternal ? 'internal' : '',
    ...row.subnets,
    ...(uses.get(row.id) ?? []).map(({ name }) => name),
    ...labelTexts(row.labels),
  ];
  return [...state.networks.values()]
    .filter(row => matches(() => texts(row)))
    .sort((a, b) => Number(isBuiltIn(a)) - Number(isBuiltIn(b)) || byName(a.name, b.name))
    .map(row => networkNode(row, state, uses));
}
