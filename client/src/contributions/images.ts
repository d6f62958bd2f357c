// Images and registries.
import { viewIds } from '../views/tree-node.ts';
import { onBuiltImage } from './build-view.ts';
import { alone, type CommandContribution, rowIs, rowKeys } from './contribution.ts';

const category = 'Slipway Images';
const menu = 'view/item/context';
const row = (...facts: readonly string[]) => rowIs(viewIds.images, 'image', ...facts);
const tagged = row('tagged');
const repository = rowIs(viewIds.images, 'repository');
const dangling = rowIs(viewIds.images, 'dangling-images');
const title = `view == ${viewIds.images} && slipway:engine == connected`;
const inTree = rowKeys(viewIds.images);

export const imagesContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.image.run',
    title: 'Run…',
    category,
    icon: 'play',
    menus: [
      { menu, when: row(), group: 'inline@1' },
      { menu, when: alone(row()), group: '1_life@1' },
      onBuiltImage('inline@1'),
      onBuiltImage('1_life@1'),
    ],
    keys: [inTree('ctrl+enter', 'cmd+enter')],
  },
  {
    id: 'slipway.image.pull',
    title: 'Pull…',
    category,
    icon: 'cloud-download',
    menus: [{ menu: 'view/title', when: title, group: 'navigation@1' }],
  },
  {
    id: 'slipway.image.pullAgain',
    title: 'Pull Again',
    category,
    icon: 'cloud-download',
    menus: [
      { menu, when: tagged, group: '1_life@2' },
      { menu, when: repository, group: '1_life@2' },
    ],
  },
  {
    id: 'slipway.image.pullForPlatform',
    title: 'Pull for Platform…',
    category,
    menus: [
      { menu: 'view/title', when: title, group: '1_life@1' },
      { menu, when: alone(tagged), group: '1_life@3' },
    ],
  },
  {
    id: 'slipway.image.push',
    title: 'Push…',
    category,
    icon: 'cloud-upload',
    menus: [
      { menu, when: tagged, group: '1_life@4' },
      { menu, when: repository, group: '1_life@4' },
      onBuiltImage('1_life@2', 'tagged'),
    ],
  },
  {
    id: 'slipway.image.inspect',
    title: 'Inspect',
    category,
    icon: 'json',
    menus: [{ menu, when: alone(row()), group: '2_look@2' }, onBuiltImage('2_look@6')],
  },
  {
    id: 'slipway.image.history',
    title: 'Show History',
    category,
    icon: 'history',
    menus: [{ menu, when: alone(row()), group: '2_look@1' }, onBuiltImage('2_look@5')],
  },
  {
    id: 'slipway.image.copyReference',
    title: 'Copy Reference',
    category,
    menus: [{ menu, when: tagged, group: '5_copy@1' }, onBuiltImage('5_copy@1', 'tagged')],
    keys: [inTree('ctrl+c', 'cmd+c')],
  },
  {
    id: 'slipway.image.copyId',
    title: 'Copy Id',
    category,
    menus: [{ menu, when: row(), group: '5_copy@2' }],
  },
  {
    id: 'slipway.image.copyDigest',
    title: 'Copy Digest',
    category,
    menus: [{ menu, when: row(), group: '5_copy@3' }],
  },
  {
    id: 'slipway.image.tag',
    title: 'Tag…',
    category,
    icon: 'tag',
    menus: [{ menu, when: alone(row()), group: '7_change@1' }],
    keys: [inTree('f2')],
  },
  {
    id: 'slipway.image.save',
    title: 'Save to Archive…',
    category,
    menus: [
      { menu, when: row(), group: '7_change@2' },
      { menu, when: repository, group: '7_change@2' },
      onBuiltImage('7_change@1'),
    ],
  },
  {
    id: 'slipway.image.load',
    title: 'Load from Archive…',
    category,
    menus: [{ menu: 'view/title', when: title, group: '1_life@2' }],
  },
  {
    id: 'slipway.image.remove',
    title: 'Remove…',
    category,
    icon: 'trash',
    menus: [
      { menu, when: row(), group: 'inline@2' },
      { menu, when: row(), group: '9_remove@1' },
      { menu, when: repository, group: '9_remove@1' },
      { menu, when: dangling, group: '9_remove@1' },
    ],
    keys: [inTree('delete', 'cmd+backspace')],
  },
  {
    id: 'slipway.image.prune',
    title: 'Prune Images…',
    category,
    icon: 'clear-all',
    menus: [
      { menu: 'view/title', when: title, group: '9_remove@1' },
      { menu, when: dangling, group: '9_remove@2' },
    ],
  },
];
