// Which ports of the engine's host are free, as far as can be known from here.
import { createServer } from 'node:net';
import type { EngineState } from '../../engine/engine-state.ts';

/** `host` is the engine's address as in DOCKER_HOST: behind a socket it is this machine, whose ports can be tried. */
export function freePorts(state: EngineState, host: string): (port: number) => Promise<boolean> {
  const published = new Set(
    [...state.containers.values()].flatMap(({ ports }) => ports.flatMap(port => port.published ?? [])),
  );
  const isHere = host.startsWith('unix:') || host.startsWith('npipe:');
  return async port => !published.has(port) && (!isHere || (await canListen(port)));
}

function canListen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
