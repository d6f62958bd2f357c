import { describe, expect, it } from 'vitest';
import { findShell, shellsToTry } from '../../../client/src/commands/sessions/find-shell.ts';
import { splitCommand } from '../../../client/src/commands/sessions/split-command.ts';
import { EngineRefused } from '../../../client/src/engine/engine.ts';
import type { ExecOptions, Session } from '../../../client/src/engine/sessions.ts';

describe('A command line', () => {
  it.each<[string, readonly string[]]>([
    ['ls', ['ls']],
    ['  ls   -l\t/tmp ', ['ls', '-l', '/tmp']],
    ['', []],
    ['echo "two words"', ['echo', 'two words']],
    ['echo \'a "b" \\ $c\'', ['echo', 'a "b" \\ $c']],
    ['echo "a \\"b\\" \\\\ \\n"', ['echo', 'a "b" \\ \\n']],
    ['a\\ b c\\"d', ['a b', 'c"d']],
    ["--name='x y'z", ['--name=x yz']],
    ['echo "" \'\'', ['echo', '', '']],
    ['end\\', ['end\\']],
    ['größe 漢字', ['größe', '漢字']],
  ])('%j', (line, words) => expect(splitCommand(line)).toMatchObject({ kind: 'words', words }));

  it.each(['echo "a', "echo 'a", 'echo "a\\"'])('%j is not closed', line =>
    expect(splitCommand(line).kind).toBe('unclosed'),
  );

  it.each([
    ['ls | wc', true],
    ['ls *.c', true],
    ['echo $HOME', true],
    ['echo "$HOME"', true],
    ["sh -c 'ls | wc'", false],
    ['echo \\$HOME "\\$x"', false],
    ['ls -l', false],
  ])('%j needs a shell: %s', (line, needsShell) => expect(splitCommand(line)).toMatchObject({ needsShell }));
});

describe('The shell of a container', () => {
  const { signal } = new AbortController();
  const tried: string[] = [];
  const engine = (codes: Readonly<Record<string, number | Error>>) => ({
    async exec(_id: string, { command: [program = ''] }: ExecOptions): Promise<Session> {
      tried.push(program);
      const code = codes[program] ?? 127;
      if (typeof code !== 'number') throw code;
      return {
        isTerminal: false,
        output: (async function* () {})(),
        write: async () => undefined,
        endInput: () => undefined,
        resize: async () => undefined,
        exitCode: Promise.resolve(code),
      };
    },
  });

  it('is the first that starts, the wished one before all', async () => {
    tried.length = 0;
    expect(shellsToTry('linux', 'fish')[0]).toBe('fish');
    expect(shellsToTry('linux', 'sh').filter(it => it === 'sh')).toEqual(['sh']);
    expect(shellsToTry('windows', '')).not.toContain('bash');
    const codes = { sh: 0, bash: new EngineRefused('exec: "bash": not found', 400) };
    expect(await findShell(engine(codes), 'id', shellsToTry('linux', 'fish'), signal)).toBe('sh');
    expect(tried).toEqual(['fish', 'bash', 'sh']);
  });

  it('is none in an image without one', async () => {
    expect(await findShell(engine({}), 'id', shellsToTry('linux', ''), signal)).toBeUndefined();
  });

  it('is not looked for in a container that does not run', async () => {
    const gone = { bash: new EngineRefused('container is not running', 409) };
    await expect(findShell(engine(gone), 'id', ['bash', 'sh'], signal)).rejects.toThrow('not running');
  });
});
