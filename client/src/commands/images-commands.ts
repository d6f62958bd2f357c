// The commands on images.
import type { Command } from './command.ts';

export const imagesCommands: readonly Command[] = [];
