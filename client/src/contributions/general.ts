// Commands that concern files, rules and Slipway itself.
import type { CommandContribution } from './contribution.ts';

const category = 'Slipway';

export const generalContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.checkWorkspace',
    title: 'Check Workspace',
    category,
    icon: 'checklist',
    enablement: 'workspaceFolderCount > 0',
  },
  { id: 'slipway.selectDevice', title: 'Select Device…', category, icon: 'circuit-board' },
  { id: 'slipway.openRulePage', title: 'Open Rule Page', category, icon: 'book' },
  { id: 'slipway.restartServer', title: 'Restart Language Server', category, icon: 'debug-restart' },
  { id: 'slipway.showLog', title: 'Show Log', category, icon: 'output' },
];
