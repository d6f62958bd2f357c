// Requests reach their engine although VS Code puts an agent of its own, for proxies, in the place of ours.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DockerOptions } from 'dockerode';
import { afterEach, expect, it } from 'vitest';
import { transportTo } from '../../../client/src/engine/dockerode/transport.ts';
import { connectEngine } from '../../../client/src/engine/dockerode-engine.ts';
import { type Endpoint, parseHost } from '../../../client/src/engine/reach/endpoint.ts';

let server: Server | undefined;
afterEach(() => server?.close());

it.each(['unix:///run/docker.sock', 'npipe:////./pipe/docker_engine', 'tcp://hut:2375', 'https://hut', 'ssh://pi@hut'])(
  'a request to %s says that it goes to a socket, which VS Code leaves alone',
  host => {
    const { options, release } = transportTo(endpointAt(host), () => undefined);
    release();
    const { socketPath, host: name, port }: DockerOptions = options;
    expect(socketPath).toBeTypeOf('string');
    expect([name, port]).toEqual([undefined, undefined]);
  },
);

it('goes to the machine that was meant, and names it', async () => {
  const asked: unknown[] = [];
  server = createServer(({ url, headers }, response) => {
    asked.push([url, headers.host]);
    response.end(JSON.stringify({ Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24' }));
  });
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const engine = await connectEngine(endpointAt(`tcp://127.0.0.1:${port}`));
  engine.release();
  expect(engine.identity.api).toBe('1.51');
  expect(asked).toEqual([['/version', `127.0.0.1:${port}`]]);
});

function endpointAt(host: string): Endpoint {
  const endpoint = parseHost(host);
  if (!endpoint) throw new Error(host);
  return endpoint;
}
