// Volumes; browsing them is contributed with the files.
import { viewIds } from '../views/tree-node.ts';
import { type CommandContribution, focusedRowIs, rowIs } from './contribution.ts';

const category = 'Slipway Volumes';
const menu = 'view/item/context';
const row = rowIs(viewIds.volumes, 'volume');
const title = `view == ${viewIds.volumes} && slipway:engine == connected`;
const when = focusedRowIs(viewIds.volumes);

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
    menus: [{ menu, when: row, group: '2_look@1' }],
  },
  {
    id: 'slipway.volume.copyName',
    title: 'Copy Name',
    category,
    menus: [{ menu, when: row, group: '5_copy@1' }],
    keys: [{ key: 'ctrl+c', mac: 'cmd+c', when }],
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
    keys: [{ key: 'delete', mac: 'cmd+backspace', when }],
  },
  {
    id: 'slipway.volume.prune',
    title: 'Prune Volumes…',
    category,
    icon: 'clear-all',
    menus: [{ menu: 'view/title', when: title, group: '9_remove@1' }],
  },
];
