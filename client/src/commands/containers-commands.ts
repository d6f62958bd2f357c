// The commands on containers.
import type { Command } from './command.ts';

export const containersCommands: readonly Command[] = [];
