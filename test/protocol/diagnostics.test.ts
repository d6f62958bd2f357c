import { afterEach, describe, expect, it } from 'vitest';
import { DiagnosticSeverity, LSPErrorCodes } from 'vscode-languageserver';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { type ConnectedClient, type ConnectOptions, connect, itemsOf, modern, uri } from './connected-client.ts';
import { type Steering, wordAnalyzer } from './word-analyzer.ts';

const opened: ConnectedClient[] = [];

async function start(options: Partial<ConnectOptions> = {}, steering: Steering = {}): Promise<ConnectedClient> {
  const client = await connect({ createAnalyzer: workspace => wordAnalyzer(workspace, steering), ...options });
  opened.push(client);
  return client;
}

afterEach(() => {
  for (const client of opened.splice(0)) client.dispose();
});

describe('Pulled diagnostics', () => {
  it('are promised with dependencies between files and without a workspace pull', async () => {
    const { initialized } = await start();
    expect(initialized.capabilities).toMatchObject({
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: 2 },
      diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false },
    });
  });

  it('carry rule, page, severity, tag and related places', async () => {
    const client = await start({ files: { Dockerfile: 'BAD' } });
    await client.open('compose.yaml', 'x: BAD\n');
    expect(itemsOf(await client.pull('compose.yaml'))).toEqual([
      {
        range: { start: { line: 0, character: 3 }, end: { line: 0, character: 6 } },
        severity: DiagnosticSeverity.Warning,
        source: 'slipway',
        code: 'dockerfile/redundant-word',
        codeDescription: { href: 'file:///pages/dockerfile/redundant-word.md' },
        tags: [1],
        message: 'This word is bad',
      },
      expect.objectContaining({
        severity: DiagnosticSeverity.Information,
        relatedInformation: [
          {
            location: {
              uri: uri('Dockerfile'),
              range: { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } },
            },
            message: 'here',
          },
        ],
      }),
    ]);
  });

  it('speak of the text on the screen, not of the one on the disk', async () => {
    const client = await start({ files: { Dockerfile: 'BAD' } });
    await client.open('Dockerfile', 'fine');
    expect(itemsOf(await client.pull('Dockerfile'))).toEqual([]);
    await client.change('Dockerfile', 2, 'fine\n😀 BAD');
    expect(itemsOf(await client.pull('Dockerfile'))).toMatchObject([{ range: { start: { line: 1, character: 3 } } }]);
    await client.close('Dockerfile');
    expect(itemsOf(await client.pull('Dockerfile'))).toMatchObject([{ range: { start: { line: 0, character: 0 } } }]);
  });

  it('are not sent twice when they did not change', async () => {
    const client = await start();
    await client.open('Dockerfile', 'BAD');
    const first = await client.pull('Dockerfile');
    await client.change('Dockerfile', 2, 'BAD ');
    const second = await client.pull('Dockerfile', first.resultId);
    expect(second).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await client.change('Dockerfile', 3, ' BAD');
    expect((await client.pull('Dockerfile', first.resultId)).kind).toBe('full');
  });

  it('of another open file make the client refresh, but only when they became others', async () => {
    let askedFor = (_path: string) => {};
    const client = await start({}, { onAsked: path => askedFor(path) });
    await client.open('Dockerfile', 'BAD');
    await client.open('compose.yaml', 'x: y');
    await client.pull('Dockerfile');
    await client.pull('compose.yaml');
    const lookedAgain = new Promise<void>(resolve => {
      askedFor = path => path === '/p/compose.yaml' && resolve();
    });
    // Still one BAD: the Compose file is looked at again and says the same.
    await client.change('Dockerfile', 2, 'BAD but moved');
    await client.pull('Dockerfile');
    await lookedAgain;
    expect(client.refreshes.count).toBe(0);
    await client.change('Dockerfile', 3, 'BAD BAD');
    await client.refreshes.next();
    expect(client.refreshes.count).toBe(1);
    expect(itemsOf(await client.pull('compose.yaml'))).toMatchObject([{ message: 'The Dockerfile has 2' }]);
  });

  it('of many changes in a row are refreshed together', async () => {
    const client = await start();
    await client.open('Dockerfile', '');
    await client.open('compose.yaml', 'x: y');
    await client.pull('compose.yaml');
    for (let version = 2; version < 30; version++) await client.change('Dockerfile', version, 'BAD '.repeat(version));
    await client.refreshes.next();
    expect(itemsOf(await client.pull('compose.yaml'))).toMatchObject([{ message: 'The Dockerfile has 29' }]);
    expect(client.refreshes.count).toBe(1);
  });

  it('follow a change on the disk, unless the file is open', async () => {
    const client = await start({ files: { Dockerfile: '' } });
    await client.open('compose.yaml', 'x: y');
    await client.pull('compose.yaml');
    client.disk.write('Dockerfile', 'BAD');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uri('Dockerfile'), type: 2 }],
    });
    await client.refreshes.next();
    expect(itemsOf(await client.pull('compose.yaml'))).toHaveLength(1);
  });

  it('are cancelled, not half answered, when the client cancels', async () => {
    let release = () => {};
    const waiting = new Promise<void>(resolve => {
      release = resolve;
    });
    const client = await start({}, { before: () => waiting });
    await client.open('Dockerfile', 'BAD');
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: uri('Dockerfile') } };
    const answer = client.connection.sendRequest('textDocument/diagnostic', params, source.token);
    source.cancel();
    release();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  });

  it('of an older text are abandoned, and the client is told to ask again', async () => {
    let release = () => {};
    let started = () => {};
    const running = new Promise<void>(resolve => {
      started = resolve;
    });
    const waiting = new Promise<void>(resolve => {
      release = resolve;
    });
    let first = true;
    const before = async (path: string, signal: AbortSignal | undefined): Promise<void> => {
      if (!first || !path.endsWith('Dockerfile')) return;
      first = false;
      started();
      signal?.addEventListener('abort', () => release());
      await waiting;
    };
    const client = await start({}, { before });
    await client.open('Dockerfile', 'BAD');
    const old = client.pull('Dockerfile');
    await running;
    await client.change('Dockerfile', 2, 'BAD BAD');
    await expect(old).rejects.toMatchObject({
      code: LSPErrorCodes.ServerCancelled,
      data: { retriggerRequest: true },
    });
    expect(itemsOf(await client.pull('Dockerfile'))).toHaveLength(2);
  });

  it('wait for the settings and follow them', async () => {
    const client = await start({ settings: { dockerfile: { enable: 'off' } } });
    await client.open('Dockerfile', 'BAD');
    expect(itemsOf(await client.pull('Dockerfile'))).toEqual([]);
    client.settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.refreshes.next();
    expect(itemsOf(await client.pull('Dockerfile'))).toHaveLength(1);
  });

  it('are silent about files that are not ours and about old revisions', async () => {
    const client = await start();
    await client.open('notes.txt', 'BAD');
    expect(itemsOf(await client.pull('notes.txt'))).toEqual([]);
    const revision = 'git:/p/Dockerfile?%7B%22ref%22%3A%22HEAD%22%7D';
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: revision, languageId: 'dockerfile', version: 1, text: 'BAD' },
    });
    const report = await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: revision } });
    expect(report).toEqual({ kind: 'full', items: [] });
  });

  it('take a file by the language the user gave it', async () => {
    const client = await start();
    await client.open('build.txt', 'BAD', 'dockerfile');
    expect(itemsOf(await client.pull('build.txt'))).toHaveLength(1);
  });

  it('of a failing analyzer are empty, with the reason in the log, and the next request works', async () => {
    let fail = true;
    const client = await start(
      {},
      {
        before: async () => {
          if (fail) throw new Error('a bug');
        },
      },
    );
    await client.open('Dockerfile', 'BAD');
    expect(itemsOf(await client.pull('Dockerfile'))).toEqual([]);
    fail = false;
    expect(itemsOf(await client.pull('Dockerfile'))).toHaveLength(1);
    expect(client.logged.join()).toContain('a bug');
  });
});

