// Engines behind TLS: a real engine, a real handshake before it, and contexts as `docker context` writes them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EngineSelection, engineSelection } from '../../client/src/engine/engine-selection.ts';
import type { TlsMaterial } from '../../client/src/engine/reach/endpoint.ts';
import {
  type CertificateAndKey,
  type Certificates,
  makeCertificates,
  withoutCertificates,
} from '../bed/certificates.ts';
import { connectEngine, engines } from './engine-under-test.ts';
import { buildsAndRuns } from './through-connection.ts';

const [engine] = engines;

describe.skipIf(engine === undefined || withoutCertificates !== undefined)('An engine behind TLS', () => {
  let scratch = '';
  let certificates: Certificates;
  const undo: (() => unknown)[] = [];

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'slipway-tls-'));
    certificates = await makeCertificates(scratch);
  });
  afterAll(() => rmSync(scratch, { recursive: true }));
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  /** Passes all on to the engine; gives the port. */
  async function inFront(server: Server): Promise<number> {
    const socket = engine?.host.replace('unix://', '') ?? '';
    server.on('setSecureContext' in server ? 'secureConnection' : 'connection', (near: Socket) => {
      const far = createConnection({ path: socket, allowHalfOpen: true });
      near.pipe(far).pipe(near);
      near.on('error', () => far.destroy()).on('close', () => far.destroy());
      far.on('error', () => near.destroy()).on('close', () => near.destroy());
      undo.push(() => near.destroy());
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    undo.push(() => server.close());
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }
  /** As `dockerd --tlsverify`: lets only those in that its authority vouches for. */
  const secured = (own: CertificateAndKey = certificates.server) =>
    inFront(
      createTlsServer({
        ...own,
        ca: certificates.ca,
        requestCert: true,
        rejectUnauthorized: true,
        allowHalfOpen: true,
      }),
    );
  const right = (): TlsMaterial => ({
    ca: certificates.ca,
    certificate: certificates.client.cert,
    key: certificates.client.key,
    isVerified: true,
  });
  const failure = async (port: number, tls: TlsMaterial, host = '127.0.0.1') => {
    const error: unknown = await connectEngine({ kind: 'tcp', host, port, tls }).catch((reason: unknown) => reason);
    return (error as { failure?: unknown }).failure;
  };

  it('is used like any other, its upgraded connections too', async () => {
    const port = await secured();
    const connected = await connectEngine({ kind: 'tcp', host: '127.0.0.1', port, tls: right() });
    expect(connected.identity.api).toBe('1.51');
    await buildsAndRuns(connected, scratch);
    connected.release();
  });

  it.each<readonly [string, () => TlsMaterial, RegExp]>([
    ['the authority is another', () => ({ ...right(), ca: certificates.otherCa }), /ca\.pem does not vouch/],
    [
      'the authority is unknown',
      () => ({ certificate: certificates.client.cert, key: certificates.client.key, isVerified: true }),
      /ca\.pem does not vouch/,
    ],
    ['we have no certificate', () => ({ ca: certificates.ca, isVerified: true }), /does not accept your cert\.pem/],
    ['our key is of another certificate', () => ({ ...right(), key: certificates.server.key }), /damaged/],
    ['our certificate is none', () => ({ ...right(), certificate: 'hello' }), /damaged/],
  ])('is not trusted, or does not trust us, when %s', async (_what, tls, message) => {
    expect(await failure(await secured(), tls())).toEqual({ reason: 'tls', message: expect.stringMatching(message) });
  });

  it('is not trusted under another name', async () => {
    expect(await failure(await secured(), right(), 'localhost')).toEqual({
      reason: 'tls',
      message: expect.stringMatching(/tcp:\/\/localhost:\d+ .*: its certificate is for another host name/),
    });
  });

  it('is not trusted after its time', async () => {
    expect(await failure(await secured(certificates.expiredServer), right())).toEqual({
      reason: 'tls',
      message: expect.stringContaining('expired'),
    });
  });

  it('is trusted blindly when that is asked for', async () => {
    const port = await secured(certificates.expiredServer);
    const tls = { ...right(), ca: certificates.otherCa, isVerified: false };
    const connected = await connectEngine({ kind: 'tcp', host: '127.0.0.1', port, tls });
    expect(connected.identity.operatingSystem).toBe('linux');
    connected.release();
  });

  it('is asked for where there is none', async () => {
    const port = await inFront(createServer({ allowHalfOpen: true }));
    expect(await failure(port, right())).toEqual({
      reason: 'tls',
      message: expect.stringContaining('does not speak TLS'),
    });
  });

  it('is used over plain TCP where it has none', async () => {
    const port = await inFront(createServer({ allowHalfOpen: true }));
    const connected = await connectEngine({ kind: 'tcp', host: '127.0.0.1', port });
    expect(await connected.imageDigests()).toBeDefined();
    connected.release();
  });

  describe('by what docker keeps on disk', () => {
    let config = '';
    const docker = (...args: readonly string[]) =>
      execFileSync('docker', ['--config', config, ...args], { stdio: 'pipe' });
    const selectionWith = (environment: Readonly<Record<string, string>>): EngineSelection =>
      engineSelection({
        environment,
        isTrusted: () => true,
        selected: () => undefined,
        remember: async () => undefined,
        connectEngine,
      });

    beforeAll(() => {
      config = join(scratch, 'docker-config');
      mkdirSync(config);
    });

    it('a context with its certificates, and another one later', async () => {
      const port = await secured();
      const { folder } = certificates;
      const material = `ca=${folder}/ca.pem,cert=${folder}/cert.pem,key=${folder}/key.pem`;
      docker('context', 'create', 'secured', '--docker', `host=tcp://127.0.0.1:${port},${material}`);
      docker('context', 'create', 'local', '--docker', `host=${engine?.host}`);
      const selection = selectionWith({ DOCKER_CONFIG: config });
      let told = 0;
      selection.onDidSelect(() => told++);

      // The order of its own is the command line's business; the default context comes with its socket.
      docker('context', 'use', 'secured');
      expect(await selection.choice()).toEqual({
        name: 'secured',
        host: `tcp://127.0.0.1:${port}`,
        origin: 'Docker context',
      });
      expect(await (await selection.connect()).imageDigests()).toBeDefined();
      expect(told).toBe(0);

      docker('context', 'use', 'local');
      await selection.connect();
      expect(await selection.choice()).toMatchObject({ name: 'local', host: engine?.host });
      expect(told).toBe(1);

      expect((await selection.choices()).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['local', 'default', 'secured']),
      );
      expect(await selectionWith({ DOCKER_CONFIG: config, DOCKER_CONTEXT: 'secured' }).choice()).toMatchObject({
        name: 'secured',
      });
    });

    it('the certificates of DOCKER_CERT_PATH', async () => {
      const port = await secured();
      const environment = { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_CERT_PATH: certificates.folder };
      const connected = await selectionWith({ ...environment, DOCKER_TLS_VERIFY: '1' }).connect();
      expect(connected.identity.operatingSystem).toBe('linux');
      await expect(selectionWith(environment).connect()).rejects.toMatchObject({ name: 'EngineUnreachable' });
    });
  });
});
