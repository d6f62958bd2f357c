// The integrated terminal of a lesson: types commands into it, and hears how commands end in whichever terminal tells it.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { TerminalResult } from '../../../server/src/lessons/facts.ts';
import { plain } from '../terminals/terminal-text.ts';

export interface LessonTerminal extends vscode.Disposable {
  /** Whether the terminal will tell how the command ends. */
  run(command: string, folder: string): Promise<boolean>;
  readonly onDidEnd: vscode.Event<TerminalResult>;
  /** Oldest first, a few dozen at most. */
  readonly results: readonly TerminalResult[];
}

const most = 60;
/** How long a new terminal may take until it says that it tells how commands end. */
const integrationMs = 4000;
/** Of what a command wrote, its end. */
const tailLength = 4000;

export function lessonTerminal(): LessonTerminal {
  const ended = new vscode.EventEmitter<TerminalResult>();
  const terminals = new Map<string, vscode.Terminal>();
  const outputs = new WeakMap<vscode.TerminalShellExecution, { tail: string }>();
  let results: readonly TerminalResult[] = [];

  const listen = async (execution: vscode.TerminalShellExecution): Promise<void> => {
    const output = { tail: '' };
    outputs.set(execution, output);
    for await (const data of execution.read()) output.tail = (output.tail + data).slice(-tailLength);
  };
  const registrations = vscode.Disposable.from(
    ended,
    vscode.window.onDidStartTerminalShellExecution(({ execution }) => {
      if (isOfInterest(execution.commandLine.value)) void listen(execution).catch(() => undefined); // It was closed.
    }),
    vscode.window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
      const command = execution.commandLine.value.trim();
      if (command === '') return;
      const output = outputs.get(execution)?.tail;
      const result: TerminalResult = {
        at: Date.now(),
        command,
        exitCode,
        ...(output === undefined ? {} : { output: output.split('\n').map(plain).join('\n') }),
      };
      results = [...results, result].slice(-most);
      ended.fire(result);
    }),
    vscode.window.onDidCloseTerminal(terminal => {
      for (const [folder, it] of terminals) if (it === terminal) terminals.delete(folder);
    }),
  );
  return {
    onDidEnd: ended.event,
    get results() {
      return results;
    },
    async run(command, folder) {
      let terminal = terminals.get(folder);
      if (!terminal) {
        terminal = vscode.window.createTerminal({
          name: basename(folder),
          cwd: folder,
          iconPath: new vscode.ThemeIcon('mortar-board'),
        });
        terminals.set(folder, terminal);
      }
      terminal.show(true);
      const integration = terminal.shellIntegration ?? (await integrationOf(terminal));
      if (integration) integration.executeCommand(command);
      else terminal.sendText(command);
      return integration !== undefined;
    },
    dispose: () => registrations.dispose(),
  };
}

/** Undefined when the shell does not support it. */
function integrationOf(terminal: vscode.Terminal): Promise<vscode.TerminalShellIntegration | undefined> {
  return new Promise(resolve => {
    const settle = (integration: vscode.TerminalShellIntegration | undefined): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(integration);
    };
    const timer = setTimeout(() => settle(undefined), integrationMs);
    const listening = vscode.window.onDidChangeTerminalShellIntegration(event => {
      if (event.terminal === terminal) settle(event.shellIntegration);
    });
  });
}

function isOfInterest(command: string): boolean {
  return /\b(?:docker|podman|balena|curl|npm|sh|make)\b/.test(command);
}
