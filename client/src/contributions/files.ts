// The view of files inside containers and volumes, and its commands.
import { viewIds } from '../views/tree-node.ts';
import { alone, type CommandContribution, focusIsIn, rowIs, type ViewContribution } from './contribution.ts';

const view = 'slipway.files';

/** In the explorer, where files are looked for, and only while something is open in it. */
export const filesView: ViewContribution = {
  id: view,
  name: 'Container Files',
  icon: 'folder-library',
  when: 'slipway:filesOpen',
};

const file = `view == ${view} && viewItem =~ /;(file|link);/`;
const inside = `view == ${view} && viewItem =~ /;(file|folder|link);/`;

export const filesContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.container.browseFiles',
    title: 'Browse Files',
    category: 'Slipway Containers',
    icon: 'folder-library',
    menus: [{ menu: 'view/item/context', when: alone(rowIs(viewIds.containers, 'container')), group: '2_look@5' }],
  },
  {
    id: 'slipway.volume.browseFiles',
    title: 'Browse Files',
    category: 'Slipway Volumes',
    icon: 'folder-library',
    menus: [
      { menu: 'view/item/context', when: rowIs(viewIds.volumes, 'volume'), group: 'inline@1' },
      { menu: 'view/item/context', when: alone(rowIs(viewIds.volumes, 'volume')), group: '2_look@1' },
    ],
  },
  {
    id: 'slipway.files.download',
    title: 'Download…',
    category: 'Slipway',
    icon: 'cloud-download',
    palette: 'slipway:filesOpen',
    menus: [
      {
        menu: 'view/item/context',
        when: alone(`view == ${view} && viewItem =~ /;(file|link|folder|root);/`),
        group: '2_look@1',
      },
      { menu: 'view/item/context', when: file, group: 'inline@1' },
    ],
  },
  {
    id: 'slipway.files.compareWithImage',
    title: 'Compare with Image',
    category: 'Slipway',
    icon: 'diff',
    palette: 'slipway:filesOpen',
    menus: [{ menu: 'view/item/context', when: alone(file), group: '2_look@2' }],
  },
  {
    id: 'slipway.files.copyPath',
    title: 'Copy Path in Container',
    category: 'Slipway',
    palette: 'slipway:filesOpen',
    menus: [{ menu: 'view/item/context', when: inside, group: '5_copy@1' }],
    keys: [{ key: 'ctrl+c', mac: 'cmd+c', when: focusIsIn(view) }],
  },
  {
    id: 'slipway.files.refresh',
    title: 'Refresh Container Files',
    category: 'Slipway',
    icon: 'refresh',
    palette: 'slipway:filesOpen',
    menus: [{ menu: 'view/title', when: `view == ${view}`, group: 'navigation@1' }],
  },
  {
    id: 'slipway.files.close',
    title: 'Close',
    category: 'Slipway',
    icon: 'close',
    palette: 'false',
    menus: [
      { menu: 'view/item/context', when: `view == ${view} && viewItem =~ /;root;/`, group: 'inline@1' },
      { menu: 'view/item/context', when: `view == ${view} && viewItem =~ /;root;/`, group: '9_remove@1' },
    ],
  },
];
