// The commands on compose.
import type { Command } from './command.ts';

export const composeCommands: readonly Command[] = [];
