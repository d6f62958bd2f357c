// A unix socket in front of an engine's own, which counts on the wire what is asked through it and can vanish. Only for
// requests without a body, as all questions of the store are.
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CountingProxy {
  /** As in DOCKER_HOST. */
  readonly host: string;
  /** `GET /containers/json?…` without the version, in the order in which they came. */
  readonly requests: string[];
  /** Connections of clients that are open now. */
  readonly connections: number;
  /** Closes all connections at once; new ones are refused until `open`. */
  vanish(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export async function countingProxy(engineHost: string): Promise<CountingProxy> {
  const target = engineHost.replace(/^unix:\/\//, '');
  const folder = mkdtempSync(join(tmpdir(), 'slipway-proxy-'));
  const path = join(folder, 'engine.sock');
  const requests: string[] = [];
  const clients = new Set<Socket>();
  let server: Server | undefined;

  const accept = (client: Socket) => {
    clients.add(client);
    const engine = createConnection(target);
    let head = '';
    client.on('data', chunk => {
      head += chunk.toString('latin1');
      const end = head.lastIndexOf('\r\n\r\n');
      if (end < 0) return;
      for (const [, method, address] of head.slice(0, end).matchAll(/^([A-Z]+) (?:\/v[\d.]+)?(\S+) HTTP\/1\.1\r$/gm))
        requests.push(`${method} ${address}`);
      head = head.slice(end + 4);
    });
    client.pipe(engine);
    engine.pipe(client);
    const end = () => {
      clients.delete(client);
      client.destroy();
      engine.destroy();
    };
    for (const socket of [client, engine]) socket.on('error', end).on('close', end);
  };
  const open = () =>
    new Promise<void>(resolve => {
      server = createServer(accept).listen(path, resolve);
    });
  const vanish = () =>
    new Promise<void>(resolve => {
      if (server === undefined) resolve();
      else server.close(() => resolve());
      server = undefined;
      for (const client of clients) client.destroy();
    });

  await open();
  return {
    host: `unix://${path}`,
    requests,
    get connections() {
      return clients.size;
    },
    vanish,
    open,
    async close() {
      await vanish();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
