import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, Range, TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type ConnectedClient, type ConnectOptions, connect, modern, uri } from './connected-client.ts';
import { wordAnalyzer } from './word-analyzer.ts';

const opened: ConnectedClient[] = [];

async function start(options: Partial<ConnectOptions> = {}): Promise<ConnectedClient> {
  const client = await connect({ createAnalyzer: workspace => wordAnalyzer(workspace), ...options });
  opened.push(client);
  return client;
}

afterEach(() => {
  for (const client of opened.splice(0)) client.dispose();
});

const first: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function actions(client: ConnectedClient, path: string, range: Range, only?: string[]): Promise<CodeAction[]> {
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: uri(path) },
    range,
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });
}

/** The text after an action's edits of the one document it is expected to change. */
function applied(action: CodeAction | undefined, path: string, text: string): string {
  const [change, ...more] = (action?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  expect(more).toEqual([]);
  expect(change?.textDocument.uri).toBe(uri(path));
  return TextDocument.applyEdits(TextDocument.create('', '', 1, text), (change?.edits ?? []) as TextEdit[]);
}

describe('Code actions', () => {
  it('offer the fixes at the cursor first, then the file, then silence', async () => {
    const client = await start({ initializationOptions: { commands: ['slipway.openRulePage'] } });
    await client.open('Dockerfile', 'RUN BAD\nRUN BAD');
    const range = { start: { line: 1, character: 5 }, end: { line: 1, character: 5 } };
    const list = await actions(client, 'Dockerfile', range);
    expect(list.map(({ title, isPreferred, kind }) => [title, kind, isPreferred ?? false])).toEqual([
      ['Write good', 'quickfix', true],
      ['Fix all dockerfile/redundant-word in this file', 'quickfix', false],
      ['Ignore dockerfile/redundant-word here', 'quickfix', false],
      ['Switch dockerfile/redundant-word off in this project', 'quickfix', false],
      ['Learn more about dockerfile/redundant-word', 'quickfix', false],
    ]);
    const [fix, all, ignore, off, learn] = list;
    const text = 'RUN BAD\nRUN BAD';
    expect(applied(fix, 'Dockerfile', text)).toBe('RUN BAD\nRUN good');
    expect(applied(all, 'Dockerfile', text)).toBe('RUN good\nRUN good');
    expect(applied(ignore, 'Dockerfile', text)).toMatch(/^RUN BAD\n#.*slipway.*dockerfile\/redundant-word.*\nRUN BAD$/);
    expect(off?.edit?.documentChanges).toMatchObject([
      { kind: 'create', uri: uri('.slipway.yaml') },
      {
        textDocument: { uri: uri('.slipway.yaml'), version: null },
        edits: [{ newText: 'rules:\n  dockerfile/redundant-word: off\n' }],
      },
    ]);
    expect(learn?.command).toMatchObject({ command: 'slipway.openRulePage', arguments: ['dockerfile/redundant-word'] });
    expect(fix?.diagnostics).toMatchObject([{ code: 'dockerfile/redundant-word' }]);
    expect(fix?.edit?.documentChanges).toMatchObject([{ textDocument: { version: 1 } }]);
  });

  it('edit the configuration that is there, wherever above the file', async () => {
    const client = await start({ files: { '.slipway.yaml': '# ours\nrules:\n  a/b: off\n' } });
    await client.open('api/Dockerfile', 'BAD');
    const list = await actions(client, 'api/Dockerfile', first);
    const off = list.find(action => action.title.startsWith('Switch'));
    expect(applied(off, '.slipway.yaml', '# ours\nrules:\n  a/b: off\n')).toBe(
      '# ours\nrules:\n  a/b: off\n  dockerfile/redundant-word: off\n',
    );
  });

  it('are none where nothing is wrong', async () => {
    const client = await start();
    await client.open('Dockerfile', 'RUN fine\nRUN BAD');
    expect(await actions(client, 'Dockerfile', first)).toEqual([]);
  });

  it('on the whole source come only when asked for, under any name above theirs', async () => {
    const client = await start();
    await client.open('Dockerfile', 'BAD\r\nBAD 😀 BAD');
    for (const only of ['source', 'source.fixAll', 'source.fixAll.slipway']) {
      const [action, ...more] = await actions(client, 'Dockerfile', first, [only]);
      expect(more).toEqual([]);
      expect(action?.kind).toBe('source.fixAll.slipway');
      expect(applied(action, 'Dockerfile', 'BAD\r\nBAD 😀 BAD')).toBe('good\r\ngood 😀 good');
    }
    expect(await actions(client, 'Dockerfile', first, ['source.fixAll.eslint'])).toEqual([]);
    expect(await actions(client, 'Dockerfile', first, ['refactor'])).toEqual([]);
    expect((await actions(client, 'Dockerfile', first)).map(action => action.kind)).not.toContain(
      'source.fixAll.slipway',
    );
  });

  it('come as plain changes for clients without versions, which cannot create a file either', async () => {
    const { workspaceEdit: _, ...workspace } = modern.workspace ?? {};
    const client = await start({ capabilities: { ...modern, workspace } });
    await client.open('Dockerfile', 'BAD');
    const list = await actions(client, 'Dockerfile', first);
    expect(list[0]?.edit).toEqual({
      changes: {
        [uri('Dockerfile')]: [{ range: { start: first.start, end: { line: 0, character: 3 } }, newText: 'good' }],
      },
    });
    expect(list.map(action => action.title)).not.toContain('Switch dockerfile/redundant-word off in this project');
  });
});
