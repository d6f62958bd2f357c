// Commands that run a project here as a device would.
import { type CommandContribution, onTrustedDisk } from './contribution.ts';

const category = 'Slipway';
const isBuildFile = 'resourceLangId == dockercompose || resourceLangId == dockerfile';

export const deviceRunContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.device.run',
    title: 'Run on This Machine as the Device Would…',
    category,
    icon: 'vm-running',
    enablement: onTrustedDisk,
    menus: [
      { menu: 'explorer/context', when: isBuildFile, group: '7_slipway@4' },
      { menu: 'editor/context', when: isBuildFile, group: '7_slipway@4' },
    ],
  },
  {
    id: 'slipway.device.stopRun',
    title: 'Stop Device Run…',
    category,
    icon: 'debug-stop',
    enablement: 'isWorkspaceTrusted',
  },
];
