// Reads everything anew, and tries at once when the engine was unreachable. For those who do not believe a tree that
// keeps itself current.
import type { Command } from '../command.ts';

export const refreshEngine: Command = {
  id: 'slipway.engine.refresh',
  async run({ store, log }) {
    log.debug('Reading everything of the engine anew');
    store.refresh();
  },
};
