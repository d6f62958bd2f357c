// Lets the builds go that ended.
import type { Command } from '../command.ts';

export const clearBuilds: Command = {
  id: 'slipway.build.clear',
  async run({ builds }) {
    builds.clear();
  },
};
