// What a Compose file wires together.
import type { CommandContribution } from './contribution.ts';

const isCompose = 'resourceLangId == dockercompose';

export const topologyContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.showTopology',
    title: 'Show Topology',
    category: 'Slipway',
    icon: 'type-hierarchy',
    menus: [
      { menu: 'editor/title', when: isCompose, group: 'navigation@4' },
      { menu: 'explorer/context', when: isCompose, group: '7_slipway@6' },
    ],
  },
  {
    id: 'slipway.exportTopology',
    title: 'Export Topology…',
    category: 'Slipway',
  },
];
