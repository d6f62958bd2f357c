// The commands on topologies.
import type { Command } from './command.ts';
import { showTopology } from './pictures/topology-show.ts';

export const topologyCommands: readonly Command[] = [showTopology];
