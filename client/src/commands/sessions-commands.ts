// The commands on sessions.
import type { Command } from './command.ts';

export const sessionsCommands: readonly Command[] = [];
