/** Ignore files in an editor: linted like any other file, mended, and made by a fix of the Dockerfile that lacks one. */
import { afterEach, expect, it } from 'vitest';
import type { CodeAction, Range, TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { type ConnectedClient, type ConnectOptions, connect, itemsOf, uri } from './connected-client.ts';

const opened: ConnectedClient[] = [];
afterEach(() => {
  for (const client of opened.splice(0)) client.dispose();
});

async function start(files: NonNullable<ConnectOptions['files']>): Promise<ConnectedClient> {
  const client = await connect({ createAnalyzer, files });
  opened.push(client);
  return client;
}

async function actionsAt(client: ConnectedClient, path: string, range: Range): Promise<readonly CodeAction[]> {
  const params = { textDocument: { uri: uri(path) }, range, context: { diagnostics: [] } };
  return client.connection.sendRequest('textDocument/codeAction', params);
}

it.each(['.dockerignore', 'api/Dockerfile.dockerignore'])('%s is linted as it is typed, and mended', async path => {
  const client = await start({});
  await client.open(path, 'dist\n', 'ignore');
  expect(itemsOf(await client.pull(path))).toEqual([]);
  const text = 'dist # made by us\n';
  await client.change(path, 2, text);
  const [item, ...more] = itemsOf(await client.pull(path));
  expect(item).toMatchObject({
    code: 'project/dockerignore-inline-comment',
    range: { start: { line: 0, character: 5 }, end: { line: 0, character: 17 } },
  });
  expect(more).toEqual([]);
  if (!item) return;
  const [fix] = await actionsAt(client, path, item.range);
  const [change] = (fix?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  const document = TextDocument.create('', '', 1, text);
  expect(TextDocument.applyEdits(document, (change?.edits ?? []) as TextEdit[])).toBe('# made by us\ndist\n');
});

it('a Dockerfile without one offers to make it, and is content once it is there', async () => {
  const text = 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["node", "main.js"]\n';
  const client = await start({ Dockerfile: text, 'main.js': '', 'node_modules/a/index.js': '' });
  await client.open('Dockerfile', text, 'dockerfile');
  const own = async () =>
    itemsOf(await client.pull('Dockerfile')).filter(it => it.code === 'project/missing-dockerignore');
  const [item] = await own();
  const actions = item ? await actionsAt(client, 'Dockerfile', item.range) : [];
  expect(actions.find(it => it.title === 'Create .dockerignore')?.edit?.documentChanges).toMatchObject([
    { kind: 'create', uri: uri('.dockerignore') },
    { edits: [{ newText: '.dockerignore\nDockerfile\nnode_modules\n' }] },
  ]);
  await client.open('.dockerignore', '.dockerignore\nDockerfile\nnode_modules\n', 'ignore');
  expect(await own()).toEqual([]);
});
