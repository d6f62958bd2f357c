// Everything that package.json contributes of commands and views, put into its words by `npm run generate`.

import { bySelection } from '../views/tree-node.ts';
import { balenaContributions } from './balena.ts';
import { buildContributions } from './build.ts';
import { buildsContainer, buildsView, buildsWelcomes, buildViewContributions } from './build-view.ts';
import { composeContributions } from './compose.ts';
import { containersContributions } from './containers.ts';
import type { CommandContribution, KeyPlace, ViewContribution } from './contribution.ts';
import { deviceRunContributions } from './device-run.ts';
import { engineContributions } from './engine.ts';
import { filesContributions, filesView } from './files.ts';
import { generalContributions } from './general.ts';
import { imagesContributions } from './images.ts';
import { layersContributions } from './layers.ts';
import { learnContributions, learnView, learnWelcomes } from './learn.ts';
import { networksContributions } from './networks.ts';
import { sessionsContributions } from './sessions.ts';
import { problemMatchers, taskDefinitions } from './tasks.ts';
import { topologyContributions } from './topology.ts';
import { viewOptionsContributions } from './view-options.ts';
import { container, views, welcomes } from './views.ts';
import { volumesContributions } from './volumes.ts';

export const commandContributions: readonly CommandContribution[] = [
  ...generalContributions,
  ...buildContributions,
  ...deviceRunContributions,
  ...balenaContributions,
  ...buildViewContributions,
  ...engineContributions,
  ...containersContributions,
  ...sessionsContributions,
  ...filesContributions,
  ...imagesContributions,
  ...layersContributions,
  ...volumesContributions,
  ...networksContributions,
  ...composeContributions,
  ...topologyContributions,
  ...viewOptionsContributions,
  ...learnContributions,
];

/** Panels that are brought back after a reload of the window: VS Code wakes us to fill them. */
export const panelActivations: readonly string[] = [
  'slipway.engineCard',
  'slipway.layers',
  'slipway.lesson',
  'slipway.lifeCycle',
  'slipway.topology',
  'slipway.usage',
].map(type => `onWebviewPanel:${type}`);

/** The parts of `contributes` that are made from this folder, by their names there. */
export function contributions(): Readonly<Record<string, unknown>> {
  return {
    commands: commandContributions.map(({ id, title, category, icon, enablement }) => ({
      command: id,
      title,
      category,
      ...(icon === undefined ? {} : { icon: `$(${icon})` }),
      ...(enablement === undefined ? {} : { enablement }),
    })),
    menus: menus(),
    keybindings: commandContributions.flatMap(({ id, keys = [] }) => keys.flatMap(key => keybindings(id, key))),
    taskDefinitions,
    problemMatchers,
    viewsContainers: { activitybar: [container], panel: [buildsContainer] },
    views: {
      [container.id]: [...views, learnView].map(viewOf),
      explorer: [viewOf(filesView)],
      [buildsContainer.id]: [viewOf(buildsView)],
    },
    viewsWelcome: [...welcomes, ...buildsWelcomes, ...learnWelcomes],
  };
}

function viewOf({ icon, ...view }: ViewContribution): unknown {
  return { ...view, icon: `$(${icon})` };
}

function menus(): Readonly<Record<string, unknown>> {
  const byMenu: Record<string, unknown[]> = {};
  const add = (menu: string, item: unknown) => {
    byMenu[menu] = [...(byMenu[menu] ?? []), item];
  };
  for (const { id, palette, menus = [] } of commandContributions) {
    if (palette !== undefined) add('commandPalette', { command: id, when: palette });
    for (const { menu, when, group } of menus) add(menu, { command: id, when, group });
  }
  return byMenu;
}

/**
 * VS Code hands a command nothing when it is called by key, as from the palette: an argument of ours tells the two apart.
 * Extensions learn which rows are selected but not which has the focus, and arrow keys move the focus alone: unless
 * several rows are selected, the focused one is made the selected one first. Selecting a row that has others below it
 * opens or closes it, which is taken back, except where somebody wants a double click for that. The first binding is the
 * one that menus show.
 */
function keybindings(command: string, { key, mac, when, on }: KeyPlace): readonly unknown[] {
  const keys = { key, ...(mac === undefined ? {} : { mac }) };
  const plain = { command, ...keys, when, args: bySelection };
  if (on === undefined) return [plain];
  const selecting = (mode: string, ...first: readonly string[]) => ({
    command: 'runCommands',
    ...keys,
    when: `${when} && !listMultiSelection && config.workbench.tree.expandMode ${mode} 'doubleClick'`,
    args: { commands: [...first, { command, args: bySelection }] },
  });
  return [plain, selecting('!=', 'list.select', 'list.toggleExpand'), selecting('==', 'list.select')];
}
