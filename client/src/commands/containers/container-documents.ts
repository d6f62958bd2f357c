// What an engine tells of one container, as read-only documents: its JSON, its processes, what differs from its image.
import type { ReadOnlyDocument } from '../../documents/read-only-documents.ts';
import { whenChanged } from '../../documents/when-changed.ts';
import { EngineRefused } from '../../engine/engine.ts';
import type { ContainerRow } from '../../engine/engine-state.ts';
import type { Command, Parts } from '../command.ts';
import { withLateProgress } from '../late-progress.ts';
import { containerTargets } from '../targets.ts';
import { changesText, processesText } from './container-texts.ts';
import { naming } from './containers-at-once.ts';
import { live } from './life.ts';

export const inspectContainer: Command = {
  id: 'slipway.container.inspect',
  async run(parts, ...given) {
    const row = await oneOf(parts, given, 'Inspect which container?');
    if (!row) return;
    const document: ReadOnlyDocument = {
      id: `container/${row.id}/inspect`,
      title: `${row.name}.json`,
      text: async () => {
        const { containers } = await parts.engine();
        parts.log.debug(`Inspecting container ${row.name} ${row.id.slice(0, 12)}`);
        return `${JSON.stringify(await containers.inspect(row.id), null, 2)}\n`;
      },
      changesWith: listener => whenChanged(parts.store, ({ containers }) => containers.has(row.id), listener),
    };
    await naming('Could not inspect', row, parts.documents.show(document));
  },
};

export const showProcesses: Command = {
  id: 'slipway.container.processes',
  async run(parts, ...given) {
    const row = await oneOf(parts, given, 'Show the processes of which container?', {
      accepts: it => live.includes(it.status),
      none: 'There are no processes to show: no container here runs.',
    });
    if (!row) return;
    const document: ReadOnlyDocument = {
      id: `container/${row.id}/processes`,
      title: `${row.name} processes`,
      language: 'plaintext',
      text: async () => {
        const { containers } = await parts.engine();
        parts.log.debug(`Listing the processes of ${row.name} ${row.id.slice(0, 12)}`);
        try {
          return processesText(row.name, await containers.top(row.id));
        } catch (error) {
          if (error instanceof EngineRefused && error.status !== 404) return `${row.name}: ${error.message}\n`;
          throw error;
        }
      },
      // Starts and stops; what its program starts and ends by itself, no engine tells: that is read by *Refresh*.
      changesWith: listener => whenChanged(parts.store, ({ containers }) => containers.has(row.id), listener),
    };
    await naming('Could not list the processes of', row, parts.documents.show(document));
  },
};

export const showChanges: Command = {
  id: 'slipway.container.changes',
  async run(parts, ...given) {
    const row = await oneOf(parts, given, 'Compare which container with its image?');
    if (!row) return;
    const document: ReadOnlyDocument = {
      id: `container/${row.id}/changes`,
      title: `${row.name} changes`,
      language: 'plaintext',
      text: async () => {
        const { containers } = await parts.engine();
        const title = `Comparing ${row.name} with its image`;
        parts.log.debug(`${title} ${row.image}`);
        // A container that wrote much takes the engine a while.
        return withLateProgress(title, async signal => changesText(row, await containers.changes(row.id, signal)));
      },
    };
    await naming('Could not compare', row, parts.documents.show(document));
  },
};

async function oneOf(
  parts: Parts,
  given: readonly unknown[],
  title: string,
  only: { readonly accepts?: (row: ContainerRow) => boolean; readonly none?: string } = {},
): Promise<ContainerRow | undefined> {
  const none = 'There is no container yet.';
  const [row] = await containerTargets(parts, given, { title, many: 'one', none, ...only });
  return row;
}
