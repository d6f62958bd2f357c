// The commands on topologies.
import type { Command } from './command.ts';
import { exportTopology, showTopology } from './pictures/topology-show.ts';

export const topologyCommands: readonly Command[] = [showTopology, exportTopology];
