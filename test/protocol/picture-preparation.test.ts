/** The picture of a Compose file is prepared while nobody asks for anything, for a client that can show it. */
import { Graph } from '@dagrejs/dagre';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { Outdated } from '../../server/src/lsp/guard.ts';
import { picturePreparation } from '../../server/src/lsp/picture-preparation.ts';
import { manyServices } from '../topology/many-services.ts';
import { type ConnectedClient, type ConnectOptions, connect, modern, uri } from './connected-client.ts';

/** With services that no test has, so that nothing like it was ever laid out. */
const composeOf = (prefix: string, services: number): string => manyServices(services).replaceAll(/\bs(?=\d)/g, prefix);

describe('A picture is prepared', () => {
  const clients: ConnectedClient[] = [];
  /** Only who lays something out makes graphs. */
  const graphs = vi.spyOn(Graph.prototype, 'setGraph');
  beforeEach(() => {
    graphs.mockClear();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose();
  });
  afterAll(() => {
    graphs.mockRestore();
  });

  const looks = async (path: string, text: string, more: Partial<ConnectOptions> = {}): Promise<ConnectedClient> => {
    const client = await connect({
      ...{ createAnalyzer, capabilities: modern, initializationOptions: { commands: ['slipway.showTopology'] } },
      ...more,
    });
    clients.push(client);
    await client.open(path, text);
    await client.pull(path);
    return client;
  };
  const patience = { timeout: 30_000 };
  /** Longer than the server waits before it prepares anything. */
  const longEnough = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 900));

  it('of the Compose file that was checked', async () => {
    const asking = await looks('compose.yaml', composeOf('directly', 4), { initializationOptions: {} });
    await asking.connection.sendRequest('slipway/topology', { uri: uri('compose.yaml') });
    const all = graphs.mock.calls.length;
    expect(all).toBeGreaterThan(0);
    graphs.mockClear();
    const begun = performance.now();
    const { connection } = await looks('compose.yaml', composeOf('prepared', 4));
    await vi.waitFor(() => expect(graphs).toHaveBeenCalled(), { ...patience, interval: 1 });
    // Not by the check itself. A slow machine only makes it later.
    expect(performance.now() - begun).toBeGreaterThan(400);
    await vi.waitFor(() => expect(graphs).toHaveBeenCalledTimes(all), patience);
    graphs.mockClear();
    const answer = await connection.sendRequest('slipway/topology', { uri: uri('compose.yaml') });
    expect(answer).toMatchObject({ kind: 'drawn' });
    expect(graphs).not.toHaveBeenCalled();
  });

  it('never of a Dockerfile or a very long file, nor where Compose files are not looked at or nobody shows it', async () => {
    await looks('Dockerfile', 'FROM scratch\n');
    await looks('compose.yaml', `${composeOf('long', 4)}${'# more\n'.repeat(9_000)}`);
    await looks('compose.yaml', composeOf('off', 4), { settings: { compose: { enable: 'off' } } });
    await looks('compose.yaml', composeOf('plain', 4), { initializationOptions: {} });
    await longEnough();
    expect(graphs).not.toHaveBeenCalled();
  });

  it('in steps, between which a request has its turn, and on when it is quiet again', async () => {
    const { connection } = await looks('compose.yaml', composeOf('step', 40));
    await vi.waitFor(() => expect(graphs).toHaveBeenCalled(), { ...patience, interval: 1 });
    await connection.sendRequest('textDocument/codeLens', { textDocument: { uri: uri('compose.yaml') } });
    const before = graphs.mock.calls.length;
    await vi.waitFor(() => expect(graphs.mock.calls.length).toBeGreaterThan(before), patience);
  });
});

describe('Preparing', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const prepared = (steps: number, fail?: Error) => {
    const done: string[] = [];
    const log: string[] = [];
    const preparation = picturePreparation({
      async *prepare(path) {
        for (let step = 1; step <= steps; step++) {
          done.push(`${path} ${step}`);
          yield;
        }
        if (fail) throw fail;
      },
      log: message => log.push(message),
    });
    return { done, log, preparation };
  };

  it('begins when nobody has asked for anything for half a second', async () => {
    const { done, preparation } = prepared(2);
    preparation.wanted('a');
    await vi.advanceTimersByTimeAsync(400);
    preparation.interrupt();
    await vi.advanceTimersByTimeAsync(499);
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(done).toEqual(['a 1', 'a 2']);
  });

  it('is done once', async () => {
    const { done, preparation } = prepared(1);
    preparation.wanted('a');
    await vi.advanceTimersByTimeAsync(1_000);
    preparation.interrupt();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(done).toEqual(['a 1']);
  });

  it('stops after the step in which a request came, and begins anew when it is quiet', async () => {
    const { done, preparation } = prepared(3);
    preparation.wanted('a');
    await vi.advanceTimersByTimeAsync(500);
    preparation.interrupt();
    await vi.advanceTimersByTimeAsync(400);
    expect(done).toEqual(['a 1']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(done).toEqual(['a 1', 'a 1', 'a 2', 'a 3']);
  });

  it('is for the file that was looked at last, and ends with the server', async () => {
    const { done, preparation } = prepared(1);
    preparation.wanted('a');
    preparation.wanted('b');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(done).toEqual(['b 1']);
    preparation.wanted('c');
    preparation.dispose();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(done).toEqual(['b 1']);
  });

  it('tells the log when it fails, but not when a newer text came', async () => {
    const broken = prepared(0, new Error('boom'));
    broken.preparation.wanted('a');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(broken.log).toEqual([expect.stringContaining('preparing the picture of a: Error: boom')]);
    const outdated = prepared(0, new Outdated('newer'));
    outdated.preparation.wanted('a');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(outdated.log).toEqual([]);
  });
});
