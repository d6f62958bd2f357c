// The commands on volumes.
import type { Command } from './command.ts';

export const volumesCommands: readonly Command[] = [];
