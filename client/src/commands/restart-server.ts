// Ends the language server and starts a new one.
import type { Command } from './command.ts';

export const restartServer: Command = {
  id: 'slipway.restartServer',
  async run({ server, log }) {
    log.info('Restarting the language server');
    await server.restart();
  },
};
