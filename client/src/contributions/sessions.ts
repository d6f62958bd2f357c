// Logs, shells and commands in containers.
import { viewIds } from '../views/tree-node.ts';
import { alone, type CommandContribution, rowIs, rowKeys } from './contribution.ts';

const category = 'Slipway Containers';
const menu = 'view/item/context';
const row = (...facts: readonly string[]) => rowIs(viewIds.containers, 'container', ...facts);
const inTree = rowKeys(viewIds.containers);

export const sessionsContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.container.logs',
    title: 'Show Logs',
    category,
    icon: 'output',
    menus: [
      { menu, when: row('live'), group: 'inline@1' },
      { menu, when: row(), group: '2_look@1' },
      { menu, when: rowIs(viewIds.containers, 'project', 'some-live'), group: 'inline@1' },
      { menu, when: rowIs(viewIds.containers, 'project'), group: '2_look@1' },
    ],
    keys: [inTree('ctrl+l', 'cmd+l')],
  },
  {
    id: 'slipway.container.logsWithOptions',
    title: 'Show Logs From…',
    category,
    menus: [{ menu, when: row(), group: '2_look@2' }],
  },
  {
    id: 'slipway.container.logsDocument',
    title: 'Open Logs as Document',
    category,
    menus: [{ menu, when: row(), group: '2_look@3' }],
  },
  {
    id: 'slipway.container.shell',
    title: 'Open Shell',
    category,
    icon: 'terminal',
    menus: [
      { menu, when: row('running'), group: 'inline@2' },
      { menu, when: row('running'), group: '3_open@1' },
    ],
    keys: [inTree('ctrl+enter', 'cmd+enter')],
  },
  {
    id: 'slipway.container.shellAs',
    title: 'Open Shell As…',
    category,
    menus: [{ menu, when: alone(row('running')), group: '3_open@2' }],
  },
  {
    id: 'slipway.container.runCommand',
    title: 'Run a Command…',
    category,
    menus: [{ menu, when: row('running'), group: '3_open@3' }],
  },
  {
    id: 'slipway.container.attach',
    title: 'Attach to Main Program',
    category,
    menus: [{ menu, when: alone(row('running')), group: '3_open@4' }],
  },
];
