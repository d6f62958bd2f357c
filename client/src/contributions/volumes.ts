// Volumes; browsing them is contributed with the files.
import { viewIds } from '../views/tree-node.ts';
import { alone, type CommandContribution, rowIs, rowKeys } from './contribution.ts';

const category = 'Slipway Volumes';
const menu = 'view/item/context';
const row = rowIs(viewIds.volumes, 'volume');
const title = `view == ${viewIds.volumes} && slipway:engine == connected`;
const inTree = rowKeys(viewIds.volumes);

export const volumesContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.volume.create',
    title: 'Create Volume…',
    category,
    icon: 'add',
    menus: [{ menu: 'view/title', when: title, group: 'navigation@1' }],
  },
  {
    id: 'slipway.volume.inspect',
    title: 'Inspect',
    category,
    icon: 'json',
    menus: [{ menu, when: alone(row), group: '2_look@1' }],
  },
  {
    id: 'slipway.volume.copyName',
    title: 'Copy Name',
    category,
    menus: [{ menu, when: row, group: '5_copy@1' }],
    keys: [inTree('ctrl+c', 'cmd+c')],
  },
  {
    id: 'slipway.volume.remove',
    title: 'Remove…',
    category,
    icon: 'trash',
    menus: [
      { menu, when: row, group: 'inline@2' },
      { menu, when: row, group: '9_remove@1' },
    ],
    keys: [inTree('delete', 'cmd+backspace')],
  },
  {
    id: 'slipway.volume.prune',
    title: 'Prune Volumes…',
    category,
    icon: 'clear-all',
    menus: [{ menu: 'view/title', when: title, group: '9_remove@1' }],
  },
];
