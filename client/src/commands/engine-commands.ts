// The commands on the engine itself.
import type { Command } from './command.ts';
import { refreshEngine } from './engine/refresh-engine.ts';
import { selectEngine } from './engine/select-engine.ts';
import { showEngineCard } from './engine/show-engine-card.ts';

export const engineCommands: readonly Command[] = [selectEngine, refreshEngine, showEngineCard];
