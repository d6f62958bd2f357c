// Logs of containers in a terminal of the panel, followed across restarts. Nothing is written to disk.
import * as vscode from 'vscode';
import type { Parts } from '../commands/command.ts';
import { followLogs } from '../engine/logs/log-follower.ts';
import { logWriter } from './log-writer.ts';
import { remark } from './terminal-text.ts';

export interface LogTerminalOptions {
  /** Of the terminal; made from the containers when absent. */
  readonly title?: string;
  /** Only what was written since then: milliseconds since 1970, or when each container started last. */
  readonly since?: number | 'start';
  /** Lines of each container that were written before; all of them when `all`, 1000 when absent. */
  readonly tail?: number | 'all';
  readonly timestamps?: 'hidden' | 'shown';
}

export const usualTail = 1000;

const opened = new Map<string, vscode.Terminal>();

/**
 * Shows the logs of these containers, in the order given. The terminal that already shows the same ones in the same way is
 * brought to the front.
 */
export function openLogs(
  parts: Pick<Parts, 'store' | 'engine' | 'log'>,
  containerIds: readonly string[],
  options: LogTerminalOptions = {},
): vscode.Terminal {
  const { since, tail = usualTail, timestamps = 'hidden' } = options;
  const names = containerIds.map(id => parts.store.state.containers.get(id)?.name ?? id.slice(0, 12));
  const title = options.title ?? (names.length === 1 ? names[0] : `${names.length} containers`);
  const key = JSON.stringify([containerIds.toSorted(), since, tail, timestamps]);
  const there = opened.get(key);
  if (there) {
    there.show(true);
    return there;
  }
  const abort = new AbortController();
  const { signal } = abort;
  const written = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<void>();
  const writer = logWriter({ names, timestamps, write: text => written.fire(text) });
  const follow = async (id: string, source: number) => {
    const name = names[source] ?? id;
    parts.log.debug(`logs of ${name}: followed`);
    const { store, engine } = parts;
    const nanoseconds = typeof since === 'number' ? BigInt(Math.round(since)) * 1_000_000n : since;
    const from = nanoseconds === undefined ? {} : { since: nanoseconds };
    try {
      const lines = tail === 'all' ? {} : { tail };
      for await (const event of followLogs({ id, name, store, engine, signal, ...from, ...lines }))
        writer.show(source, event);
    } catch (error) {
      parts.log.warn(`logs of ${name}: ${String(error)}`);
      const why = error instanceof Error ? error.message : String(error);
      writer.say(`${name} cannot be read: ${why}`);
    }
    parts.log.debug(`logs of ${name}: ended`);
  };
  /** Another one may have taken its place after this one was stopped. */
  const forget = () => {
    if (opened.get(key) === terminal) opened.delete(key);
  };
  const end = () => {
    forget();
    abort.abort();
    writer.dispose();
  };

  const terminal = vscode.window.createTerminal({
    name: `Logs: ${title}`,
    iconPath: new vscode.ThemeIcon('output'),
    isTransient: true,
    pty: {
      onDidWrite: written.event,
      onDidClose: closed.event,
      open() {
        const reading = Promise.all(containerIds.map(follow));
        void reading.then(() => {
          if (!signal.aborted) writer.say('Press Enter to close.');
          forget();
          abort.abort();
        });
      },
      close: end,
      handleInput(text: string) {
        if (text === interrupt && !signal.aborted) {
          end();
          written.fire(remark('Stopped. Press Enter to close.'));
        } else if (text === enter && signal.aborted) closed.fire();
      },
    },
  });
  opened.set(key, terminal);
  terminal.show(true);
  return terminal;
}

const interrupt = '\x03';
const enter = '\r';
