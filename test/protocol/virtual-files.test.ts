import { afterEach, describe, expect, it } from 'vitest';
import type { RemoteRead } from '../../server/src/lsp/custom-requests.ts';
import { type ConnectedClient, connect, itemsOf } from './connected-client.ts';
import { wordAnalyzer } from './word-analyzer.ts';

const repository = 'vscode-vfs://github/owner/repo';
let client: ConnectedClient;
afterEach(() => client.dispose());

async function pullCompose(readsFiles: boolean): Promise<readonly string[]> {
  client = await connect({
    createAnalyzer: workspace => wordAnalyzer(workspace),
    initializationOptions: { readsFiles },
    files: { Dockerfile: 'BAD BAD BAD' },
  });
  client.connection.onRequest<RemoteRead, void>('slipway/readFile', ({ uri }: { uri: string }) =>
    uri === `${repository}/Dockerfile` ? { kind: 'text', text: 'BAD BAD' } : { kind: 'missing' },
  );
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: `${repository}/compose.yaml`, languageId: 'dockercompose', version: 1, text: 'x: y' },
  });
  const report = await client.connection.sendRequest('textDocument/diagnostic', {
    textDocument: { uri: `${repository}/compose.yaml` },
  });
  return itemsOf(report as Parameters<typeof itemsOf>[0]).map(item => String(item.message));
}

describe('Files that are on no disk', () => {
  it('are read through the client, under the URIs it uses itself', async () => {
    expect(await pullCompose(true)).toEqual(['The Dockerfile has 2']);
  });

  it('are not asked of a client that cannot read them, nor looked for on the disk', async () => {
    expect(await pullCompose(false)).toEqual([]);
    expect(client.disk.takeReads()).toEqual([]);
  });
});
