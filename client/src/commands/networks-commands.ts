// The commands on networks.
import type { Command } from './command.ts';
import { copyNetworkCommands } from './networks/copy-network.ts';
import { createNetwork } from './networks/create-network.ts';
import { inspectNetwork } from './networks/inspect-network.ts';
import { connectContainers, disconnectContainers } from './networks/membership.ts';
import { removeNetworks } from './networks/remove-networks.ts';

export const networksCommands: readonly Command[] = [
  createNetwork,
  connectContainers,
  disconnectContainers,
  inspectNetwork,
  removeNetworks,
  ...copyNetworkCommands,
];
