// The commands on Compose files and projects.
import type { Command } from './command.ts';
import { composeDown } from './compose/compose-down.ts';
import { composeRestart } from './compose/compose-restart.ts';
import { composeUp, composeUpWithOptions } from './compose/compose-up.ts';

export const composeCommands: readonly Command[] = [composeUp, composeUpWithOptions, composeDown, composeRestart];
