// Commands that plan and make images.
import type { CommandContribution } from './contribution.ts';

const category = 'Slipway';
const isBuildFile = 'resourceLangId == dockercompose || resourceLangId == dockerfile';

export const buildContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.showBuildPlan',
    title: 'Show Build Plan…',
    category,
    icon: 'list-tree',
    menus: [
      { menu: 'explorer/context', when: isBuildFile, group: '7_slipway@5' },
      { menu: 'editor/context', when: isBuildFile, group: '7_slipway@5' },
    ],
  },
];
