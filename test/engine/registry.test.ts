// Pull and push between real engines and real registries: progress, giving up, passwords, and what is said of failures.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import type { TransferProgress } from '../../client/src/engine/images.ts';
import { registryCredentials } from '../../client/src/engine/registry/registry-credentials.ts';
import { registryProblem } from '../../client/src/engine/registry/registry-problem.ts';
import { transferSum } from '../../client/src/engine/registry/transfer-progress.ts';
import { registryTool, registryUser, startRegistry, type TestRegistry } from '../bed/registry.ts';
import { holdRegistry } from '../vscode/support/held-registry.ts';
import { baseImage, describeOnEngines, engines } from './engine-under-test.ts';

const program = baseImage === undefined ? undefined : await registryTool();

describe.skipIf(program?.kind !== 'ready')('With registries of its own', () => {
  let open: TestRegistry;
  let asking: TestRegistry;
  let folder = '';

  beforeAll(async () => {
    if (program?.kind !== 'ready') throw new Error('No registry');
    [open, asking] = await Promise.all([startRegistry(program.tool, 'open'), startRegistry(program.tool, 'asks')]);
    folder = mkdtempSync(join(tmpdir(), 'slipway-docker-config-'));
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), asking?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  describeOnEngines('what is pulled and pushed', ({ baseImage, docker, connect }) => {
    let engine: ContainerEngine;
    const never = new AbortController().signal;
    const quiet = { onProgress: () => undefined, signal: never };

    beforeAll(async () => {
      engine = await connect();
    });

    /** An image of one layer of so many bytes that nothing can make smaller. Not built: a build's cache would keep it. */
    const makeImage = (reference: string, bytes: number) => {
      const cargo = join(folder, 'cargo');
      writeFileSync(cargo, randomBytes(bytes));
      const archive = join(folder, 'cargo.tar');
      execFileSync('tar', ['-cf', archive, '-C', folder, 'cargo']);
      docker('import', archive, reference);
    };
    const listed = (reference: string) => docker('images', '--quiet', reference).trim();
    const removed = (reference: string) => engine.images.remove(reference, { force: true });
    const problemOf = async (attempt: Promise<unknown>, of: Partial<Parameters<typeof registryProblem>[1]>) => {
      const error = await attempt.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ name: 'EngineRefused' });
      const { message } = error as Error;
      return {
        message,
        ...registryProblem(message, { action: 'pull', reference: 'x', credentials: 'none', ...of }),
      };
    };

    it('goes to the registry and comes back, and tells how far it is', async () => {
      const reference = `${open.host}/fleet/there-and-back:1`;
      makeImage(reference, 3_000_000);
      const pushed: TransferProgress[] = [];
      await engine.images.push(reference, { onProgress: item => pushed.push(item), signal: never });
      expect(pushed.some(({ status }) => status === 'Pushed')).toBe(true);
      await removed(reference);
      expect(listed(reference)).toBe('');

      const pulled: TransferProgress[] = [];
      await engine.images.pull(reference, { onProgress: item => pulled.push(item), signal: never });
      expect(listed(reference)).not.toBe('');
      const add = transferSum();
      const percents = pulled.map(item => add(item).percent);
      expect(percents.at(-1)).toBe(100);
      expect(percents.every((percent, i) => (percent ?? 0) >= (percents[i - 1] ?? 0))).toBe(true);
      await removed(reference);
    });

    it('is by its digest what it was, whatever its tag means by then', async () => {
      const reference = `${open.host}/fleet/pinned:1`;
      const pushNew = async () => {
        makeImage(reference, 1000);
        await engine.images.push(reference, quiet);
        const { Id, RepoDigests } = await engine.images.inspect(reference);
        await removed(reference);
        return { id: Id, digest: RepoDigests?.[0]?.split('@')[1] };
      };
      const before = await pushNew();
      expect((await pushNew()).digest).not.toBe(before.digest);

      const pinned = `${reference}@${before.digest}`;
      await engine.images.pull(pinned, quiet);
      expect((await engine.images.inspect(pinned)).Id).toBe(before.id);
      const name = `slipway-test-pinned-${randomBytes(3).toString('hex')}`;
      const container = await engine.containers.create({ name, config: { Image: pinned, Cmd: ['none'] } });
      expect((await engine.containers.inspect(container))['Image']).toBe(before.id);
      await engine.containers.remove(container, { force: true, volumes: true });
      await removed(pinned);
    });

    it('stops when it is given up, and leaves no image', async () => {
      const pushed = `${open.host}/fleet/given-up:1`;
      makeImage(pushed, 12_000_000);
      await engine.images.push(pushed, quiet);
      await removed(pushed);
      // It stands still in the middle: an engine on a quick machine would be done before anybody gives up.
      const held = await holdRegistry(open.host, 6_000_000);
      try {
        const reference = `${held.host}/fleet/given-up:1`;
        const abort = new AbortController();
        const onProgress = ({ status }: TransferProgress) => {
          if (status === 'Downloading') abort.abort(new Error('given up'));
        };
        await expect(engine.images.pull(reference, { onProgress, signal: abort.signal })).rejects.toThrow('given up');
        expect(listed(reference)).toBe('');
      } finally {
        held.close();
      }
    });

    it('says what the registry does not have', async () => {
      const reference = `${open.host}/fleet/no-such-boat:1`;
      const problem = await problemOf(engine.images.pull(reference, quiet), { reference });
      expect(problem).toMatchObject({
        reason: 'not-found',
        sentence: expect.stringContaining('has no fleet/no-such-boat:1'),
      });
    });

    it('says what cannot be pushed because it is not there', async () => {
      const reference = `${open.host}/fleet/never-built:1`;
      const problem = await problemOf(engine.images.push(reference, quiet), { reference, action: 'push' });
      expect(problem.reason).toBe('not-found');
    });

    it('says that nothing listens there', async () => {
      const reference = 'localhost:1/fleet/boat:1';
      const problem = await problemOf(engine.images.pull(reference, quiet), { reference });
      expect(problem.reason).toBe('unreachable');
    });

    it('says for what platform an image was not made', async () => {
      const reference = `${open.host}/fleet/platform:1`;
      // Only an image made for several platforms says so to every engine; the newest has one.
      engines[0]?.docker('tag', baseImage, reference);
      engines[0]?.docker('push', '--quiet', reference);
      engines[0]?.docker('rmi', reference);
      const platform = 'linux/s390x';
      const problem = await problemOf(engine.images.pull(reference, { ...quiet, platform }), { reference, platform });
      expect(problem).toMatchObject({ reason: 'no-such-platform', sentence: expect.stringContaining(platform) });
    });

    describe('where a password is asked for', () => {
      const reference = () => `${asking.host}/hold/locked:1`;
      const credentials = { kind: 'password' as const, server: '', ...registryUser };
      const readCredentials = (environment: NodeJS.ProcessEnv) =>
        registryCredentials({ registry: asking.host, environment, signal: never });

      it('says that nobody is logged in', async () => {
        docker('tag', baseImage, reference());
        const push = engine.images.push(reference(), quiet);
        const problem = await problemOf(push, { action: 'push', reference: reference() });
        expect(problem).toMatchObject({ reason: 'not-logged-in', login: asking.host });
        const pull = await problemOf(engine.images.pull(reference(), quiet), { reference: reference() });
        expect(pull).toMatchObject({ reason: 'not-logged-in', login: asking.host });
      });

      it('says that the password is wrong', async () => {
        const wrong = { ...credentials, password: 'birch' };
        const push = engine.images.push(reference(), { ...quiet, credentials: wrong });
        const problem = await problemOf(push, { action: 'push', reference: reference(), credentials: 'found' });
        expect(problem).toMatchObject({ reason: 'not-logged-in', sentence: expect.stringContaining('log in again') });
      });

      it('pushes and pulls with what Docker keeps in its file', async () => {
        const { user, password } = registryUser;
        const auth = Buffer.from(`${user}:${password}`).toString('base64');
        writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [asking.host]: { auth } } }));
        const found = await readCredentials({ ...process.env, DOCKER_CONFIG: folder });
        if (found.kind !== 'found') throw new Error(found.kind);
        await engine.images.push(reference(), { ...quiet, credentials: found.credentials });
        await removed(reference());
        await engine.images.pull(reference(), { ...quiet, credentials: found.credentials });
        expect(listed(reference())).not.toBe('');
        await removed(reference());
      });

      it('pulls with what a credential helper answers', async () => {
        const { user, password } = registryUser;
        writeFileSync(join(folder, 'config.json'), JSON.stringify({ credHelpers: { [asking.host]: 'slipway-hold' } }));
        const helper = join(folder, 'docker-credential-slipway-hold');
        const answer = JSON.stringify({ ServerURL: asking.host, Username: user, Secret: password });
        writeFileSync(helper, `#!/bin/sh\nread host\n[ "$1 $host" = "get ${asking.host}" ] && echo '${answer}'\n`);
        chmodSync(helper, 0o755);
        const path = `${folder}${delimiter}${process.env['PATH']}`;
        const found = await readCredentials({ ...process.env, DOCKER_CONFIG: folder, PATH: path });
        if (found.kind !== 'found') throw new Error(JSON.stringify(found));
        await engine.images.pull(reference(), { ...quiet, credentials: found.credentials });
        expect(listed(reference())).not.toBe('');
        await removed(reference());
      });
    });
  });
});
