// Commands that work by balena's CLI, or with a device in local mode.
import { type CommandContribution, onTrustedDisk } from './contribution.ts';

const category = 'Slipway';
const enablement = onTrustedDisk;

export const balenaContributions: readonly CommandContribution[] = [
  { id: 'slipway.balena.pushToFleet', title: 'Push to Fleet…', category, icon: 'cloud-upload', enablement },
  { id: 'slipway.balena.pushToDevice', title: 'Push to Local Device…', category, icon: 'circuit-board', enablement },
  { id: 'slipway.balena.build', title: 'Build by balena’s CLI…', category, icon: 'tools', enablement },
  { id: 'slipway.balena.deploy', title: 'Deploy to Fleet…', category, icon: 'rocket', enablement },
  { id: 'slipway.balena.deviceLogs', title: 'Show Device Logs…', category, icon: 'output', enablement },
  { id: 'slipway.balena.deviceShell', title: 'Open Shell on Device…', category, icon: 'terminal', enablement },
  { id: 'slipway.balena.useDeviceAsEngine', title: 'Use Device in Local Mode as Engine…', category, icon: 'plug' },
];
