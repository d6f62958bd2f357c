// Sockets that stand in for an engine where a real one cannot be had in the state a test needs: one that can be lost and
// found again in the middle of everything, and one that has nothing at all.
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StandIn {
  /** As in DOCKER_HOST. */
  readonly host: string;
  /** Begins to listen. */
  open(): Promise<void>;
  /** As when the engine dies: nothing listens, and who was connected no longer is. */
  lose(): Promise<void>;
  /** Loses it and leaves nothing behind. */
  close(): Promise<void>;
}

/** Passes everything on to the engine at this address, which is a unix socket. */
export function losableEngine(host: string): StandIn {
  const path = host.replace(/^unix:\/\//, '');
  return standIn(() =>
    createServer(socket => {
      const engine = connect(path);
      socket.pipe(engine).pipe(socket);
      for (const it of [socket, engine]) {
        it.on('error', () => undefined);
        it.on('close', () => {
          socket.destroy();
          engine.destroy();
        });
      }
    }),
  );
}

export interface WatchedEngine extends StandIn {
  /** Settles when so many connections stay open for a request whose path has this text. */
  whenOpen(path: string, count: number): Promise<void>;
}

/** Passes everything on, too, and knows which streams are open. */
export function watchedEngine(host: string): WatchedEngine {
  const path = host.replace(/^unix:\/\//, '');
  const changed = new EventEmitter();
  /** What was asked last over each connection. */
  const asked = new Map<Socket, string>();
  const engine = standIn(() =>
    createServer(socket => {
      const far = connect(path);
      socket.on('data', (chunk: Buffer) => {
        const request = /^[A-Z]+ (\S+) HTTP/.exec(chunk.toString('latin1'))?.[1];
        if (request !== undefined) asked.set(socket, request);
        changed.emit('change');
      });
      socket.pipe(far).pipe(socket);
      for (const it of [socket, far]) {
        it.on('error', () => undefined);
        it.on('close', () => {
          socket.destroy();
          far.destroy();
          asked.delete(socket);
          changed.emit('change');
        });
      }
    }),
  );
  return {
    ...engine,
    async whenOpen(text, count) {
      while ([...asked.values()].filter(it => it.includes(text)).length !== count) await once(changed, 'change');
    },
  };
}

/** Answers as an engine that was installed a minute ago. */
export function emptyEngine(): StandIn {
  const answers: Readonly<Record<string, unknown>> = {
    '/_ping': 'OK',
    '/version': { Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' },
    '/containers/json': [],
    '/images/json': [],
    '/volumes': { Volumes: [], Warnings: null },
    '/networks': [],
  };
  return standIn(() =>
    createHttpServer((request, response) => {
      const path = (request.url ?? '').replace(/\?.*/, '').replace(/^\/v[\d.]+(?=\/)/, '');
      const answer = answers[path];
      response.setHeader('Api-Version', '1.51');
      response.setHeader('Server', 'Docker/28.5.2 (linux)');
      response.setHeader('Content-Type', 'application/json');
      if (path === '/events') response.flushHeaders();
      else if (answer === undefined) response.writeHead(404).end(JSON.stringify({ message: `no ${path} here` }));
      else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    }),
  );
}

function standIn(create: () => Server): StandIn {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-stand-in-'));
  const path = join(folder, 'engine.sock');
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const lose = async (): Promise<void> => {
    const listening = server;
    server = undefined;
    if (!listening) return;
    const closed = new Promise<void>(resolve => listening.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    host: `unix://${path}`,
    async open() {
      const opened = create();
      server = opened;
      opened.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      await new Promise<void>(resolve => opened.listen(path, resolve));
    },
    lose,
    async close() {
      await lose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
