/** ShellCheck behind the server: after the ordinary findings, ended when stale, and only where settings let it run. */
import { afterEach, describe, expect, it } from 'vitest';
import { withoutPrograms } from '../../client/src/restricted-settings.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import type { ShellCheckHostOptions } from '../../server/src/lsp/server.ts';
import type { ScriptFile, ShellCheck, ShellCheckRun } from '../../server/src/shellcheck/shellcheck.ts';
import { type ConnectedClient, type ConnectOptions, connect, itemsOf } from './connected-client.ts';

const opened: ConnectedClient[] = [];
afterEach(() => {
  for (const client of opened.splice(0)) client.dispose();
});

interface Run {
  readonly scripts: readonly ScriptFile[];
  readonly signal: AbortSignal | undefined;
  end(run: ShellCheckRun): void;
}

/** A program whose runs the test ends by hand. */
function heldProgram() {
  const runs: Run[] = [];
  const made: ShellCheckHostOptions[] = [];
  let onRun = () => {};
  const program: ShellCheck = {
    run: (scripts, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        runs.push({ scripts, signal, end: resolve });
        onRun();
      }),
  };
  return {
    runs,
    made,
    shellcheck: (options: ShellCheckHostOptions) => {
      made.push(options);
      return program;
    },
    /** The run of this number, as soon as it has begun. */
    async run(number: number): Promise<Run> {
      for (;;) {
        const run = runs[number];
        if (run) return run;
        await new Promise<void>(resolve => {
          onRun = resolve;
        });
      }
    },
  };
}

/** One comment about the last word of every script. */
function comments(scripts: readonly ScriptFile[]): ShellCheckRun {
  const about = scripts.map(({ name, text }) => {
    const lines = text.trimEnd().split('\n');
    const last = lines.at(-1) ?? '';
    const place = { line: lines.length, endLine: lines.length, column: last.length, endColumn: last.length + 1 };
    return { ...place, file: name, level: 'warning', code: 2164, message: 'Bad.', fix: null };
  });
  return { kind: 'output', text: JSON.stringify({ comments: about }) };
}

async function start(options: Partial<ConnectOptions>): Promise<ConnectedClient> {
  const client = await connect({ createAnalyzer, ...options });
  opened.push(client);
  return client;
}

const codesOf = (items: readonly { readonly code?: unknown }[]) => items.map(it => it.code);
const own = 'dockerfile/shellcheck-finding';
const text = 'FROM debian\nRUN cd /x; y\n';

describe('ShellCheck', () => {
  it('follows the ordinary findings, which wait for nothing', async () => {
    const held = heldProgram();
    const client = await start({ shellcheck: held.shellcheck });
    await client.open('Dockerfile', text);
    const first = await client.pull('Dockerfile');
    expect(codesOf(itemsOf(first))).toContain('dockerfile/untagged-base-image');
    expect(codesOf(itemsOf(first))).not.toContain(own);
    expect(held.runs).toHaveLength(0);
    const run = await held.run(0);
    const refresh = client.refreshes.next();
    run.end(comments(run.scripts));
    await refresh;
    expect(codesOf(itemsOf(await client.pull('Dockerfile', first.resultId)))).toContain(own);
    expect(held.runs).toHaveLength(1);
  });

  it('is pushed after them to clients that do not pull', async () => {
    const held = heldProgram();
    const client = await start({ shellcheck: held.shellcheck, capabilities: {} });
    await client.open('Dockerfile', text);
    const first = await client.pushed();
    expect(codesOf(first.diagnostics)).not.toContain(own);
    const run = await held.run(0);
    run.end(comments(run.scripts));
    expect(codesOf((await client.pushed()).diagnostics)).toContain(own);
  });

  it('is ended when the text changes, and asked about the new one', async () => {
    const held = heldProgram();
    const client = await start({ shellcheck: held.shellcheck });
    await client.open('Dockerfile', text);
    await client.pull('Dockerfile');
    const stale = await held.run(0);
    await client.change('Dockerfile', 2, `${text}RUN z\n`);
    await client.pull('Dockerfile');
    expect(stale.signal?.aborted).toBe(true);
    const run = await held.run(1);
    expect(run.scripts).toHaveLength(2);
    const refresh = client.refreshes.next();
    run.end(comments(run.scripts));
    await refresh;
    expect(codesOf(itemsOf(await client.pull('Dockerfile'))).filter(code => code === own)).toHaveLength(2);
    expect(client.logged.filter(message => message.includes('ShellCheck'))).toEqual([]);
  });

  it('is ended when the file is closed', async () => {
    const held = heldProgram();
    const client = await start({ shellcheck: held.shellcheck });
    await client.open('Dockerfile', text);
    await client.pull('Dockerfile');
    const run = await held.run(0);
    await client.close('Dockerfile');
    await client.connection.sendRequest('slipway/rules', null);
    expect(run.signal?.aborted).toBe(true);
  });

  it('is not run where the settings say so, as those of Restricted Mode do', async () => {
    const held = heldProgram();
    const settings = withoutPrograms({ shellcheck: { enable: 'auto', path: '/x' } }, 'restricted');
    const client = await start({ shellcheck: held.shellcheck, settings: settings as Record<string, unknown> });
    await client.open('Dockerfile', text);
    await client.pull('Dockerfile');
    await client.connection.sendRequest('slipway/checkWorkspace', null);
    expect([held.made, held.runs]).toEqual([[], []]);

    // Trust is granted: the client tells its settings anew.
    client.settings = withoutPrograms({}, 'trusted') as Record<string, unknown>;
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const run = await held.run(0);
    const refresh = client.refreshes.next();
    run.end(comments(run.scripts));
    await refresh;
    expect(held.made.map(it => it.path)).toEqual([undefined]);
  });

  it('is not even looked for before the settings are known', async () => {
    const held = heldProgram();
    const client = await start({ shellcheck: held.shellcheck, settings: { shellcheck: { path: '/opt/shellcheck' } } });
    await client.open('Dockerfile', text);
    await client.pull('Dockerfile');
    expect(held.made.map(it => it.path)).toEqual(['/opt/shellcheck']);
  });

  it('that is missing is told once in the log', async () => {
    const client = await start({
      shellcheck: ({ onMissing }) => ({
        async run() {
          onMissing('ShellCheck was not found');
          return { kind: 'unavailable' };
        },
      }),
      files: { 'a/Dockerfile': text, 'b/Dockerfile': text },
    });
    await client.connection.sendRequest('slipway/checkWorkspace', null);
    expect(client.logged).toEqual(['ShellCheck was not found']);
  });

  it('is waited for when the whole workspace is checked', async () => {
    const client = await start({
      shellcheck: () => ({ run: async scripts => comments(scripts) }),
      files: { Dockerfile: text },
    });
    const report = await client.connection.sendRequest<{
      readonly files: readonly { readonly diagnostics: readonly { readonly code: string }[] }[];
    }>('slipway/checkWorkspace', null);
    expect(report.files.flatMap(file => codesOf(file.diagnostics))).toContain(own);
  });
});

describe('The settings of Restricted Mode', () => {
  it('name no program, whatever stands in them, offer no build, and keep the rest', () => {
    const settings = { device: 'x', shellcheck: { enable: 'auto', path: '/tmp/evil' } };
    const quiet = { shellcheck: { enable: 'off' }, build: { codeLens: false } };
    expect(withoutPrograms(settings, 'restricted')).toEqual({ device: 'x', ...quiet });
    expect(withoutPrograms(null, 'restricted')).toEqual(quiet);
    expect(withoutPrograms(settings, 'trusted')).toBe(settings);
  });
});
