// The commands that run a project here as a device would.
import type { Command } from './command.ts';
import { runOnThisMachine } from './device-run/run-on-this-machine.ts';
import { stopDeviceRunCommand } from './device-run/stop-device-run.ts';

export const deviceRunCommands: readonly Command[] = [runOnThisMachine, stopDeviceRunCommand];
