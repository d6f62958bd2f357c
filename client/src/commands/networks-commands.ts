// The commands on networks.
import type { Command } from './command.ts';

export const networksCommands: readonly Command[] = [];
