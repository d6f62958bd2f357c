// The commands on layers.
import type { Command } from './command.ts';
import { compareLayers } from './pictures/layers-compare.ts';
import { showLayers } from './pictures/layers-show.ts';

export const layersCommands: readonly Command[] = [showLayers, compareLayers];
