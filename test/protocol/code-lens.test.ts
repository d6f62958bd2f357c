/** What an editor offers to build above stages and services. */

import { afterEach, describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { type ConnectedClient, type ConnectOptions, connect, modern, uri } from './connected-client.ts';

const twoStages = 'FROM alpine:3.22 AS build\nRUN make\n\nFROM alpine:3.22\nCOPY --from=build /a /a\n';
const compose = 'services:\n  api:\n    build: ./api\n  db:\n    image: postgres:17\n';

let client: ConnectedClient | undefined;

afterEach(() => client?.dispose());

async function lensesOf(path: string, text: string, more: Partial<ConnectOptions> = {}): Promise<readonly string[]> {
  client = await connect({
    createAnalyzer,
    capabilities: modern,
    initializationOptions: { commands: ['slipway.device.build'] },
    ...more,
  });
  await client.open(path, text);
  const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri: uri(path) },
  });
  return lenses.map(({ range, command }) => {
    const [from, build] = command?.arguments ?? [];
    return `${range.start.line} ${command?.title} ${String(from).replace(uri(''), '')} ${JSON.stringify(build)}`;
  });
}

describe('Above the lines of a file an editor offers', () => {
  it('to build a Dockerfile, and each stage but the last by itself', async () => {
    expect(await lensesOf('Dockerfile', twoStages)).toEqual([
      '0 Build for Device… Dockerfile {"services":[]}',
      '0 Build This Stage Dockerfile {"services":[],"target":"build"}',
    ]);
  });

  it('to build for the device that is selected, or for another', async () => {
    expect(await lensesOf('Dockerfile', twoStages, { settings: { device: 'raspberrypi3' } })).toEqual([
      '0 Build for Raspberry Pi 3 Dockerfile {"services":[],"platforms":["raspberrypi3"]}',
      '0 Build for… Dockerfile {"services":[]}',
      '0 Build This Stage Dockerfile {"services":[],"target":"build","platforms":["raspberrypi3"]}',
    ]);
  });

  it('to build the services of a Compose file that are built', async () => {
    expect(await lensesOf('compose.yaml', compose, { files: { 'compose.yaml': compose } })).toEqual([
      '1 Build for Device… compose.yaml {"services":["api"]}',
    ]);
  });

  it('to build a Dockerfile of a service as Compose does', async () => {
    const files = { 'compose.yaml': compose, 'api/Dockerfile': twoStages };
    expect(await lensesOf('api/Dockerfile', twoStages, { files })).toEqual([
      '0 Build for Device… compose.yaml {"services":["api"]}',
      '0 Build This Stage compose.yaml {"services":["api"],"target":"build"}',
    ]);
  });

  it.each([
    ['where it is switched off', 'Dockerfile', twoStages, { settings: { build: { codeLens: false } } }],
    ['in a file without a stage', 'Dockerfile', '# nothing yet\n', {}],
    ['in other files', '.dockerignore', 'node_modules\n', {}],
    ['in a broken Compose file', 'compose.yaml', 'services:\n  - [', {}],
  ])('nothing %s', async (_where, path, text, more) => {
    expect(await lensesOf(path, text, more)).toEqual([]);
  });

  it('nothing to an editor that has no such command', async () => {
    const { initialized, dispose } = await connect({ createAnalyzer, capabilities: modern });
    expect(initialized.capabilities.codeLensProvider).toBeUndefined();
    dispose();
  });

  it('counts lines as the editor does, behind a byte order mark and with CRLF', async () => {
    expect(await lensesOf('Dockerfile', '\ufeff# x\r\nFROM a AS b\r\nFROM b\r\n')).toEqual([
      '1 Build for Device… Dockerfile {"services":[]}',
      '1 Build This Stage Dockerfile {"services":[],"target":"b"}',
    ]);
  });
});