describe('Pushed diagnostics', () => {
  const capabilities = {};

  it('serve a client that says nothing about itself', async () => {
    const client = await start({ capabilities });
    expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
    await client.open('Dockerfile', 'BAD');
    expect(await client.pushed()).toEqual({
      uri: uri('Dockerfile'),
      version: 1,
      diagnostics: [
        {
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } },
          severity: 2,
          source: 'slipway',
          code: 'dockerfile/redundant-word',
          message: 'This word is bad',
        },
      ],
    });
  });

  it('follow in other open files and are taken back when a file is closed', async () => {
    const client = await start({ capabilities });
    await client.open('Dockerfile', '');
    await client.pushed();
    await client.open('compose.yaml', 'x: y');
    await client.pushed();
    await client.change('Dockerfile', 2, 'BAD');
    expect(await client.pushed()).toMatchObject({ uri: uri('Dockerfile'), version: 2 });
    expect(await client.pushed()).toMatchObject({
      uri: uri('compose.yaml'),
      diagnostics: [{ message: 'The Dockerfile has 1' }],
    });
    await client.close('compose.yaml');
    expect(await client.pushed()).toEqual({ uri: uri('compose.yaml'), diagnostics: [] });
  });

  it('of several changes at once are those of the last', async () => {
    const client = await start({ capabilities });
    await client.open('Dockerfile', '');
    await client.pushed();
    void client.change('Dockerfile', 2, 'BAD');
    void client.change('Dockerfile', 3, 'BAD BAD');
    void client.change('Dockerfile', 4, 'BAD BAD BAD');
    let last = await client.pushed();
    while (last.version !== 4) last = await client.pushed();
    expect(last.diagnostics).toHaveLength(3);
  });
});

describe('A client in between', () => {
  it('that pulls but cannot refresh is never asked to', async () => {
    const client = await start({ capabilities: { ...modern, workspace: { configuration: true } } });
    await client.open('Dockerfile', 'BAD');
    await client.open('compose.yaml', 'x: y');
    await client.pull('compose.yaml');
    await client.change('Dockerfile', 2, 'BAD BAD');
    expect(itemsOf(await client.pull('compose.yaml'))).toMatchObject([{ message: 'The Dockerfile has 2' }]);
    expect(client.logged).toEqual([]);
  });
});
