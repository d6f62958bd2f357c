/** When the analyzer asks ShellCheck, and what it does with the answer. The program is a stand-in that counts. */
import { describe, expect, it } from 'vitest';
import { type Config, defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import type { ScriptFile, ShellCheck, ShellCheckRun } from '../../server/src/shellcheck/shellcheck.ts';
import { type MemoryWorkspace, memoryWorkspace } from '../support/memory-workspace.ts';

const id = 'dockerfile/shellcheck-finding';

/** Says SC2164 of the word `bad` wherever it stands. */
function answer(scripts: readonly ScriptFile[]): ShellCheckRun {
  const comments = scripts.flatMap(({ name, text }) =>
    text.split('\n').flatMap((content, i) =>
      [...content.matchAll(/\bbad\b/g)].map(({ index }) => ({
        file: name,
        line: i + 1,
        endLine: i + 1,
        column: index + 1,
        endColumn: index + 4,
        level: 'warning',
        code: 2164,
        message: 'This is bad.',
        fix: null,
      })),
    ),
  );
  return { kind: 'output', text: JSON.stringify({ comments }) };
}

interface StandIn extends ShellCheck {
  /** For each run, the last lines of its scripts. */
  readonly runs: string[][];
  /** What happens in a run; answers unless it is replaced. */
  during: (scripts: readonly ScriptFile[], signal: AbortSignal | undefined) => Promise<ShellCheckRun>;
}

function standIn(): StandIn {
  const runs: string[][] = [];
  const program: StandIn = {
    runs,
    during: async scripts => answer(scripts),
    run(scripts, signal) {
      runs.push(scripts.map(({ text }) => text.trimEnd().split('\n').at(-1) ?? ''));
      return program.during(scripts, signal);
    },
  };
  return program;
}

function setUp(
  files: Readonly<Record<string, string>>,
  config: Partial<Config> = {},
): { workspace: MemoryWorkspace; program: StandIn; analyzer: ReturnType<typeof createAnalyzer>; texts: typeof texts } {
  const workspace = memoryWorkspace(files);
  const program = standIn();
  const analyzer = createAnalyzer(
    workspace,
    { ...defaultConfig, ...config },
    {
      shellcheck: program,
      log: message => {
        throw new Error(message);
      },
    },
  );
  /** The marked texts of the file's ShellCheck findings, and `…` when there may be more. */
  async function texts(path: string, shellcheck: 'wait' | 'as-known' = 'wait', signal?: AbortSignal) {
    const file = await analyzer.findings(path, { shellcheck, signal });
    const found = file.findings.filter(it => it.rule.id === id);
    const marked = found.map(it => `${file.text.slice(0, it.at.start).split('\n').length}: ${it.message}`);
    return file.awaits ? [...marked, '…'] : marked;
  }
  return { workspace, program, analyzer, texts };
}

const said = 'SC2164: This is bad';

describe('ShellCheck', () => {
  it('is asked once for all scripts of a file', async () => {
    const { program, texts } = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\nRUN fine\nONBUILD RUN bad\nRUN bad\n' });
    expect(await texts('/p/Dockerfile')).toEqual([`2: ${said}`, `4: ${said}`, `5: ${said}`]);
    expect(program.runs).toEqual([['bad', 'fine']]);
  });

  it('is waited for by nobody who wants what is known', async () => {
    const { program, texts } = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\n' });
    expect(await texts('/p/Dockerfile', 'as-known')).toEqual(['…']);
    expect(program.runs).toEqual([]);
    expect(await texts('/p/Dockerfile')).toEqual([`2: ${said}`]);
    expect(await texts('/p/Dockerfile', 'as-known')).toEqual([`2: ${said}`]);
  });

  it('is not asked again about scripts that stayed the same, and their findings move along', async () => {
    const { workspace, analyzer, program, texts } = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\nRUN bad 2\n' });
    await texts('/p/Dockerfile');
    const write = (text: string) => analyzer.changed([workspace.write('Dockerfile', text)], 'content');
    write('# a comment\nFROM debian:12\n\nRUN bad\nRUN bad 2\n');
    expect(await texts('/p/Dockerfile')).toEqual([`4: ${said}`, `5: ${said}`]);
    write('FROM debian:12\nRUN bad\nRUN bad 3\n');
    expect(await texts('/p/Dockerfile', 'as-known'), 'the other one stays').toEqual([`2: ${said}`, '…']);
    expect(await texts('/p/Dockerfile')).toEqual([`2: ${said}`, `3: ${said}`]);
    expect(program.runs).toEqual([['bad', 'bad 2'], ['bad 3']]);
  });

  it('is not asked where its rule is off, where there is no script, and of other files', async () => {
    const off = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\n' }, { rules: { [id]: 'off' } });
    expect(await off.texts('/p/Dockerfile')).toEqual([]);
    const none = setUp({ Dockerfile: 'FROM debian:12\nRUN ["bad"]\n', 'compose.yaml': 'services: {}\n' });
    await none.texts('/p/Dockerfile');
    await none.texts('/p/compose.yaml');
    const byFile = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\n', '.slipway.yaml': `rules: { ${id}: off }\n` });
    expect(await byFile.texts('/p/Dockerfile')).toEqual([]);
    expect([off, none, byFile].map(it => it.program.runs)).toEqual([[], [], []]);
  });

  it('gives a run up that is cancelled, and learns nothing from it', async () => {
    const { program, texts } = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\n' });
    const controller = new AbortController();
    program.during = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        controller.abort(new Error('stale'));
      });
    await expect(texts('/p/Dockerfile', 'wait', controller.signal)).rejects.toThrow('stale');
    program.during = async scripts => answer(scripts);
    expect(await texts('/p/Dockerfile')).toEqual([`2: ${said}`]);
  });

  it('is run once at a time for a file', async () => {
    const { workspace, analyzer, program, texts } = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\n' });
    let running = 0;
    let most = 0;
    program.during = async scripts => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return answer(scripts);
    };
    const first = texts('/p/Dockerfile');
    await new Promise(setImmediate);
    analyzer.changed([workspace.write('Dockerfile', 'FROM debian:12\nRUN bad 2\n')], 'content');
    expect(await texts('/p/Dockerfile')).toEqual([`2: ${said}`]);
    await first;
    expect(most).toBe(1);
  });

  it('that changes nothing but its text while it is asked is asked about the new one', async () => {
    const { workspace, analyzer, program, texts } = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\n' });
    program.during = async scripts => {
      program.during = async again => answer(again);
      analyzer.changed([workspace.write('Dockerfile', 'FROM debian:12\n\nRUN bad 2\n')], 'content');
      return answer(scripts);
    };
    expect(await texts('/p/Dockerfile')).toEqual([`3: ${said}`]);
    expect(program.runs).toEqual([['bad'], ['bad 2']]);
  });

  it('that failed is not asked again about the same', async () => {
    const { program, texts } = setUp({ Dockerfile: 'FROM debian:12\nRUN bad\n' });
    program.during = async () => ({ kind: 'failed' });
    expect([await texts('/p/Dockerfile'), await texts('/p/Dockerfile')]).toEqual([[], []]);
    program.during = async () => ({ kind: 'output', text: 'no JSON' });
    expect(program.runs).toHaveLength(1);
  });

  it('that is not there is not asked again, until another one is named', async () => {
    const { analyzer, program, texts } = setUp({
      Dockerfile: 'FROM debian:12\nRUN bad\n',
      'a.Dockerfile': 'FROM debian:12\nRUN bad 2\n',
    });
    program.during = async () => ({ kind: 'unavailable' });
    expect([await texts('/p/Dockerfile'), await texts('/p/a.Dockerfile', 'as-known')]).toEqual([[], []]);
    expect(program.runs).toHaveLength(1);
    analyzer.useShellCheck(standIn());
    expect(await texts('/p/Dockerfile')).toEqual([`2: ${said}`]);
    analyzer.useShellCheck(undefined);
    expect(await texts('/p/Dockerfile')).toEqual([]);
  });
});

describe('Suppressions of its codes', () => {
  it.each([
    ['# hadolint ignore=SC2164', []],
    ['# hadolint ignore=DL3006,SC2164 # why', []],
    ['# hadolint ignore=sc2164', []],
    ['# slipway ignore=SC2164', []],
    [`# slipway ignore=${id}`, []],
    ['# hadolint ignore=SC2165', [`3: ${said}`]],
    ['# hadolint ignore=SC216', [`3: ${said}`]],
    ['# slipway ignore=compose/undefined-volume', [`3: ${said}`]],
    ['# check=skip=SC2164', [`3: ${said}`]],
  ])('%s', async (comment, left) => {
    const { texts } = setUp({ Dockerfile: `FROM debian:12\n${comment}\nRUN bad\n` });
    expect(await texts('/p/Dockerfile')).toEqual(left);
  });
});
