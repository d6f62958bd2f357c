// The terminals of lessons: commands go where nothing runs and where the exercise is, and nobody's terminal is read while
// nobody learns.
import { beforeEach, describe, expect, it, vi } from 'vitest';

class Emitter<T> {
  readonly listeners = new Set<(event: T) => void>();
  readonly event = (listener: (event: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(event: T): void {
    for (const listener of [...this.listeners]) listener(event);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

interface Made {
  readonly cwd: string;
  readonly typed: string[];
  isDisposed: boolean;
  shellIntegration: { readonly cwd: { fsPath: string }; executeCommand(command: string): void } | undefined;
}

const made: Made[] = [];
const started = new Emitter<unknown>();
const ended = new Emitter<unknown>();
const closed = new Emitter<unknown>();
const integrated = new Emitter<unknown>();
let tellsEndings = true;

vi.mock('vscode', () => ({
  EventEmitter: Emitter,
  Disposable: {
    from: (...all: readonly { dispose(): void }[]) => ({ dispose: () => all.forEach(it => void it.dispose()) }),
  },
  ThemeIcon: class {},
  window: {
    onDidStartTerminalShellExecution: started.event,
    onDidEndTerminalShellExecution: ended.event,
    onDidCloseTerminal: closed.event,
    onDidChangeTerminalShellIntegration: integrated.event,
    createTerminal: ({ cwd }: { cwd: string }) => {
      const terminal = {
        ...{ cwd, typed: [] as string[], isDisposed: false },
        show: () => undefined,
        sendText: (text: string) => void terminal.typed.push(text),
        shellIntegration: tellsEndings
          ? { cwd: { fsPath: cwd }, executeCommand: (command: string) => void terminal.typed.push(command) }
          : undefined,
        dispose: () => {
          terminal.isDisposed = true;
          closed.fire(terminal);
        },
      };
      made.push(terminal);
      return terminal;
    },
  },
}));

vi.resetModules();
const { lessonTerminal } = await import('../../../client/src/learn/lesson-terminal.ts');

const execution = (command: string, cwd = '/ex') => ({
  commandLine: { value: command },
  cwd: { fsPath: cwd },
  read: async function* () {
    yield 'said\n';
  },
});

describe('The terminal of a lesson', () => {
  let terminal: ReturnType<typeof lessonTerminal>;
  beforeEach(() => {
    made.length = 0;
    tellsEndings = true;
    terminal?.dispose();
    terminal = lessonTerminal();
  });

  it('reads nothing of anybody before somebody learns, and stops when it is given up', () => {
    expect(started.listeners.size + ended.listeners.size + closed.listeners.size).toBe(0);
    terminal.follow();
    terminal.follow();
    expect(started.listeners.size).toBe(1);
    terminal.dispose();
    expect(started.listeners.size + ended.listeners.size + closed.listeners.size).toBe(0);
  });

  it('is one for all commands of a folder', async () => {
    await terminal.run('docker ps', '/ex');
    await terminal.run('docker images', '/ex');
    expect(made.map(({ typed }) => typed)).toEqual([['docker ps', 'docker images']]);
  });

  it('is left alone while something runs in it', async () => {
    await terminal.run('docker run -it alpine', '/ex');
    const run = execution('docker run -it alpine');
    started.fire({ terminal: made[0], execution: run });
    await terminal.run('docker ps', '/ex');
    expect(made.map(({ typed }) => typed)).toEqual([['docker run -it alpine'], ['docker ps']]);
    ended.fire({ terminal: made[0], execution: run, exitCode: 0 });
    expect(terminal.results.map(({ command, exitCode }) => [command, exitCode])).toEqual([
      ['docker run -it alpine', 0],
    ]);
  });

  it('is left alone when its shell stands in another folder', async () => {
    await terminal.run('docker ps', '/ex');
    started.fire({ terminal: made[0], execution: execution('docker ps') });
    ended.fire({ terminal: made[0], execution: execution('docker ps'), exitCode: 0 });
    if (made[0]?.shellIntegration) made[0].shellIntegration.cwd.fsPath = '/elsewhere';
    await terminal.run('docker build .', '/ex');
    expect(made.map(({ typed }) => typed)).toEqual([['docker ps'], ['docker build .']]);
  });

  it('is closed when its folder is moved, and made anew', async () => {
    await terminal.run('docker ps', '/ex');
    terminal.leave('/ex');
    expect(made[0]?.isDisposed).toBe(true);
    await terminal.run('docker ps', '/ex');
    expect(made).toHaveLength(2);
  });

  it('is waited for once where its shell tells nothing', async () => {
    vi.useFakeTimers();
    try {
      tellsEndings = false;
      const first = terminal.run('docker ps', '/ex');
      await vi.advanceTimersByTimeAsync(4000);
      expect(await first).toBe(false);
      expect(await terminal.run('docker images', '/ex')).toBe(false);
      expect(made[0]?.typed).toEqual(['docker ps', 'docker images']);
    } finally {
      vi.useRealTimers();
    }
  });
});
