// What is done to images on real engines, with both kinds of image store.
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { describeOnEngines } from './engine-under-test.ts';

describeOnEngines('Images', ({ baseImage, docker, connect }) => {
  const name = `slipway-images-${randomBytes(3).toString('hex')}`;
  const never = new AbortController().signal;
  let engine: ContainerEngine;
  let folder = '';

  beforeAll(async () => {
    engine = await connect();
    folder = mkdtempSync(join(tmpdir(), 'slipway-images-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const tags = () =>
    docker('images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${name}*`)
      .trim()
      .split('\n')
      .filter(tag => tag !== '')
      .sort();
  /** An image of its own, so that nobody else's tags keep it. */
  const makeImage = (reference: string) => {
    docker('run', '--name', name, baseImage, 'sh', '-c', `echo ${randomBytes(8).toString('hex')} > /cargo`);
    docker('commit', '--change', 'EXPOSE 8080', '--change', 'ENV KEEL=oak', name, reference);
    docker('rm', '--volumes', name);
  };
  const running = (options: object) => ({
    image: baseImage,
    isInteractive: false,
    removeWhenStopped: false,
    ...options,
  });
  const inspect = (id: string, format: string) => docker('inspect', '--format', format, id).trim();

  it('are inspected, by what a run proposes from', async () => {
    makeImage(`${name}:1`);
    const { Config, Os } = await engine.images.inspect(`${name}:1`);
    expect(Os).toBe('linux');
    expect(Object.keys(Config?.ExposedPorts ?? {})).toEqual(['8080/tcp']);
    expect(Config?.Env).toContain('KEEL=oak');
    await engine.images.remove(`${name}:1`, { force: false });
  });

  it('tell their history, newest first', async () => {
    makeImage(`${name}:1`);
    const history = await engine.images.history(`${name}:1`);
    expect(history.length).toBeGreaterThan(1);
    expect(history[0]).toMatchObject({ tags: [`${name}:1`] });
    expect(history[0]?.createdBy).toContain('> /cargo');
    expect(history.every(({ createdAt, size }) => createdAt >= 0 && size >= 0)).toBe(true);
    await engine.images.remove(`${name}:1`, { force: false });
  });

  it('lose one tag and stay, lose the last and go', async () => {
    makeImage(`${name}:1`);
    await engine.images.tag(`${name}:1`, `${name}-again:2`);
    expect(tags()).toEqual([`${name}-again:2`, `${name}:1`].sort());
    const first = await engine.images.remove(`${name}:1`, { force: false });
    expect(first).toEqual([{ kind: 'untagged', reference: `${name}:1` }]);
    const last = await engine.images.remove(`${name}-again:2`, { force: false });
    expect(last.map(({ kind }) => kind)).toContain('deleted');
    expect(tags()).toEqual([]);
  });

  it('that a stopped container was made from go by force only, that runs not at all', async () => {
    makeImage(`${name}:1`);
    docker('run', '--name', `${name}-idle`, `${name}:1`, 'true');
    const refused = { name: 'EngineRefused', status: 409 };
    await expect(engine.images.remove(`${name}:1`, { force: false })).rejects.toMatchObject(refused);
    docker('run', '--detach', '--name', `${name}-busy`, `${name}:1`, 'sleep', '600');
    const id = inspect(`${name}:1`, '{{.Id}}');
    await expect(engine.images.remove(id, { force: true })).rejects.toMatchObject(refused);
    docker('rm', '--force', '--volumes', `${name}-busy`);
    await engine.images.remove(`${name}:1`, { force: true });
    docker('rm', '--volumes', `${name}-idle`);
    expect(tags()).toEqual([]);
  });

  it('that are not there are refused with 404', async () => {
    await expect(engine.images.inspect(`${name}:none`)).rejects.toMatchObject({ name: 'EngineRefused', status: 404 });
    const removal = engine.images.remove(`${name}:none`, { force: false });
    await expect(removal).rejects.toMatchObject({ name: 'EngineRefused', status: 404 });
  });

  it('go into an archive and come back', async () => {
    makeImage(`${name}:1`);
    docker('tag', `${name}:1`, `${name}-other:1`);
    const archive = join(folder, 'images.tar');
    await writeFile(archive, await engine.images.save([`${name}:1`, `${name}-other:1`], never));
    expect(statSync(archive).size).toBeGreaterThan(100_000);
    await engine.images.remove(`${name}:1`, { force: true });
    await engine.images.remove(`${name}-other:1`, { force: true });
    const loaded = await engine.images.load(createReadStream(archive), never);
    expect(loaded).toContain(`${name}:1`);
    expect(tags()).toEqual([`${name}-other:1`, `${name}:1`].sort());
    for (const tag of tags()) await engine.images.remove(tag, { force: true });
  });

  it('are not saved any further once that is given up', async () => {
    const abort = new AbortController();
    const archive = await engine.images.save([baseImage], abort.signal);
    const reading = (async () => {
      for await (const _chunk of archive) abort.abort(new Error('given up'));
    })();
    await expect(reading).rejects.toThrow('given up');
  });

  it('cannot be loaded from what is no archive', async () => {
    await writeFile(join(folder, 'letter.txt'), 'Dear shipyard,\n'.repeat(1000));
    const load = engine.images.load(createReadStream(join(folder, 'letter.txt')), never);
    await expect(load).rejects.toMatchObject({ name: 'EngineRefused' });
  });

  it('run with ports, volumes, environment and a name', async () => {
    const port = await freePort();
    const script = 'echo "$HULL" > /cargo/index.html; httpd -f -p 8080 -h /cargo';
    const { containerId } = await engine.images.run(
      running({
        name,
        command: ['sh', '-c', script],
        environment: ['HULL=tarred & dry'],
        ports: [{ target: 8080, protocol: 'tcp', published: port }],
        mounts: [
          { kind: 'volume', source: `${name}-hold`, target: '/cargo' },
          { kind: 'bind', source: folder, target: '/shore' },
        ],
      }),
    );
    expect(inspect(containerId, '{{.Name}} {{.State.Status}}')).toBe(`/${name} running`);
    expect(inspect(containerId, '{{(index (index .NetworkSettings.Ports "8080/tcp") 0).HostPort}}')).toBe(String(port));
    expect(inspect(containerId, '{{range .Mounts}}{{.Type}}:{{.Destination}} {{end}}').split(' ').sort()).toEqual([
      'bind:/shore',
      'volume:/cargo',
    ]);
    expect(docker('exec', name, 'sh', '-c', 'until wget -qO- http://127.0.0.1:8080/; do :; done')).toBe(
      'tarred & dry\n',
    );
    docker('rm', '--force', '--volumes', name);
    docker('volume', 'rm', `${name}-hold`);
  });

  it('leave nothing behind when what is made of them does not start', async () => {
    const server = createServer().listen(0, '0.0.0.0');
    await new Promise(resolve => server.once('listening', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('No port');
    const ports = [{ target: 80, protocol: 'tcp', published: address.port }];
    const run = engine.images.run(running({ name, command: ['sleep', '600'], ports }));
    await expect(run).rejects.toMatchObject({
      name: 'EngineRefused',
      message: expect.stringMatching(/address already in use|port is already allocated/),
    });
    server.close();
    expect(docker('ps', '--all', '--quiet', '--filter', `name=${name}`).trim()).toBe('');
  });

  it('leave nothing behind when their run is given up', async () => {
    const abort = new AbortController();
    const run = engine.images.run(running({ name, command: ['sleep', '600'] }), abort.signal);
    abort.abort(new Error('given up'));
    await expect(run).rejects.toThrow('given up');
    expect(docker('ps', '--all', '--quiet', '--filter', `name=${name}`).trim()).toBe('');
  });

  it('run until they end and are gone then, when that is asked for', async () => {
    const { containerId } = await engine.images.create(
      running({ name, command: ['true'], isInteractive: true, removeWhenStopped: true }),
    );
    expect(inspect(containerId, '{{.State.Status}} {{.Config.Tty}} {{.Config.OpenStdin}}')).toBe('created true true');
    docker('start', '--attach', name);
    // The command line waits for the removal of such a container.
    expect(docker('ps', '--all', '--quiet', '--filter', `name=${name}`).trim()).toBe('');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '0.0.0.0');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('No port');
  return address.port;
}
