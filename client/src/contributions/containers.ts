// Commands on containers. Those on several also work on the row of a Compose project: on all of its containers.
import { viewIds } from '../views/tree-node.ts';
import { alone, type CommandContribution, type MenuPlace, rowIs, rowKeys } from './contribution.ts';

const category = 'Slipway Containers';
const inTree = rowKeys(viewIds.containers);

/** Neither of an engine that is gone, nor being removed. */
const there = '(live|stopped)';

export const containersContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.container.start',
    title: 'Start',
    category,
    icon: 'debug-start',
    menus: [
      onRow('inline@3', 'stopped'),
      onRow('1_life@1', 'stopped'),
      onProject('inline@3', 'none-live'),
      onProject('1_life@3', '(some|none)-live'),
    ],
    // As for a program that is debugged: F5, Shift+F5, F6.
    keys: [inTree('f5')],
  },
  {
    id: 'slipway.container.stop',
    title: 'Stop',
    category,
    icon: 'debug-stop',
    menus: [
      onRow('inline@3', 'live'),
      onRow('1_life@2', 'live'),
      onProject('inline@3', 'some-live'),
      onProject('1_life@4', 'some-live'),
    ],
    keys: [inTree('shift+f5')],
  },
  {
    id: 'slipway.container.restart',
    title: 'Restart',
    category,
    icon: 'debug-restart',
    menus: [onRow('1_life@3', 'live')],
    keys: [inTree('ctrl+shift+f5', 'cmd+shift+f5')],
  },
  {
    id: 'slipway.container.pause',
    title: 'Pause',
    category,
    icon: 'debug-pause',
    menus: [onRow('1_life@4', 'running'), onProject('1_life@5', 'some-live')],
    keys: [inTree('f6')],
  },
  {
    id: 'slipway.container.unpause',
    title: 'Unpause',
    category,
    icon: 'debug-continue',
    menus: [onRow('inline@2', 'paused'), onRow('1_life@4', 'paused')],
    keys: [inTree('shift+f6')],
  },
  {
    id: 'slipway.container.kill',
    title: 'Kill',
    category,
    icon: 'zap',
    menus: [onRow('1_life@6', 'live')],
  },
  {
    id: 'slipway.container.sendSignal',
    title: 'Send Signal…',
    category,
    icon: 'bell',
    menus: [onRow('1_life@7', 'live')],
  },
  {
    id: 'slipway.container.stats',
    title: 'Show Live Usage',
    category,
    icon: 'pulse',
    menus: [onRow('2_look@6', there)],
  },
  {
    id: 'slipway.container.showLifeCycle',
    title: 'Show Life Cycle',
    category,
    icon: 'sync',
    menus: [onSingleRow('2_look@5', there)],
  },
  {
    id: 'slipway.container.processes',
    title: 'Show Processes',
    category,
    icon: 'list-tree',
    menus: [onSingleRow('2_look@7', 'live')],
  },
  {
    id: 'slipway.container.inspect',
    title: 'Inspect',
    category,
    icon: 'json',
    menus: [onSingleRow('2_look@8', there)],
    keys: [inTree('alt+enter')],
  },
  {
    id: 'slipway.container.changes',
    title: 'Compare with Image',
    category,
    icon: 'diff',
    menus: [onSingleRow('2_look@9', there)],
  },
  {
    id: 'slipway.container.openInBrowser',
    title: 'Open in Browser',
    category,
    icon: 'globe',
    menus: [
      {
        menu: 'view/item/context',
        when: alone(rowIs(viewIds.containers, 'container', 'live', 'http')),
        group: '3_open@9',
      },
    ],
  },
  {
    id: 'slipway.container.copyName',
    title: 'Copy Name',
    category,
    menus: [onRow('5_copy@1', there)],
    keys: [inTree('ctrl+c', 'cmd+c')],
  },
  { id: 'slipway.container.copyId', title: 'Copy Id', category, menus: [onRow('5_copy@2', there)] },
  { id: 'slipway.container.copyAddress', title: 'Copy Address', category, menus: [onRow('5_copy@3', 'live')] },
  {
    id: 'slipway.container.rename',
    title: 'Rename…',
    category,
    icon: 'edit',
    menus: [onSingleRow('7_change@1', there)],
    keys: [inTree('f2')],
  },
  {
    id: 'slipway.container.commit',
    title: 'Commit as Image…',
    category,
    icon: 'git-commit',
    menus: [onSingleRow('7_change@2', there)],
  },
  {
    id: 'slipway.container.export',
    title: 'Export Files…',
    category,
    icon: 'save-as',
    menus: [onSingleRow('7_change@3', there)],
  },
  {
    id: 'slipway.container.remove',
    title: 'Remove…',
    category,
    icon: 'trash',
    menus: [onRow('9_remove@1', there)],
    keys: [inTree('delete', 'cmd+backspace')],
  },
  {
    id: 'slipway.refreshDocument',
    title: 'Refresh Document',
    category: 'Slipway',
    icon: 'refresh',
    palette: 'resourceScheme == slipway',
    menus: [{ menu: 'editor/title', when: 'resourceScheme == slipway', group: 'navigation@1' }],
  },
];

function onRow(group: string, fact: string): MenuPlace {
  return { menu: 'view/item/context', when: rowIs(viewIds.containers, 'container', fact), group };
}

function onSingleRow(group: string, fact: string): MenuPlace {
  const when = alone(rowIs(viewIds.containers, 'container', fact));
  return { menu: 'view/item/context', when, group };
}

function onProject(group: string, fact: string): MenuPlace {
  return { menu: 'view/item/context', when: rowIs(viewIds.containers, 'project', fact), group };
}
