// What an engine tells of one network, as a read-only document.
import { whenChanged } from '../../documents/when-changed.ts';
import type { Command } from '../command.ts';
import { networkTargets } from '../targets.ts';

export const inspectNetwork: Command = {
  id: 'slipway.network.inspect',
  async run(parts, ...given) {
    const [row] = await networkTargets(parts, given, {
      title: 'Inspect which network?',
      many: 'one',
      none: 'There is no network.',
    });
    if (!row) return;
    await parts.documents.show({
      id: `network/${row.id}/inspect`,
      title: `${row.name}.json`,
      text: async () => {
        const { networks } = await parts.engine();
        parts.log.debug(`Inspecting network ${row.name} ${row.id.slice(0, 12)}`);
        return `${JSON.stringify(await networks.inspect(row.id), null, 2)}\n`;
      },
      // Members are containers: one that comes or goes changes what the network tells.
      changesWith: listener =>
        whenChanged(parts.store, ({ networks, containers }) => networks.has(row.id) || containers.size > 0, listener),
    });
  },
};
