// What an image is made of.
import { buildsViewId, viewIds } from '../views/tree-node.ts';
import { alone, type CommandContribution, rowIs, rowKeys } from './contribution.ts';

const category = 'Slipway Images';
const menu = 'view/item/context';
const image = rowIs(viewIds.images, 'image');
const inTree = rowKeys(viewIds.images);

export const layersContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.image.showLayers',
    title: 'Show Layers',
    category,
    icon: 'layers',
    menus: [
      { menu, when: alone(image), group: '2_look@0' },
      { menu, when: rowIs(buildsViewId, 'image'), group: '2_look@0' },
    ],
    keys: [inTree('ctrl+l', 'cmd+l')],
  },
  {
    id: 'slipway.image.compareLayers',
    title: 'Compare Layers…',
    category,
    icon: 'diff',
    menus: [
      { menu, when: image, group: '2_look@3' },
      { menu, when: rowIs(buildsViewId, 'image', 'compared'), group: '2_look@1' },
    ],
  },
];
