// Shows what happens to a container, and what will, live in a panel.
import * as vscode from 'vscode';
import { lifeFeed } from '../../life-cycle/life-feed.ts';
import { type LifeMessage, type LifeRequest, lifeCommands } from '../../life-cycle/life-messages.ts';
import { openPanel, type Panel } from '../../webviews/panel.ts';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';

export const showLifeCycle: Command = lifeCycleCommand();

function lifeCycleCommand(): Command {
  /** By container. */
  const panels = new Map<string, Panel<LifeMessage>>();
  return {
    id: 'slipway.container.showLifeCycle',
    async run(parts, ...given) {
      const [row] = await containerTargets(parts, given, {
        title: 'Show the life cycle of which container?',
        many: 'one',
        none: 'there is no container yet.',
      });
      if (!row) return;
      const open = panels.get(row.id);
      if (open) return open.reveal();
      const { id } = row;
      const feed = lifeFeed({
        row,
        store: parts.store,
        engine: parts.engine,
        tell(life) {
          panel.send({ kind: 'life', life });
          panel.retitle(titleOf(life.name));
        },
        log: message => parts.log.debug(message),
      });
      const panel = openPanel<LifeMessage, LifeRequest>({
        viewType: 'slipway.lifeCycle',
        title: titleOf(row.name),
        icon: {
          light: parts.ownFile('media', 'life-cycle-light.svg'),
          dark: parts.ownFile('media', 'life-cycle-dark.svg'),
        },
        bundle: 'life-cycle',
        ownFile: parts.ownFile,
        onReady: () => panel.send({ kind: 'life', life: feed.life }),
        onMessage({ command }) {
          if (!lifeCommands.includes(command)) return;
          // As from its row: the command then says itself what is wrong.
          const subject = { kind: 'container', id } as const;
          void vscode.commands.executeCommand(`slipway.container.${command}`, {
            ...{ id: `container:${id}`, label: feed.life.name, facts: ';container;', spoken: feed.life.name },
            ...{ icon: { id: 'vm' }, subject },
          });
        },
        onDidChangeVisibility: visibility => (visibility === 'visible' ? feed.resume() : feed.pause()),
        onDidClose: () => panels.delete(id),
      });
      panels.set(id, panel);
      feed.resume();
    },
  };
}

function titleOf(name: string): string {
  return `Life cycle of ${name}`;
}
