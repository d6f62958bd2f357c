// Commands on the engine itself, over the first view.
import { viewIds } from '../views/tree-node.ts';
import type { CommandContribution, MenuPlace } from './contribution.ts';

const category = 'Slipway';
const overContainers = `view == ${viewIds.containers}`;

export const engineContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.engine.select',
    title: 'Select Engine…',
    category,
    icon: 'plug',
    menus: [overView('navigation@8')],
  },
  {
    id: 'slipway.engine.showCard',
    title: 'Show Engine',
    category,
    icon: 'server',
    menus: [overView('navigation@7', 'slipway:engine != restricted')],
  },
  {
    id: 'slipway.engine.refresh',
    title: 'Refresh Engine Views',
    category,
    icon: 'refresh',
    // Without any of these nothing listens to an engine, and there is nothing to read anew.
    palette: 'slipway:engine == connected || slipway:engine == connecting || slipway:engine == unreachable',
    menus: [overView('navigation@9', 'slipway:engine != restricted')],
  },
];

function overView(group: string, when?: string): MenuPlace {
  return { menu: 'view/title', when: when === undefined ? overContainers : `${overContainers} && ${when}`, group };
}
