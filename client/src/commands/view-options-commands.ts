// The commands that choose what the views show and how: filter, groups, order, dangling images, sizes of volumes.
import type { Command } from './command.ts';
import { choose } from './views/choose.ts';
import { clearFilter, filter } from './views/filter.ts';
import { measureVolumes } from './views/measure-volumes.ts';

export const viewOptionsCommands: readonly Command[] = [
  filter('containers', 'name, image, project, label, port'),
  filter('images', 'name, platform, label, container'),
  filter('volumes', 'name, driver, label, container'),
  filter('networks', 'name, driver, subnet, container'),
  clearFilter('containers'),
  clearFilter('images'),
  clearFilter('volumes'),
  clearFilter('networks'),
  choose('containers', 'group', 'Group containers by'),
  choose('containers', 'sort', 'Sort containers by'),
  choose('images', 'group', 'Group images by'),
  choose('images', 'sort', 'Sort images by'),
  choose('volumes', 'sort', 'Sort volumes by'),
  {
    id: 'slipway.images.showDangling',
    run: ({ views }) => views.options.change('images', { dangling: 'shown' }),
  },
  {
    id: 'slipway.images.hideDangling',
    run: ({ views }) => views.options.change('images', { dangling: 'hidden' }),
  },
  measureVolumes,
];
