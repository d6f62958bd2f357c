// The commands on engine.
import type { Command } from './command.ts';

export const engineCommands: readonly Command[] = [];
