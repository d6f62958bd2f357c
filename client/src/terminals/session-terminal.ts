// A program at the other end of the engine's API in a terminal of the panel: a shell, a command, a container's own program.
// What was seen stays readable when the program, the container or the engine has gone.
import * as vscode from 'vscode';
import type { Parts } from '../commands/command.ts';
import { EngineUnreachable } from '../engine/engine.ts';
import type { Session, TerminalSize } from '../engine/sessions.ts';
import { lineInput } from './line-input.ts';
import { throttle } from './pace.ts';
import { screenState } from './screen-state.ts';
import { remark } from './terminal-text.ts';

export interface SessionTerminalOptions {
  /** Of the terminal. */
  readonly name: string;
  /** A codicon's name; `terminal` when absent. */
  readonly icon?: string;
  /** Said first. */
  readonly hint?: string;
  /** Starts the program once the terminal is there. A rejection is told in the terminal. */
  readonly start: (size: TerminalSize, signal: AbortSignal) => Promise<Session>;
}

/** Until the terminal has been shown. */
const usualSize: TerminalSize = { columns: 80, rows: 24 };
/** Typed before the program runs. */
const longestTypedAhead = 64 * 1024;
const keysThatClose: readonly string[] = ['\r', '\x03', '\x04'];

export function openSession(
  { log }: Pick<Parts, 'log'>,
  { name, icon = 'terminal', hint, start }: SessionTerminalOptions,
): vscode.Terminal {
  const abort = new AbortController();
  const { signal } = abort;
  const written = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<void>();
  let size = usualSize;
  let session: Session | undefined;
  let typedAhead = '';
  let hasEnded = false;
  const screen = screenState();

  /** Sends what is typed on to the program. */
  let type: (text: string) => void = () => undefined;

  const run = async (): Promise<string> => {
    const asked = size;
    const started = await start(asked, signal);
    session = started;
    const send = (text: string) => void started.write(text);
    const echo = (text: string) => written.fire(text);
    type = started.isTerminal ? send : lineInput({ echo, send, end: () => started.endInput() });
    if (size !== asked) void started.resize(size.columns, size.rows);
    if (typedAhead !== '') type(typedAhead);
    const decoder = new TextDecoder();
    const slowed = throttle();
    for await (const bytes of started.output) {
      const text = decoder.decode(bytes, { stream: true });
      screen.saw(text);
      written.fire(started.isTerminal ? text : text.replace(/\r?\n/g, '\r\n'));
      await slowed(bytes.length);
    }
    const code = await started.exitCode;
    return code === undefined ? 'Detached: the program goes on.' : `Ended with exit code ${code}.`;
  };
  const ended = (words: string) => {
    hasEnded = true;
    log.debug(`${name}: ${words}`);
    written.fire(`${screen.restored()}${remark(`${words} Press Enter to close.`)}`);
  };

  const terminal = vscode.window.createTerminal({
    name,
    iconPath: new vscode.ThemeIcon(icon),
    isTransient: true,
    pty: {
      onDidWrite: written.event,
      onDidClose: closed.event,
      open(dimensions: vscode.TerminalDimensions | undefined) {
        if (dimensions) size = dimensions;
        if (hint !== undefined) written.fire(remark(hint));
        run().then(ended, error => {
          if (!signal.aborted) ended(failure(error));
        });
      },
      close() {
        abort.abort();
      },
      setDimensions(dimensions: vscode.TerminalDimensions) {
        size = dimensions;
        void session?.resize(dimensions.columns, dimensions.rows);
      },
      handleInput(text: string) {
        if (hasEnded) {
          if (keysThatClose.includes(text)) closed.fire();
        } else if (session) type(text);
        else if (typedAhead.length < longestTypedAhead) typedAhead += text;
      },
    },
  });
  terminal.show();
  return terminal;
}

function failure(error: unknown): string {
  const why = error instanceof Error ? error.message.replace(/\.?$/, '.') : String(error);
  return error instanceof EngineUnreachable ? `The engine is gone: ${why}` : why;
}
