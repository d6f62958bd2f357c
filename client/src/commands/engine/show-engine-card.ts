// Shows what the connected engine is, what it builds for, and what its store takes.
import * as vscode from 'vscode';
import { EngineUnreachable } from '../../engine/engine.ts';
import type { Ending } from '../../engine/engine-store.ts';
import {
  type DiskState,
  type EngineCardMessage,
  type EngineCardRequest,
  engineCard,
} from '../../webviews/engine-card.ts';
import { openPanel, type Panel } from '../../webviews/panel.ts';
import type { Command, Parts } from '../command.ts';

export const showEngineCard: Command = engineCardCommand();

function engineCardCommand(): Command {
  let open: Panel<EngineCardMessage> | undefined;
  return {
    id: 'slipway.engine.showCard',
    async run(parts) {
      if (open) return open.reveal();
      const feed = cardFeed(parts, message => open?.send(message));
      open = openPanel<EngineCardMessage, EngineCardRequest>({
        viewType: 'slipway.engineCard',
        title: 'Container Engine',
        icon: { light: parts.ownFile('media', 'engine-light.svg'), dark: parts.ownFile('media', 'engine-dark.svg') },
        bundle: 'engine-card',
        ownFile: parts.ownFile,
        onReady: () => feed.tellAll(),
        onMessage: ({ kind }) => {
          if (kind === 'measure') feed.measure();
          else void vscode.commands.executeCommand(commandsOf[kind]);
        },
        onDidChangeVisibility: visibility => (visibility === 'visible' ? feed.resume() : feed.pause()),
        onDidClose() {
          open = undefined;
        },
      });
      feed.resume();
    },
  };
}

const commandsOf = {
  select: 'slipway.engine.select',
  'prune-images': 'slipway.image.prune',
  'prune-volumes': 'slipway.volume.prune',
} as const;

/** Asks once for each connection, and measures once; then when somebody wants to. */
function cardFeed(parts: Parts, tell: (message: EngineCardMessage) => void) {
  let card: EngineCardMessage | undefined;
  let disk: DiskState | undefined;
  let listening: readonly Ending[] = [];
  /** Of the questions under way. */
  let abort = new AbortController();

  const told = (message: EngineCardMessage): void => {
    if (message.kind === 'disk') disk = message.disk;
    else card = message;
    tell(message);
  };
  const measure = async (): Promise<void> => {
    const { signal } = abort;
    told({ kind: 'disk', disk: { kind: 'measuring' } });
    try {
      const use = await (await parts.engine()).survey.diskUse(signal);
      if (!signal.aborted) told({ kind: 'disk', disk: { kind: 'measured', use } });
    } catch (error) {
      if (!signal.aborted) told({ kind: 'disk', disk: { kind: 'failed', why: sentence(error) } });
    }
  };
  const read = async (): Promise<void> => {
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    try {
      const engine = await parts.engine();
      const [name, description, platforms] = await Promise.all([
        parts.engines.choice(),
        engine.survey.describe(signal),
        engine.buildPlatforms(signal).catch(() => undefined),
      ]);
      if (signal.aborted) return;
      told({ kind: 'card', card: engineCard({ engine: name, identity: engine.identity, description, platforms }) });
      await measure();
    } catch (error) {
      if (!signal.aborted) told({ kind: 'none', why: sentence(error) });
    }
  };
  return {
    tellAll() {
      if (card) tell(card);
      if (disk) tell({ kind: 'disk', disk });
    },
    measure: () => void measure(),
    resume() {
      listening = [
        parts.store.demand(),
        parts.store.onDidChange(({ isOfConnection }) => {
          const { kind } = parts.store.state.connection;
          if (isOfConnection && (kind === 'connected' || kind === 'unreachable')) void read();
        }),
      ];
      if (!card || parts.store.state.connection.kind === 'connected') void read();
    },
    pause() {
      for (const ending of listening) ending.dispose();
      listening = [];
      abort.abort();
    },
  };
}

function sentence(error: unknown): string {
  if (error instanceof EngineUnreachable) return error.failure.message;
  return error instanceof Error ? error.message : String(error);
}
