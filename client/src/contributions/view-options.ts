// What chooses the rows of views and their order: two or three buttons in each view's title, the rest below its "…".
import { viewIds } from '../views/tree-node.ts';
import { type CommandContribution, focusIsIn, type MenuPlace } from './contribution.ts';

const categories = {
  containers: 'Slipway Containers',
  images: 'Slipway Images',
  volumes: 'Slipway Volumes',
  networks: 'Slipway Networks',
} as const;

type Area = keyof typeof categories;

function inTitle(area: Area, group: string, when?: string): readonly MenuPlace[] {
  const conditions = [
    `view == ${viewIds[area]}`,
    'slipway:engine != restricted',
    ...(when === undefined ? [] : [when]),
  ];
  return [{ menu: 'view/title', when: conditions.join(' && '), group }];
}

function filters(area: Area, group: string): readonly CommandContribution[] {
  const filtered = `slipway:${area}Filtered`;
  const category = categories[area];
  return [
    {
      id: `slipway.${area}.filter`,
      title: 'Filter…',
      category,
      icon: 'filter',
      menus: [...inTitle(area, group, `!${filtered}`), ...inTitle(area, '1_view@0', filtered)],
      keys: [{ key: '/', when: focusIsIn(viewIds[area]) }],
    },
    {
      id: `slipway.${area}.clearFilter`,
      title: 'Clear Filter',
      category,
      icon: 'filter-filled',
      palette: filtered,
      menus: inTitle(area, group, filtered),
    },
  ];
}

export const viewOptionsContributions: readonly CommandContribution[] = [
  ...filters('containers', 'navigation@5'),
  {
    id: 'slipway.containers.group',
    title: 'Group By…',
    category: categories.containers,
    icon: 'list-tree',
    menus: inTitle('containers', '1_view@1'),
  },
  {
    id: 'slipway.containers.sort',
    title: 'Sort By…',
    category: categories.containers,
    icon: 'sort-precedence',
    menus: inTitle('containers', '1_view@2'),
  },
  ...filters('images', 'navigation@5'),
  {
    id: 'slipway.images.group',
    title: 'Group By…',
    category: categories.images,
    icon: 'list-tree',
    menus: inTitle('images', '1_view@1'),
  },
  {
    id: 'slipway.images.sort',
    title: 'Sort By…',
    category: categories.images,
    icon: 'sort-precedence',
    menus: inTitle('images', '1_view@2'),
  },
  {
    id: 'slipway.images.showDangling',
    title: 'Show Dangling Images',
    category: categories.images,
    icon: 'eye',
    palette: 'slipway:danglingHidden',
    menus: inTitle('images', '1_view@3', 'slipway:danglingHidden'),
  },
  {
    id: 'slipway.images.hideDangling',
    title: 'Hide Dangling Images',
    category: categories.images,
    icon: 'eye-closed',
    palette: '!slipway:danglingHidden',
    menus: inTitle('images', '1_view@3', '!slipway:danglingHidden'),
  },
  ...filters('volumes', 'navigation@5'),
  {
    id: 'slipway.volumes.measure',
    title: 'Measure Sizes',
    category: categories.volumes,
    icon: 'dashboard',
    menus: inTitle('volumes', 'navigation@4', 'slipway:engine == connected'),
  },
  {
    id: 'slipway.volumes.sort',
    title: 'Sort By…',
    category: categories.volumes,
    icon: 'sort-precedence',
    menus: inTitle('volumes', '1_view@2'),
  },
  ...filters('networks', 'navigation@5'),
];
