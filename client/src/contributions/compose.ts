// Commands on Compose files and on the projects that Compose started.
import { viewIds } from '../views/tree-node.ts';
import { type CommandContribution, onTrustedDisk, rowIs } from './contribution.ts';

const category = 'Slipway Compose';
const enablement = onTrustedDisk;
const isFile = 'resourceScheme == file && resourceLangId == dockercompose';

export const composeContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.compose.up',
    title: 'Up',
    category,
    icon: 'run-all',
    enablement,
    menus: [
      { menu: 'view/item/context', when: rowIs(viewIds.containers, 'project', 'files'), group: '1_life@1' },
      { menu: 'explorer/context', when: isFile, group: '7_slipway@1' },
      { menu: 'editor/context', when: isFile, group: '7_slipway@1' },
      { menu: 'editor/title/run', when: isFile, group: 'navigation@1' },
    ],
  },
  {
    id: 'slipway.compose.upWithOptions',
    title: 'Up with Options…',
    category,
    icon: 'run-coverage',
    enablement,
    menus: [
      { menu: 'view/item/context', when: rowIs(viewIds.containers, 'project', 'files'), group: '1_life@2' },
      { menu: 'explorer/context', when: isFile, group: '7_slipway@2' },
      { menu: 'editor/context', when: isFile, group: '7_slipway@2' },
      { menu: 'editor/title/run', when: isFile, group: 'navigation@2' },
    ],
  },
  {
    id: 'slipway.compose.restart',
    title: 'Restart Project',
    category,
    icon: 'debug-restart',
    enablement,
    menus: [{ menu: 'view/item/context', when: rowIs(viewIds.containers, 'project'), group: '1_life@6' }],
  },
  {
    id: 'slipway.compose.down',
    title: 'Down…',
    category,
    icon: 'trash',
    enablement,
    menus: [{ menu: 'view/item/context', when: rowIs(viewIds.containers, 'project'), group: '9_remove@1' }],
  },
];
