// Shows what containers use, live, in a panel.
import { openPanel, type Panel } from '../../webviews/panel.ts';
import { usageFeed } from '../../webviews/usage-feed.ts';
import type { UsageMessage } from '../../webviews/usage-messages.ts';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';
import { objectsOf } from './containers-at-once.ts';

/** Each is a stream of its own, which costs the engine work every second. */
const mostAtOnce = 12;

export const showUsage: Command = usageCommand();

function usageCommand(): Command {
  /** By the ids they show. */
  const panels = new Map<string, Panel<UsageMessage>>();
  return {
    id: 'slipway.container.stats',
    async run(parts, ...given) {
      const rows = await containerTargets(parts, given, {
        title: 'Show the usage of which containers?',
        many: 'several',
        accepts: row => row.status !== 'removing' && row.status !== 'dead',
        none: 'there is no container yet.',
      });
      if (rows.length === 0) return;
      if (rows.length > mostAtOnce)
        throw new Error(`${rows.length} containers are too many for one panel: select ${mostAtOnce} at most.`);
      const key = rows
        .map(row => row.id)
        .sort()
        .join();
      const open = panels.get(key);
      if (open) return open.reveal();
      const feed = usageFeed({
        rows,
        store: parts.store,
        engine: parts.engine,
        tell(message) {
          panel.send(message);
          if (message.kind === 'container' && rows.length === 1) panel.retitle(titleOf(message.container.name));
        },
        log: message => parts.log.debug(message),
      });
      const panel = openPanel<UsageMessage>({
        viewType: 'slipway.usage',
        title: titleOf(objectsOf(rows)),
        icon: { light: parts.ownFile('media', 'usage-light.svg'), dark: parts.ownFile('media', 'usage-dark.svg') },
        bundle: 'usage',
        ownFile: parts.ownFile,
        onReady: () => panel.send({ kind: 'all', containers: feed.containers }),
        onDidChangeVisibility: visibility => (visibility === 'visible' ? feed.resume() : feed.pause()),
        onDidClose: () => panels.delete(key),
      });
      panels.set(key, panel);
      feed.resume();
    },
  };
}

function titleOf(what: string): string {
  return `Usage of ${what}`;
}
