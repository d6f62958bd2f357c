// Engines behind ssh: the system's own ssh, a real sshd, and on the far side the real `docker system dial-stdio`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engineSelection } from '../../client/src/engine/engine-selection.ts';
import type { Endpoint } from '../../client/src/engine/reach/endpoint.ts';
import { type SshServer, sshServerTool, startSshServer } from '../bed/ssh-server.ts';
import { baseImage, connectEngine, engines } from './engine-under-test.ts';
import { buildsAndRuns } from './through-connection.ts';

const tool = baseImage === undefined ? undefined : await sshServerTool();
const [engine] = engines;
const path = process.env['PATH'] ?? '';

describe.skipIf(tool?.kind !== 'ready')('An engine behind ssh', () => {
  let scratch = '';
  let server: SshServer;

  const start = async (environment: Readonly<Record<string, string>>) => {
    if (tool?.kind !== 'ready') throw new Error('No ssh server');
    server = await startSshServer(tool.tool, environment);
    process.env['PATH'] = [server.path, path].join(delimiter);
  };
  const endpoint = (): Endpoint => ({ kind: 'ssh', destination: server.destination, port: server.port });
  const failure = async (at: Endpoint = endpoint()) => {
    const error: unknown = await connectEngine(at).catch((reason: unknown) => reason);
    return (error as { failure?: unknown }).failure;
  };

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'slipway-over-ssh-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));
  const stop = async () => {
    process.env['PATH'] = path;
    await server.stop();
  };

  describe('that is well', () => {
    beforeAll(() => start({ PATH: path, DOCKER_HOST: engine?.host ?? '' }));
    afterAll(stop);

    it('builds', async () => {
      const connected = await connectEngine(endpoint());
      await buildsAndRuns(connected, scratch);
      connected.release();
    });

    it('is reached at a socket of its own', async () => {
      const socket = engine?.host.replace('unix://', '') ?? '';
      const connected = await connectEngine({ ...endpoint(), socket } as Endpoint);
      expect(connected.identity.operatingSystem).toBe('linux');
      connected.release();
    });

    it('is not reached without a key that it knows', async () => {
      expect(await failure({ ...endpoint(), destination: 'nobody@127.0.0.1' } as Endpoint)).toEqual({
        reason: 'ssh',
        message: expect.stringMatching(/Permission denied \(publickey\): it must let you in without a question/),
      });
    });

    it('is not reached at another port', async () => {
      expect(await failure({ kind: 'ssh', destination: server.destination, port: 1 })).toEqual({
        reason: 'ssh',
        message: expect.stringMatching(/failed: ssh: connect to host 127\.0\.0\.1 port 1: Connection refused$/),
      });
    });

    it('is not reached without an ssh', async () => {
      const { PATH } = process.env;
      process.env['PATH'] = scratch;
      try {
        expect(await failure()).toEqual({ reason: 'ssh', message: expect.stringContaining('no "ssh" on the PATH') });
      } finally {
        process.env['PATH'] = PATH;
      }
    });

    it('is given up when nobody wants it any more', async () => {
      const abort = new AbortController();
      const connecting = connectEngine(endpoint(), { signal: abort.signal });
      abort.abort(new Error('enough'));
      await expect(connecting).rejects.toThrow('enough');
    });
  });

  describe('whose connections are counted or broken', () => {
    beforeEach(() => start({ PATH: path, DOCKER_HOST: engine?.host ?? '' }));
    afterEach(stop);

    it('answers many questions over one connection, whose process ends with it', async () => {
      const connected = await connectEngine(endpoint());
      expect(connected.identity.api).toBe('1.51');
      for (let i = 0; i < 5; i++) await connected.imageDigests();
      connected.release();
      await server.connectionEnded();
      // What the server says comes late, but in its order.
      expect(server.connections()).toBe(1);
    });

    it('answers many questions at once', async () => {
      const connected = await connectEngine(endpoint());
      const answers = await Promise.all(Array.from({ length: 8 }, () => connected.imageDigests()));
      for (const answer of answers) expect(answer[baseImage ?? '']).toMatch(/^sha256:/);
      expect(server.connections()).toBeLessThanOrEqual(8);
      connected.release();
    });

    it('answers while it takes its time for other answers', async () => {
      const deaf = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
      const id = engine?.docker('run', '--detach', baseImage ?? '', ...deaf).trim() ?? '';
      try {
        const connected = await connectEngine(endpoint());
        const abort = new AbortController();
        // As many as may log in at a time, and one over the connection that is there.
        const stops = Promise.allSettled(
          Array.from({ length: 5 }, () => connected.containers.stop(id, 600, abort.signal)),
        );
        expect(await connected.containers.inspect(id)).toMatchObject({ State: { Running: true } });
        abort.abort();
        for (const stop of await stops)
          expect(stop).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
        connected.release();
      } finally {
        engine?.docker('rm', '--force', id);
      }
    });

    it('is the engine of a Docker context', async () => {
      const config = join(scratch, 'docker-config');
      mkdirSync(config);
      const host = `ssh://${server.destination}:${server.port}`;
      execFileSync('docker', ['--config', config, 'context', 'create', 'far', '--docker', `host=${host}`]);
      const selection = engineSelection({
        environment: { DOCKER_CONFIG: config, DOCKER_CONTEXT: 'far' },
        isTrusted: () => true,
        selected: () => undefined,
        remember: async () => undefined,
        connectEngine,
      });
      expect(await selection.choice()).toEqual({ name: 'far', host, origin: 'Docker context' });
      expect((await selection.connect()).identity.operatingSystem).toBe('linux');
      // Lets the process go.
      await selection.select({ name: 'nowhere', host: 'unix:///nowhere.sock' });
      await server.connectionEnded();
    });

    it('tells when the connection breaks', async () => {
      let told: () => void = () => undefined;
      const lost = new Promise<void>(resolve => {
        told = resolve;
      });
      const connected = await connectEngine(endpoint(), { onLost: told });
      await server.stop();
      await lost;
      await expect(connected.imageDigests()).rejects.toMatchObject({ failure: { reason: 'ssh' } });
    });

    it('is not spoken to when its host key is another than the known one', async () => {
      server.forgeHostKey();
      expect(await failure()).toEqual({
        reason: 'ssh',
        message: expect.stringMatching(
          /ssh to root@127\.0\.0\.1 failed: Host key verification failed: connect once with/,
        ),
      });
      expect(server.connections()).toBe(0);
    });
  });

  describe('that has troubles of its own', () => {
    afterEach(stop);

    it('without docker on the far side says so', async () => {
      await start({ PATH: scratch });
      expect(await failure()).toEqual({
        reason: 'ssh',
        message: expect.stringMatching(/no docker command on its PATH \(.*docker.*not found\)/),
      });
    });

    it('that does not run there passes on what docker says', async () => {
      await start({ PATH: path, DOCKER_HOST: `unix://${join(scratch, 'none.sock')}` });
      expect(await failure()).toEqual({
        reason: 'ssh',
        message: expect.stringMatching(/^ssh to .* failed: .*none\.sock/),
      });
    });

    it('that hangs is given up after a while', async () => {
      const bin = join(scratch, 'slow');
      mkdirSync(bin);
      // Not a docker that we would believe anything: one that never gets as far as speaking.
      writeFileSync(join(bin, 'docker'), '#!/bin/sh\nexec /bin/cat > /dev/null\n', { mode: 0o755 });
      await start({ PATH: bin });
      const error: unknown = await connectEngine(endpoint(), { withinMs: 1500 }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ failure: { reason: 'timeout' } });
    });
  });
});
