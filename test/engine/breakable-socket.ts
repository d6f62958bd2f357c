// A socket before an engine's own that a test can cut and mend: the engine goes on, but nobody can reach it.
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BreakableSocket {
  /** As DOCKER_HOST. */
  readonly host: string;
  /** Ends all connections; there is no socket any more. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** The first lines of all requests so far: `GET /v1.51/containers/json?all=true HTTP/1.1`. */
  requests(): readonly string[];
  close(): Promise<void>;
}

/** `engineHost`: a unix socket, as DOCKER_HOST. */
export async function breakableSocket(engineHost: string): Promise<BreakableSocket> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-socket-'));
  const path = join(folder, 'docker.sock');
  const open = new Set<Socket>();
  const requests: string[] = [];
  let server: Server | undefined;

  const listen = () =>
    new Promise<void>(resolve => {
      server = createServer({ allowHalfOpen: true }, near => {
        const far = createConnection({ path: engineHost.replace('unix://', ''), allowHalfOpen: true });
        near.on('data', bytes => requests.push(...(bytes.toString('latin1').match(requestLine) ?? [])));
        for (const [from, to] of [
          [near, far],
          [far, near],
        ] as const) {
          open.add(from);
          from.pipe(to);
          from.on('error', () => to.destroy());
          from.on('close', () => {
            open.delete(from);
            to.destroy();
          });
        }
      }).listen(path, resolve);
    });
  const cut = async () => {
    const closed = new Promise<void>(resolve => (server ? server.close(() => resolve()) : resolve()));
    for (const socket of open) socket.destroy();
    await closed;
    server = undefined;
  };
  await listen();
  return {
    host: `unix://${path}`,
    cut,
    mend: listen,
    requests: () => [...requests],
    async close() {
      await cut();
      rmSync(folder, { recursive: true });
    },
  };
}

const requestLine = /^[A-Z]{3,7} \/\S* HTTP\/1\.1(?=\r$)/gm;
