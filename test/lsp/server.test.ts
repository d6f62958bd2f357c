/** The language server's bundle over stdio, spoken to by a client that is not VS Code. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PublishDiagnosticsParams, RegistrationParams, TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { itemsOf, notification, pulling, request, type StdioClient, serverBundle, start } from './stdio-client.ts';

const systemd =
  'FROM debian:12\nRUN apt-get install -y --no-install-recommends systemd\nCMD ["/lib/systemd/systemd"]\n';
const stopSignal = 'dockerfile/wrong-systemd-stop-signal';
const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

let client: StdioClient;

async function begin(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  capabilities = pulling,
): Promise<StdioClient> {
  client = start(files);
  await client.initialize(capabilities);
  return client;
}

afterEach(() => client?.dispose());

describe('The server over stdio', () => {
  it('serves a client without any capability: it pushes, and takes back on close', async () => {
    client = start();
    const { capabilities, serverInfo } = await client.initialize({});
    expect(serverInfo?.name).toBe('slipway');
    expect(capabilities.diagnosticProvider).toBeUndefined();
    expect(capabilities.codeActionProvider).toBeUndefined();
    let pushed = notification<PublishDiagnosticsParams>(client, 'textDocument/publishDiagnostics');
    await client.open('Dockerfile', systemd);
    expect(await pushed).toMatchObject({
      uri: client.uri('Dockerfile'),
      version: 1,
      diagnostics: [{ code: stopSignal }],
    });
    // Nothing else is wrong now, and still the client learns that the new text has been checked.
    pushed = notification(client, 'textDocument/publishDiagnostics');
    await client.change('Dockerfile', 2, { text: `${systemd}# the end\n` });
    expect(await pushed).toMatchObject({ version: 2, diagnostics: [{ code: stopSignal }] });
    pushed = notification(client, 'textDocument/publishDiagnostics');
    await client.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: client.uri('Dockerfile') },
    });
    expect((await pushed).diagnostics).toEqual([]);
  });

  it('answers pulls, says when nothing changed, and follows incremental changes', async () => {
    await begin();
    await client.open('Dockerfile', systemd);
    const first = await client.pull('Dockerfile');
    expect(itemsOf(first)).toMatchObject([{ code: stopSignal, source: 'slipway' }]);
    expect(await client.pull('Dockerfile', first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    const at = { line: 2, character: 0 };
    await client.change('Dockerfile', 2, { range: { start: at, end: at }, text: 'STOPSIGNAL SIGRTMIN+3\n' });
    expect(itemsOf(await client.pull('Dockerfile', first.resultId))).toEqual([]);
  });

  it('mends by quick fix what it reports', async () => {
    await begin();
    await client.open('Dockerfile', systemd);
    const [diagnostic] = itemsOf(await client.pull('Dockerfile'));
    const actions = await client.actions('Dockerfile', diagnostic?.range ?? nowhere);
    const fix = actions.find(action => action.title.includes('SIGRTMIN+3'));
    const [change] = (fix?.edit?.documentChanges ?? []) as TextDocumentEdit[];
    expect(change?.textDocument).toEqual({ uri: client.uri('Dockerfile'), version: 1 });
    const edits = (change?.edits ?? []) as TextEdit[];
    const mended = TextDocument.applyEdits(TextDocument.create('', '', 1, systemd), edits);
    await client.change('Dockerfile', 2, { text: mended });
    expect(itemsOf(await client.pull('Dockerfile'))).toEqual([]);
  });

  it.each([
    ['CRLF', systemd.replaceAll('\n', '\r\n'), 2],
    ['characters outside the basic plane', `# 😀😀\n${systemd}`, 3],
    ['a byte order mark', `\uFEFF${systemd}`, 2],
  ])('counts lines and characters as editors do with %s', async (_, text, line) => {
    await begin();
    await client.open('Dockerfile', text);
    expect(itemsOf(await client.pull('Dockerfile'))).toMatchObject([{ code: stopSignal, range: { start: { line } } }]);
  });

  it('applies changes by UTF-16 units', async () => {
    await begin();
    await client.open('.slipway.yaml', '# 😀\ndialect: balana\n');
    const start = { line: 0, character: 4 };
    await client.change('.slipway.yaml', 2, { range: { start, end: start }, text: '\n#' });
    expect(itemsOf(await client.pull('.slipway.yaml'))).toMatchObject([
      { range: { start: { line: 2, character: 9 }, end: { line: 2, character: 15 } } },
    ]);
  });

  it('watches every file and lets the ones on the disk change what it says of open ones', async () => {
    client = start({ 'entry.sh': '#!/bin/sh\nexec sleep 1\n' });
    const watchers = new Promise<RegistrationParams>(resolve => {
      client.connection.onRequest<null, void>('client/registerCapability', (params: RegistrationParams) => {
        resolve(params);
        return null;
      });
    });
    await client.initialize(pulling);
    expect(await watchers).toMatchObject({
      registrations: [
        { method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers: [{ globPattern: '**/*' }] } },
      ],
    });
    await client.open('Dockerfile', 'FROM debian:12\nCOPY entry.sh /\nSTOPSIGNAL SIGTERM\nENTRYPOINT ["/entry.sh"]\n');
    expect(itemsOf(await client.pull('Dockerfile'))).toEqual([]);
    client.write('entry.sh', '#!/bin/sh\nexec /lib/systemd/systemd\n');
    const refreshed = request(client, 'workspace/diagnostic/refresh');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('entry.sh'), type: 2 }],
    });
    await refreshed;
    expect(itemsOf(await client.pull('Dockerfile'))).toMatchObject([{ code: stopSignal }]);
  });

  it('notices that a folder vanished although nobody names the files in it', async () => {
    await begin({ 'scripts/entry.sh': '#!/bin/sh\nexec /lib/systemd/systemd\n' });
    await client.open('Dockerfile', 'FROM debian:12\nCOPY scripts/entry.sh /\nENTRYPOINT ["/entry.sh"]\n');
    expect(itemsOf(await client.pull('Dockerfile'))).toMatchObject([{ code: stopSignal }]);
    rmSync(join(client.folder, 'scripts'), { recursive: true });
    const refreshed = request(client, 'workspace/diagnostic/refresh');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('scripts'), type: 3 }],
    });
    await refreshed;
    expect(itemsOf(await client.pull('Dockerfile'))).toEqual([]);
  });

  it('notices that a folder was replaced although only one change of it is told', async () => {
    await begin({ 'api/.slipway.yaml': `rules:\n  ${stopSignal}: off\n` });
    await client.open('api/Dockerfile', systemd);
    expect(itemsOf(await client.pull('api/Dockerfile'))).toEqual([]);
    rmSync(join(client.folder, 'api'), { recursive: true });
    client.write('api/other', '');
    const refreshed = request(client, 'workspace/diagnostic/refresh');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('api'), type: 2 }],
    });
    await refreshed;
    expect(itemsOf(await client.pull('api/Dockerfile'))).toMatchObject([{ code: stopSignal }]);
  });

  it('lets one open file change what it says of another, within a second', async () => {
    await begin();
    await client.open('Dockerfile', systemd);
    await client.open('.slipway.yaml', 'rules: {}\n');
    await client.pull('Dockerfile');
    let version = 1;
    /** Milliseconds. */
    const follow = async (level: 'off' | 'on', count: number): Promise<number> => {
      const refreshed = request(client, 'workspace/diagnostic/refresh');
      const before = performance.now();
      await client.change('.slipway.yaml', ++version, {
        text: level === 'off' ? `rules:\n  ${stopSignal}: off\n` : '\n',
      });
      await refreshed;
      expect(itemsOf(await client.pull('Dockerfile'))).toHaveLength(count);
      return performance.now() - before;
    };
    // The clock runs for other programs, too: the best of several counts.
    const waits = [await follow('off', 0)];
    while (waits.length < 5 && Math.min(...waits) >= 1_000) {
      waits.push(await follow('on', 1));
      waits.push(await follow('off', 0));
    }
    expect(Math.min(...waits)).toBeLessThan(1_000);
  });

  it('survives the deletion of an open file and of its whole folder', async () => {
    await begin({ 'api/Dockerfile': systemd });
    await client.open('api/Dockerfile', systemd);
    expect(itemsOf(await client.pull('api/Dockerfile'))).toHaveLength(1);
    rmSync(join(client.folder, 'api'), { recursive: true });
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [
        { uri: client.uri('api/Dockerfile'), type: 3 },
        { uri: client.uri('api'), type: 3 },
      ],
    });
    expect(itemsOf(await client.pull('api/Dockerfile'))).toHaveLength(1);
  });

  it('says why a file is not checked, and writes nothing', async () => {
    await begin();
    await client.open('Dockerfile', `FROM a\0b\n`);
    expect(itemsOf(await client.pull('Dockerfile'))).toMatchObject([{ message: expect.stringMatching(/binary/i) }]);
    await client.open('compose.yaml', `# ${'x'.repeat(3_000_000)}`);
    expect(itemsOf(await client.pull('compose.yaml'))).toMatchObject([{ message: expect.stringMatching(/larger/i) }]);
    await client.open('empty/Dockerfile', '');
    await client.pull('empty/Dockerfile');
    await client.open('untitled.txt', systemd, 'dockerfile');
    expect(itemsOf(await client.pull('untitled.txt'))).toMatchObject([{ code: stopSignal }]);
  });

  it('checks the files nobody has opened, whatever stands there', async () => {
    client = start({
      'a/Dockerfile': systemd,
      'b/Dockerfile': systemd,
      'node_modules/x/Dockerfile': systemd,
      'ignored/Dockerfile': systemd,
      '.gitignore': 'ignored/\n',
      'binary/Dockerfile': new Uint8Array([0, 1, 2, 255]),
    });
    mkdirSync(join(client.folder, 'c/Dockerfile'), { recursive: true });
    symlinkSync('nowhere', join(client.folder, 'Dockerfile'));
    symlinkSync('.', join(client.folder, 'circle'));
    await client.initialize(pulling);
    await client.open('a/Dockerfile', systemd);
    const report = await client.connection.sendRequest<{ files: { uri: string; diagnostics: { code: string }[] }[] }>(
      'slipway/checkWorkspace',
      {},
    );
    const found = new Map(report.files.map(({ uri, diagnostics }) => [uri, diagnostics.map(it => it.code)]));
    expect(found.get(client.uri('b/Dockerfile'))).toEqual([stopSignal]);
    for (const path of ['a/Dockerfile', 'node_modules/x/Dockerfile', 'ignored/Dockerfile', 'c/Dockerfile']) {
      expect(found.has(client.uri(path))).toBe(false);
    }
    expect(found.has(client.uri('binary/Dockerfile'))).toBe(true);
    expect([...found.keys()].filter(uri => uri.includes('/circle/'))).toEqual([]);
  });

  it('sees what came and went without being told, when a file is opened and when the workspace is checked', async () => {
    await begin({ 'api/Dockerfile': systemd, 'api/.slipway.yaml': `rules:\n  ${stopSignal}: off\n` });
    const check = () => client.connection.sendRequest<{ files: readonly unknown[] }>('slipway/checkWorkspace', {});
    expect((await check()).files).toEqual([]);
    rmSync(join(client.folder, 'api/.slipway.yaml'));
    expect((await check()).files).toHaveLength(1);
    client.write('api/.slipway.yaml', `rules:\n  ${stopSignal}: off\n`);
    await client.open('api/Dockerfile', systemd);
    expect(itemsOf(await client.pull('api/Dockerfile'))).toEqual([]);
  });

  it('stops checking the workspace when it is cancelled', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`s${i}/Dockerfile`, systemd]));
    await begin(files);
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest('slipway/checkWorkspace', { workDoneToken: 't' }, source.token);
    await notification(client, '$/progress');
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  });

  it('lists device types and rules, and knows the dialect of a file', async () => {
    await begin({
      'balena.yml': 'name: x\ntype: sw.application\n',
      'Dockerfile.template': 'FROM balenalib/%%BALENA_MACHINE_NAME%%-debian\n',
    });
    const devices = await client.connection.sendRequest<{ slug: string; platform: string }[]>(
      'slipway/deviceTypes',
      null,
    );
    expect(devices).toContainEqual(expect.objectContaining({ slug: 'raspberrypi4-64', platform: 'linux/arm64' }));
    expect(devices.length).toBeGreaterThan(100);
    const rules = await client.connection.sendRequest('slipway/rules', null);
    expect(rules).toContainEqual(expect.objectContaining({ id: stopSignal }));
    const uri = client.uri('Dockerfile.template');
    expect(await client.connection.sendRequest('slipway/status', { uri })).toEqual({
      dialect: 'balena',
      evidence: 'balena.yml holds a contract',
    });
    expect(await client.connection.sendRequest('slipway/status', { uri: client.uri('x.txt') })).toBeNull();
  });

  it('answers what it does not know with an error, and goes on', async () => {
    await begin();
    await expect(client.connection.sendRequest('slipway/nonsense', {})).rejects.toMatchObject({ code: -32601 });
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: client.uri('never-opened'), version: 7 },
      contentChanges: [{ text: 'x' }],
    });
    for (const params of [null, {}, { textDocument: {} }, { textDocument: { uri: 5 } }]) {
      await client.connection.sendRequest('textDocument/diagnostic', params).catch(() => undefined);
      await client.connection.sendRequest('textDocument/codeAction', params).catch(() => undefined);
      await client.connection.sendRequest('slipway/status', params).catch(() => undefined);
    }
    await client.open('Dockerfile', systemd);
    expect(itemsOf(await client.pull('Dockerfile'))).toHaveLength(1);
  });

  it('goes on after a message that is no JSON', async () => {
    await begin();
    client.process.stdin.write('Content-Length: 9\r\n\r\n{nonsense');
    await client.open('Dockerfile', systemd);
    expect(itemsOf(await client.pull('Dockerfile'))).toHaveLength(1);
  });

  it('exits with 0 after a shutdown, and with 1 without', async () => {
    await begin();
    expect(await client.exit()).toBe(0);
    client.dispose();
    await begin();
    const ended = once(client.process, 'exit');
    await client.connection.sendNotification('exit');
    expect((await ended)[0]).toBe(1);
  });

  it('ends when its client is gone', async () => {
    await begin();
    const ended = once(client.process, 'exit');
    client.process.stdin.end();
    await ended;
  });

  it('says how it is started when it is not told', async () => {
    const child = spawn(process.execPath, [serverBundle]);
    let said = '';
    child.stderr.on('data', data => {
      said += data;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    expect(said).toContain('--stdio');
  });
});
