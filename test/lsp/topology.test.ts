/** `slipway/topology` over stdio: the picture of what an editor shows, with findings and places, as keys are pressed. */
import { afterEach, describe, expect, it } from 'vitest';
import type { TopologyAnswer } from '../../server/src/lsp/custom-requests.ts';
import { pulling, type StdioClient, start } from './stdio-client.ts';

const text = 'services:\n  web:\n    image: nginx:1\n    network_mode: host\n  db:\n    image: redis:8\n';
const other = { 'compose.override.yaml': 'services:\n  more: { image: a }\n' };

describe('The topology', () => {
  let client: StdioClient;
  afterEach(() => client.dispose());

  const ask = (path: string): Promise<TopologyAnswer> =>
    client.connection.sendRequest('slipway/topology', { uri: client.uri(path) });
  const drawn = async (path: string) => {
    const answer = await ask(path);
    if (answer.kind === 'refused') throw new Error(answer.message);
    return answer;
  };

  it('follows what is typed, and knows the files beside it', async () => {
    client = start(other);
    await client.initialize(pulling);
    await client.open('compose.yaml', text, 'dockercompose');
    const first = await drawn('compose.yaml');
    const web = first.parts.find(({ id }) => id === 'service/web');
    expect(web).toMatchObject({
      services: ['web'],
      place: {
        uri: client.uri('compose.yaml'),
        range: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } },
        extent: { start: { line: 1 } },
      },
    });
    expect(first.parts.flatMap(({ services = [] }) => services)).toEqual(['web', 'db', 'more']);
    const every = first.parts.find(({ id }) => id === 'port:all');
    expect(every?.findings.map(({ rule }) => rule)).toEqual(['compose/host-network']);
    await client.change('compose.yaml', 2, { text: text.replace('network_mode: host', 'ports: ["80:80"]') });
    const next = await drawn('compose.yaml');
    expect(next.parts.map(({ id }) => id)).toContain('port/web/:80:80/tcp');
    expect(next.svg.join('')).not.toContain('port:all');
    // Pieces can be changed one by one.
    expect(next.svg.filter(piece => piece.includes('data-id="service/web"'))).toHaveLength(1);
    await client.change('compose.yaml', 3, { text: 'services:\n  web: {ima' });
    expect((await drawn('compose.yaml')).notices.join()).toContain('mistakes in its YAML');
  });

  it('is told to be outdated when files change that nobody has opened: once until it is drawn anew', async () => {
    client = start({
      'compose.yaml': 'services:\n  web:\n    build: ./web\n  probe:\n    image: a\n    profiles: [debug]\n',
      'web/Dockerfile': 'FROM scratch\nEXPOSE 80\n',
      '.env': 'COMPOSE_PROFILES=debug\n',
      'notes.txt': '',
    });
    await client.initialize(pulling);
    let told = 0;
    let wake = (): void => undefined;
    client.connection.onNotification('slipway/picturesOutdated', () => {
      told++;
      wake();
    });
    const write = async (path: string, text: string) => {
      client.write(path, text);
      const changes = [{ uri: client.uri(path), type: 2 }];
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    };
    const isTold = async (path: string, text: string) => {
      const next = new Promise<void>(resolve => {
        wake = resolve;
      });
      await write(path, text);
      await next;
    };
    const svg = async () => (await drawn('compose.yaml')).svg.join('');
    expect(await svg()).not.toContain('inactive');
    // Of no interest to the picture.
    await write('notes.txt', 'more');
    await isTold('.env', '');
    // Nobody has drawn it since.
    await write('web/Dockerfile', 'FROM scratch\nEXPOSE 443\n');
    expect(await svg()).toContain('inactive');
    expect(told).toBe(1);
    await isTold('web/Dockerfile', 'FROM scratch\nEXPOSE 8443\n');
    expect(await svg()).toContain('8443');
    await isTold('compose.override.yaml', 'services:\n  more: { image: a }\n');
    expect(await svg()).toContain('service/more');
    await isTold('compose.yaml', 'services:\n  api: { image: a }\n');
    expect(await svg()).toContain('service/api');
    expect(told).toBe(4);
  });

  it('is a file’s content, and says when there is nothing to draw', async () => {
    client = start({ 'compose.yaml': text });
    await client.initialize(pulling);
    const file = { uri: client.uri('compose.yaml'), theme: 'light' };
    const svg = await client.connection.sendRequest('slipway/topologyFile', { ...file, format: 'svg' });
    expect(svg).toMatch(/^<svg .*<style>.*<\/svg>\n$/s);
    const flowchart = await client.connection.sendRequest('slipway/topologyFile', { ...file, format: 'mermaid' });
    expect(flowchart).toMatch(/^flowchart TB\n/);
    expect(await ask('nowhere.yaml')).toEqual({ kind: 'refused', message: 'The Compose file cannot be read' });
  });
});
