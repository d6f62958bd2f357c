// The commands that work by balena's CLI, or with a device in local mode.
import { deviceLogs, deviceShell, useDeviceAsEngine } from './balena/device-terminals.ts';
import { buildByCli, deployToFleet, pushToDevice, pushToFleet } from './balena/push.ts';
import type { Command } from './command.ts';

export const balenaCommands: readonly Command[] = [
  pushToFleet,
  pushToDevice,
  buildByCli,
  deployToFleet,
  deviceLogs,
  deviceShell,
  useDeviceAsEngine,
];
