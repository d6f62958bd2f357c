// What an engine tells of one volume, as a read-only document.
import { whenChanged } from '../../documents/when-changed.ts';
import type { Command } from '../command.ts';
import { volumeTargets } from '../targets.ts';
import { shortName } from './volume-removal.ts';

export const inspectVolume: Command = {
  id: 'slipway.volume.inspect',
  async run(parts, ...given) {
    const [row] = await volumeTargets(parts, given, {
      title: 'Inspect which volume?',
      many: 'one',
      none: 'There is no volume yet.',
    });
    if (!row) return;
    await parts.documents.show({
      id: `volume/${row.name}/inspect`,
      title: `${shortName(row)}.json`,
      text: async () => {
        const { volumes } = await parts.engine();
        parts.log.debug(`Inspecting volume ${row.name}`);
        return `${JSON.stringify(await volumes.inspect(row.name), null, 2)}\n`;
      },
      changesWith: listener => whenChanged(parts.store, ({ volumes }) => volumes.has(row.name), listener),
    });
  },
};
