// A program of this machine in a terminal of its own, so that its output can be read after it has ended, which VS Code's
// own terminals do not allow. The program gets no terminal device: it prints plain lines.
import { type ChildProcess, spawn } from 'node:child_process';
import * as vscode from 'vscode';
import { remark } from './terminal-text.ts';

export interface ProgramOptions {
  /** Title of the terminal. */
  readonly name: string;
  readonly icon: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface ProgramRun {
  /** Exit code; undefined when the program was ended by the user or could not be started. */
  readonly ended: Promise<number | undefined>;
  show(): void;
}

const interrupt = '\x03';

export function runInTerminal({ name, icon, command, args, folder, environment }: ProgramOptions): ProgramRun {
  const written = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<void>();
  let child: ChildProcess | undefined;
  let settle: (code: number | undefined) => void = () => undefined;
  const ended = new Promise<number | undefined>(resolve => {
    settle = resolve;
  });

  const end = (line: string, code: number | undefined) => {
    child = undefined;
    written.fire(remark(line));
    written.fire(remark('Press any key to close.'));
    settle(code);
  };
  const open = () => {
    written.fire(remark(`${command} ${args.map(quoted).join(' ')}`));
    let begun: ChildProcess;
    try {
      begun = spawn(command, args, {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
      });
    } catch (error) {
      end(String(error), undefined);
      return;
    }
    child = begun;
    for (const stream of [begun.stdout, begun.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => written.fire(text.replace(/\r?\n/g, '\r\n')));
    begun.on('error', error => end(error.message, undefined));
    begun.on('close', (code, signal) => {
      if (child !== begun) return;
      if (code === null) end(`Ended by ${signal}.`, undefined);
      else end(code === 0 ? 'Done.' : `Ended with exit code ${code}.`, code);
    });
  };
  const terminal = vscode.window.createTerminal({
    name,
    iconPath: new vscode.ThemeIcon(icon),
    pty: {
      onDidWrite: written.event,
      onDidClose: closed.event,
      open,
      close() {
        child?.kill('SIGINT');
        settle(undefined);
      },
      handleInput(text: string) {
        if (child === undefined) closed.fire();
        else if (text === interrupt) child.kill('SIGINT');
      },
    },
  });
  terminal.show(true);
  return { ended, show: () => terminal.show(true) };
}

/** For reading only: nothing is ever handed to a shell. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
