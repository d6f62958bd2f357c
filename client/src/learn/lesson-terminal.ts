// The integrated terminals of lessons: types commands into them, and hears how commands end in whichever terminal tells it.
// Nothing is typed into one that is busy, or that somebody took to another folder: then there is a new one.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { TerminalResult } from '../../../server/src/lessons/facts.ts';
import { plain } from '../terminals/terminal-text.ts';

export interface LessonTerminal extends vscode.Disposable {
  /** Begins to listen: while nobody learns, nothing is read of anybody's terminals. */
  follow(): void;
  /** Whether the terminal will tell how the command ends. */
  run(command: string, folder: string): Promise<boolean>;
  /** Closes the terminal of the folder, which is about to go: some systems move no folder in which a shell stands. */
  leave(folder: string): void;
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
  const busy = new Set<vscode.Terminal>();
  /** Where its shell said that it stands when our first command began. */
  const places = new WeakMap<vscode.Terminal, string>();
  /** Those whose shells tell nothing. */
  const mute = new WeakSet<vscode.Terminal>();
  let results: readonly TerminalResult[] = [];
  let following: vscode.Disposable | undefined;

  const listen = async (execution: vscode.TerminalShellExecution): Promise<void> => {
    const output = { tail: '' };
    outputs.set(execution, output);
    for await (const data of execution.read()) output.tail = (output.tail + data).slice(-tailLength);
  };
  const begun = ({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): void => {
    busy.add(terminal);
    const place = execution.cwd?.fsPath;
    if (place !== undefined && !places.has(terminal)) places.set(terminal, place);
    if (isOfInterest(execution.commandLine.value)) void listen(execution).catch(() => undefined); // It was closed.
  };
  const over = ({ terminal, execution, exitCode }: vscode.TerminalShellExecutionEndEvent): void => {
    busy.delete(terminal);
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
  };
  const follow = (): void => {
    following ??= vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(begun),
      vscode.window.onDidEndTerminalShellExecution(over),
      vscode.window.onDidCloseTerminal(terminal => {
        busy.delete(terminal);
        for (const [folder, it] of terminals) if (it === terminal) terminals.delete(folder);
      }),
    );
  };
  const isFree = (terminal: vscode.Terminal): boolean => {
    const [first, now] = [places.get(terminal), terminal.shellIntegration?.cwd?.fsPath];
    return !busy.has(terminal) && (first === undefined || now === undefined || first === now);
  };
  return {
    follow,
    onDidEnd: ended.event,
    get results() {
      return results;
    },
    async run(command, folder) {
      follow();
      let terminal = terminals.get(folder);
      if (!terminal || !isFree(terminal)) {
        terminal = vscode.window.createTerminal({
          name: basename(folder),
          cwd: folder,
          // Git Bash would make `/data` a path of Windows, although it is one in the container.
          ...(process.platform === 'win32' ? { env: { MSYS_NO_PATHCONV: '1' } } : {}),
          iconPath: new vscode.ThemeIcon('mortar-board'),
        });
        terminals.set(folder, terminal);
      }
      terminal.show(true);
      const integration = terminal.shellIntegration ?? (mute.has(terminal) ? undefined : await integrationOf(terminal));
      if (integration) integration.executeCommand(command);
      else {
        mute.add(terminal);
        terminal.sendText(command);
      }
      return integration !== undefined;
    },
    leave(folder) {
      terminals.get(folder)?.dispose();
      terminals.delete(folder);
    },
    dispose() {
      following?.dispose();
      ended.dispose();
    },
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
