// Networks and who is in them.
import { viewIds } from '../views/tree-node.ts';
import { alone, type CommandContribution, rowIs, rowKeys } from './contribution.ts';

const category = 'Slipway Networks';
const menu = 'view/item/context';
const row = rowIs(viewIds.networks, 'network');
const custom = rowIs(viewIds.networks, 'network', 'custom');
const membership = rowIs(viewIds.networks, 'membership');
const title = `view == ${viewIds.networks} && slipway:engine == connected`;
const inTree = rowKeys(viewIds.networks);

export const networksContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.network.create',
    title: 'Create Network…',
    category,
    icon: 'add',
    menus: [{ menu: 'view/title', when: title, group: 'navigation@1' }],
  },
  {
    id: 'slipway.network.connect',
    title: 'Connect Containers…',
    category,
    icon: 'plug',
    menus: [
      { menu, when: custom, group: 'inline@1' },
      { menu, when: alone(custom), group: '1_life@1' },
    ],
  },
  {
    id: 'slipway.network.disconnect',
    title: 'Disconnect…',
    category,
    icon: 'debug-disconnect',
    menus: [
      { menu, when: membership, group: 'inline@1' },
      { menu, when: membership, group: '1_life@2' },
      { menu, when: alone(row), group: '1_life@2' },
    ],
  },
  {
    id: 'slipway.network.inspect',
    title: 'Inspect',
    category,
    icon: 'json',
    menus: [{ menu, when: alone(row), group: '2_look@1' }],
  },
  {
    id: 'slipway.network.copyName',
    title: 'Copy Name',
    category,
    menus: [{ menu, when: row, group: '5_copy@1' }],
    keys: [inTree('ctrl+c', 'cmd+c')],
  },
  {
    id: 'slipway.network.copyId',
    title: 'Copy Id',
    category,
    menus: [{ menu, when: row, group: '5_copy@2' }],
  },
  {
    id: 'slipway.network.remove',
    title: 'Remove…',
    category,
    icon: 'trash',
    menus: [
      { menu, when: custom, group: 'inline@2' },
      { menu, when: custom, group: '9_remove@1' },
    ],
    keys: [inTree('delete', 'cmd+backspace')],
  },
];
