// Connections to real engines, and to things that are none: which version of the API is spoken, and what is said when there
// is nothing to speak to.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineSelection } from '../../client/src/engine/engine-selection.ts';
import type { Endpoint } from '../../client/src/engine/reach/endpoint.ts';
import { projectRoot } from '../bed/project-paths.ts';
import { breakableSocket } from './breakable-socket.ts';
import { connectEngine, describeOnEngines, endpointAt } from './engine-under-test.ts';

const undo: (() => unknown)[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-connection-'));
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  rmSync(folder, { recursive: true });
});

/** Listens at a socket until the test is over. */
async function listening(server: Server): Promise<Endpoint> {
  const path = join(folder, 'docker.sock');
  const open = new Set<Socket>();
  server.on('connection', socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  undo.push(() => {
    for (const socket of open) socket.destroy();
    return new Promise(resolve => server.close(resolve));
  });
  return { kind: 'socket', path };
}

/** An environment variable for the time of the test. */
function setVariable(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  undo.push(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

describeOnEngines('A connection', ({ name, host }) => {
  const version = name === 'the newest engine' ? '1.51' : '1.41';

  it('asks once for the version without one, and pins the newest that both know', async () => {
    const socket = await breakableSocket(host);
    undo.push(socket.close);
    const engine = await connectEngine(endpointAt(socket.host));
    expect(engine.identity).toMatchObject({ api: version, operatingSystem: 'linux' });
    expect(engine.identity.engine).toMatch(/^\d+\.\d+/);
    await engine.imageDigests();
    await engine.listing.containers();
    const [first, ...others] = socket.requests();
    expect(first).toBe('GET /version HTTP/1.1');
    expect(others).toHaveLength(2);
    for (const request of others) expect(request).toContain(` /v${version}/`);
    engine.release();
  });

  it('takes nothing from the variables that dockerode reads', async () => {
    setVariable('DOCKER_HOST', 'tcp://nowhere.invalid:not-a-port');
    setVariable('DOCKER_TLS_VERIFY', '1');
    setVariable('DOCKER_CERT_PATH', join(folder, 'none'));
    const engine = await connectEngine(endpointAt(host));
    expect(Object.keys(await engine.imageDigests())).toBeDefined();
    engine.release();
    expect(process.env['DOCKER_HOST']).toBe('tcp://nowhere.invalid:not-a-port');
  });

  it('tells when the engine goes away, and can be made again when it is back', async () => {
    const socket = await breakableSocket(host);
    undo.push(socket.close);
    let told: () => void = () => undefined;
    const lost = new Promise<void>(resolve => {
      told = resolve;
    });
    const engine = await connectEngine(endpointAt(socket.host), { onLost: told });
    const listed = engine.imageDigests();
    await listed;
    await socket.cut();
    // Nothing was being asked: the connection that was kept for the next request has ended.
    await lost;
    await expect(connectEngine(endpointAt(socket.host))).rejects.toMatchObject({
      failure: { reason: 'not-running', message: expect.stringContaining(socket.host) },
    });
    await socket.mend();
    expect(await engine.imageDigests()).toEqual(await listed);
    engine.release();
  });

  it('is one for all who ask, until it is lost', async () => {
    const socket = await breakableSocket(host);
    undo.push(socket.close);
    const selection = engineSelection({
      environment: { DOCKER_HOST: socket.host, DOCKER_CONFIG: folder },
      isTrusted: () => true,
      selected: () => undefined,
      remember: async () => undefined,
      connectEngine,
    });
    const [engine, same] = await Promise.all([selection.connect(), selection.connect()]);
    expect(same).toBe(engine);
    expect(socket.requests()).toEqual(['GET /version HTTP/1.1']);
    await socket.cut();
    await expect(engine.imageDigests()).rejects.toMatchObject({ failure: { reason: 'not-running' } });
    await expect(selection.connect()).rejects.toMatchObject({ failure: { reason: 'not-running' } });
    await socket.mend();
    const again = await selection.connect();
    expect(again).not.toBe(engine);
    expect(await again.imageDigests()).toBeDefined();
  });

  it.skipIf(process.getuid?.() !== 0)('to a socket that the user may not use says how to be allowed', async () => {
    const socket = await breakableSocket(host);
    undo.push(socket.close);
    const endpoint = endpointAt(socket.host);
    if (endpoint.kind !== 'socket') throw new Error('No socket');
    chmodSync(join(endpoint.path, '..'), 0o755);
    chmodSync(endpoint.path, 0o600);
    const script = `
      require(process.argv[1]).connectEngine(JSON.parse(process.argv[2])).then(
        () => console.log(JSON.stringify({ reason: 'none' })),
        error => console.log(JSON.stringify(error.failure)),
      );`;
    const bundle = join(projectRoot, 'dist/engine.js');
    const nobody = { uid: 65534, gid: 65534, encoding: 'utf8', cwd: '/' } as const;
    const ran = spawnSync(process.execPath, ['-e', script, bundle, JSON.stringify(endpoint)], nobody);
    expect(JSON.parse(ran.stdout)).toEqual({
      reason: 'permission-denied',
      message: expect.stringMatching(`^Your user may not use ${socket.host}: `),
    });
  });
});

describe('What is no engine', () => {
  const failureOf = async (endpoint: Endpoint, options: Parameters<typeof connectEngine>[1] = {}) => {
    const error: unknown = await connectEngine(endpoint, options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'EngineUnreachable' });
    return (error as { failure: unknown }).failure;
  };
  const answering = (status: number, body: string) =>
    listening(createHttpServer((_request, response) => response.writeHead(status).end(body)));
  const engineSaying = (versions: object) =>
    answering(200, JSON.stringify({ Version: '99.0.0', Os: 'linux', Arch: 'amd64', ...versions }));

  it('is not running when there is no socket', async () => {
    expect(await failureOf({ kind: 'socket', path: join(folder, 'none.sock') })).toEqual({
      reason: 'not-running',
      message: expect.stringContaining('none.sock'),
    });
  });

  it('is not running when nothing listens at the port', async () => {
    const server = createServer();
    const port = await new Promise<number>(resolve =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      }),
    );
    await new Promise(resolve => server.close(resolve));
    expect(await failureOf({ kind: 'tcp', host: '127.0.0.1', port })).toMatchObject({ reason: 'not-running' });
  });

  it('is unknown when the name is', async () => {
    expect(await failureOf({ kind: 'tcp', host: 'nowhere.invalid', port: 2375 })).toEqual({
      reason: 'host-unknown',
      message: expect.stringContaining('tcp://nowhere.invalid:2375'),
    });
  });

  it.each([
    ['does not speak HTTP', createServer(socket => socket.write('SSH-2.0-OpenSSH_9.2\r\n'))],
    ['speaks of something else', createHttpServer((_request, response) => response.end('{"hello": "there"}'))],
    ['serves pages', createHttpServer((_request, response) => response.end('<html>hello</html>'))],
    ['knows no versions', createHttpServer((_request, response) => response.writeHead(404).end('no such page'))],
  ])('is incompatible when it %s', async (_what, server) => {
    const endpoint = await listening(server);
    expect(await failureOf(endpoint)).toEqual({
      reason: 'incompatible',
      message: expect.stringMatching(/What answers at unix:.*docker\.sock is no container engine/),
    });
  });

  it('is incompatible when it is too new', async () => {
    const endpoint = await engineSaying({ ApiVersion: '1.99', MinAPIVersion: '1.98' });
    expect(await failureOf(endpoint)).toEqual({
      reason: 'incompatible',
      message: expect.stringMatching(/speaks Docker API 1\.98 and newer, .*: update Slipway/),
    });
  });

  it('is incompatible when it is too old', async () => {
    const endpoint = await engineSaying({ ApiVersion: '1.24', MinAPIVersion: '1.12' });
    expect(await failureOf(endpoint)).toEqual({
      reason: 'incompatible',
      message: expect.stringMatching(/up to 1\.24, .*: update the engine/),
    });
  });

  it('is an engine when it is newer, and still speaks what we know', async () => {
    const endpoint = await engineSaying({ ApiVersion: '1.99', MinAPIVersion: '1.44' });
    const engine = await connectEngine(endpoint);
    expect(engine.identity).toMatchObject({ engine: '99.0.0', api: '1.51' });
    engine.release();
  });

  it('wants TLS when it says so', async () => {
    const endpoint = await answering(400, 'Client sent an HTTP request to an HTTPS server.\n');
    expect(await failureOf(endpoint)).toEqual({ reason: 'tls', message: expect.stringContaining('speaks TLS only') });
  });

  it.each([
    ['never answers', createServer()],
    ['begins to answer', createServer(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'))],
  ])('is given up after a while when it %s', async (_what, server) => {
    const endpoint = await listening(server);
    expect(await failureOf(endpoint, { withinMs: 200 })).toEqual({
      reason: 'timeout',
      message: expect.stringMatching(/docker\.sock has not answered for 0\.2 seconds/),
    });
  });

  it('is given up when nobody wants it any more', async () => {
    const endpoint = await listening(createServer(() => abort.abort(new Error('enough'))));
    const abort = new AbortController();
    await expect(connectEngine(endpoint, { signal: abort.signal })).rejects.toThrow('enough');
  });

  it('is stopping when it hangs up', async () => {
    const endpoint = await listening(createServer(socket => socket.on('data', () => socket.destroy())));
    expect(await failureOf(endpoint)).toMatchObject({ reason: 'not-running' });
  });
});
