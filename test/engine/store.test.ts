// The store on real engines: what people do with the command line reaches the rows, and the wire shows what that costs.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import type { ContainerRow, EngineState } from '../../client/src/engine/engine-state.ts';
import { describeOnEngines } from './engine-under-test.ts';
import { type FollowedEngine, followedEngine } from './followed-engine.ts';

describeOnEngines('The store', ({ host, baseImage, docker, connect }) => {
  const own = `slipway-store-${randomBytes(3).toString('hex')}`;
  let folder = '';
  let engine: ContainerEngine;
  let followed: FollowedEngine;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-store-'));
    engine = await connect();
  });
  afterAll(() => {
    engine?.rest();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    followed = await followedEngine(host);
    followed.store.demand();
    await followed.store.current();
  });
  afterEach(async () => {
    await followed.close();
    const left = docker('ps', '--all', '--quiet', '--filter', `name=${own}`).split('\n').filter(Boolean);
    if (left.length > 0) docker('rm', '--force', '--volumes', ...left);
  });

  const container = (state: EngineState, name = own): ContainerRow | undefined =>
    [...state.containers.values()].find(row => row.name === name);
  const untilContainer = async (isSo: (row: ContainerRow) => boolean, what: string, name = own) => {
    const state = await followed.until(it => {
      const row = container(it, name);
      return row !== undefined && isSo(row);
    }, what);
    const row = container(state, name);
    if (row === undefined) throw new Error('It has just been there');
    return row;
  };
  const untilGone = (name = own) => followed.until(state => container(state, name) === undefined, `${name} is gone`);
  const untilTagged = async (tag: string) => {
    const state = await followed.until(
      it => [...it.images.values()].some(row => row.tags.includes(tag)),
      `${tag} is there`,
    );
    const row = [...state.images.values()].find(it => it.tags.includes(tag));
    if (row === undefined) throw new Error('It has just been there');
    return row;
  };
  /**
   * The rows are those that a list of now has, or soon will be: an engine that is busy tells late. What only events tell
   * exactly is left out.
   */
  const expectListed = () => vi.waitFor(expectListedNow, { timeout: 20_000, interval: 500 });
  const expectListedNow = async () => {
    const { containers, images, volumes, networks } = followed.store.state;
    const byId = <T extends object>(rows: Iterable<T>, key: (row: T) => string) =>
      [...rows].toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
    const steady = (rows: Iterable<ContainerRow>) =>
      byId(
        [...rows].map(({ since: _, isOutOfMemory: __, ...row }) => row),
        row => row.id,
      );
    const known = (rows: EngineState['images']) =>
      byId(
        [...rows.values()].map(({ platform: _, digests: __, ...row }) => row),
        row => row.id,
      );
    expect(steady(containers.values())).toEqual(steady(await engine.listing.containers()));
    expect(known(images)).toEqual(known(new Map((await engine.listing.images()).map(row => [row.id, row]))));
    expect(byId(volumes.values(), row => row.name)).toEqual(byId(await engine.listing.volumes(), row => row.name));
    expect(byId(networks.values(), row => row.id)).toEqual(byId(await engine.listing.networks(), row => row.id));
  };

  it('knows what is there, with five questions and an event stream', async () => {
    expect(followed.store.state.connection).toMatchObject({ kind: 'connected', version: engine.identity });
    await untilTagged(baseImage);
    await expectListed();
    expect(followed.proxy.requests.map(it => it.replace(/\?.*/, '')).toSorted()).toEqual([
      'GET /containers/json',
      'GET /events',
      'GET /images/json',
      'GET /networks',
      'GET /version',
      'GET /volumes',
    ]);
  });

  it('follows the life of a container', async () => {
    docker('create', '--name', own, '--publish', '127.0.0.1::80', '--label', 'deck=lower', baseImage, 'sleep', '600');
    const created = await untilContainer(() => true, 'it is created');
    expect(created).toMatchObject({
      image: baseImage,
      command: 'sleep 600',
      status: 'created',
      labels: { deck: 'lower' },
    });
    expect(created).not.toHaveProperty('since');
    const startedAfter = Date.now();
    docker('start', own);
    const running = await untilContainer(row => row.status === 'running', 'it runs');
    expect(running.ports).toEqual([
      { target: 80, protocol: 'tcp', published: expect.any(Number), address: '127.0.0.1' },
    ]);
    expect(running.networks).toEqual([
      { name: 'bridge', networkId: expect.stringMatching(/^[0-9a-f]{64}$/), address: expect.stringMatching(/^10\./) },
    ]);
    expect(running.since).toBeGreaterThanOrEqual(startedAfter);
    expect(running.since).toBeLessThanOrEqual(Date.now());
    docker('pause', own);
    await untilContainer(row => row.status === 'paused', 'it is paused');
    docker('unpause', own);
    expect(await untilContainer(row => row.status === 'running', 'it runs on')).toMatchObject({ since: running.since });
    docker('rename', own, `${own}-renamed`);
    await untilContainer(() => true, 'it is renamed', `${own}-renamed`);
    await followed.quiet();
    await expectListed();
    docker('kill', `${own}-renamed`);
    const ended = await untilContainer(row => row.status === 'exited', 'it has ended', `${own}-renamed`);
    expect(ended).toMatchObject({ exitCode: 137, ports: [] });
    const happened = docker(
      ...['events', '--since', '5m', '--until', `${Date.now() / 1000}`, '--format', '{{.TimeNano}}'],
      ...['--filter', `container=${ended.id}`, '--filter', 'event=die'],
    );
    expect(ended.since).toBeCloseTo(Number(happened) / 1e6, 0);
    docker('start', `${own}-renamed`);
    const again = await untilContainer(row => row.status === 'running', 'it runs again', `${own}-renamed`);
    expect(again).not.toHaveProperty('exitCode');
    docker('stop', '--time', '0', `${own}-renamed`);
    await untilContainer(row => row.status === 'exited', 'it is stopped', `${own}-renamed`);
    await followed.quiet();
    await expectListed();
    docker('rm', `${own}-renamed`);
    await untilGone(`${own}-renamed`);
    await followed.quiet();
    await expectListed();
  });

  it('sees a container that starts again and again', async () => {
    docker('run', '--detach', '--name', own, '--restart', 'always', baseImage, 'false');
    await untilContainer(row => row.status === 'restarting' && row.exitCode === 1, 'it restarts');
    docker('rm', '--force', own);
    await untilGone();
  });

  it('follows health without asking', async () => {
    docker(
      ...['run', '--detach', '--name', own, '--health-interval', '300ms', '--health-retries', '1'],
      ...['--health-cmd', 'test -e /well', baseImage, 'sh', '-c', 'sleep 1; touch /well; sleep 600'],
    );
    await untilContainer(row => row.health !== undefined, 'its health is checked');
    await untilContainer(row => row.health === 'healthy', 'it is healthy');
    await followed.quiet('for good');
    const asked = followed.proxy.requests.length;
    docker('exec', own, 'rm', '/well');
    await untilContainer(row => row.health === 'unhealthy', 'it is unhealthy');
    docker('pause', own);
    await untilContainer(row => row.status === 'paused', 'it is paused');
    docker('unpause', own);
    await untilContainer(row => row.status === 'running', 'it runs on');
    expect(followed.proxy.requests.slice(asked), followed.logged.join('\n')).toEqual([]);
    docker('kill', own);
    expect(await untilContainer(row => row.status === 'exited', 'it has ended')).not.toHaveProperty('health');
  });

  it('marks what the kernel ended for want of memory', async () => {
    const eating = 'sleep 0.5; x=a; while :; do x=$x$x; done';
    docker('run', '--detach', '--name', own, '--memory', '8m', baseImage, 'sh', '-c', eating);
    const ended = await untilContainer(row => row.status === 'exited' && row.isOutOfMemory === true, 'it is marked');
    expect(ended.exitCode).toBe(137);
  });

  it('takes nothing for one that is gone at once', async () => {
    docker('run', '--rm', '--name', own, '--volume', '/hold', baseImage, 'true');
    await followed.quiet();
    expect(container(followed.store.state)).toBeUndefined();
    await expectListed();
  });

  it('follows a Compose project up and down', async () => {
    const file = join(folder, 'compose.yaml');
    const service = `{ image: '${baseImage}', command: sleep 600, stop_grace_period: 0s, volumes: ['hold:/hold'] }`;
    writeFileSync(file, `name: ${own}\nservices:\n  web: ${service}\n  db: ${service}\nvolumes:\n  hold:\n`);
    docker('compose', '--file', file, 'up', '--detach');
    await untilContainer(row => row.status === 'running', 'web runs', `${own}-web-1`);
    const db = await untilContainer(row => row.status === 'running', 'db runs', `${own}-db-1`);
    expect(db.compose).toEqual({ project: own, service: 'db', files: [file], folder, isOneOff: false });
    expect(db.mounts).toMatchObject([{ kind: 'volume', source: `${own}_hold`, target: '/hold' }]);
    await followed.quiet();
    expect(followed.store.state.volumes.get(`${own}_hold`)?.labels).toMatchObject({
      'com.docker.compose.project': own,
    });
    await expectListed();
    docker('compose', '--file', file, 'down', '--volumes');
    await untilGone(`${own}-db-1`);
    await followed.quiet();
    expect(followed.store.state.volumes.has(`${own}_hold`)).toBe(false);
    await expectListed();
  });

  it('follows the names of images, also those that another one takes', async () => {
    docker('tag', baseImage, `${own}:1`);
    const base = await untilTagged(`${own}:1`);
    expect(base.tags).toContain(baseImage);
    docker('create', '--name', own, baseImage, 'true');
    docker('commit', own, `${own}:2`);
    const committed = await untilTagged(`${own}:2`);
    expect(committed.id).not.toBe(base.id);
    expect(committed.size).toBeGreaterThan(0);
    docker('tag', baseImage, `${own}:2`);
    await followed.until(
      ({ images }) =>
        images.get(base.id)?.tags.includes(`${own}:2`) === true && images.get(committed.id)?.tags.length === 0,
      'the name has moved and left a dangling image',
    );
    await followed.quiet();
    await expectListed();
    docker('image', 'rm', committed.id);
    const archive = join(folder, 'image.tar');
    docker('save', '--output', archive, `${own}:1`);
    docker('image', 'rm', `${own}:1`, `${own}:2`);
    await followed.until(
      ({ images }) =>
        !images.has(committed.id) && images.get(base.id)?.tags.every(tag => !tag.startsWith(own)) === true,
      'the names are gone',
    );
    docker('load', '--input', archive);
    await untilTagged(`${own}:1`);
    docker('image', 'rm', `${own}:1`);
    await followed.quiet();
    await expectListed();
  });

  it('learns platforms, once each', async () => {
    const { id } = await untilTagged(baseImage);
    await followed.store.learnPlatforms([id]);
    await followed.until(({ images }) => images.get(id)?.platform !== undefined, 'the platform is known');
    expect(followed.store.state.images.get(id)?.platform).toBe(
      process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64',
    );
    const asked = followed.proxy.requests.length;
    await followed.store.learnPlatforms([id]);
    expect(followed.proxy.requests.length).toBe(asked);
  });

  it('follows volumes and measures them', async () => {
    docker('volume', 'create', '--label', 'deck=lower', own);
    const { volumes } = await followed.until(it => it.volumes.has(own), 'the volume is there');
    expect(volumes.get(own)).toMatchObject({
      driver: 'local',
      labels: { deck: 'lower' },
      createdAt: expect.any(Number),
    });
    docker(
      'run',
      '--rm',
      '--name',
      own,
      '--volume',
      `${own}:/hold`,
      baseImage,
      'sh',
      '-c',
      'echo 1234567 > /hold/note',
    );
    await followed.store.measureVolumes();
    await followed.until(it => it.volumes.get(own)?.size === 8, 'the volume is measured');
    docker('volume', 'rm', own);
    await followed.until(it => !it.volumes.has(own), 'the volume is gone');
    await followed.quiet();
    await expectListed();
  });

  it('follows networks and their members', async () => {
    const id = docker('network', 'create', '--internal', own).trim();
    const { networks } = await followed.until(it => it.networks.has(id), 'the network is there');
    expect(networks.get(id)).toMatchObject({ name: own, driver: 'bridge', scope: 'local', isInternal: true });
    expect(networks.get(id)?.subnets).toHaveLength(1);
    docker('run', '--detach', '--name', own, baseImage, 'sleep', '600');
    docker('network', 'connect', own, own);
    const member = (row: ContainerRow) => row.networks.find(it => it.networkId === id);
    await untilContainer(row => member(row)?.address !== undefined, 'it is a member');
    docker('network', 'disconnect', own, own);
    await untilContainer(row => row.status === 'running' && member(row) === undefined, 'it is no member any more');
    docker('network', 'rm', own);
    await followed.until(it => !it.networks.has(id), 'the network is gone');
    await followed.quiet();
    await expectListed();
  });

  it('asks nothing while nothing happens, and has no connection when nobody needs it', async () => {
    const demand = followed.store.demand();
    docker('run', '--detach', '--name', own, baseImage, 'sleep', '600');
    await untilContainer(row => row.status === 'running', 'it runs');
    await followed.quiet('for good');
    const asked = followed.proxy.requests.length;
    const changed = followed.changes.length;
    docker('exec', own, 'true');
    await new Promise(resolve => setTimeout(resolve, 1_000));
    expect(followed.proxy.requests.slice(asked), followed.logged.join('\n')).toEqual([]);
    expect(followed.changes.length).toBe(changed);
    demand.dispose();
    await followed.close();

    followed = await followedEngine(host);
    const { proxy, store } = followed;
    expect([proxy.requests.length, proxy.connections]).toEqual([0, 0]);
    store.demand().dispose();
    await store.current();
    await followed.until(({ connection }) => connection.kind === 'idle', 'nobody needs it');
    const last = proxy.requests.length;
    docker('rm', '--force', own);
    await new Promise(resolve => setTimeout(resolve, 1_000));
    expect([proxy.requests.length - last, proxy.connections]).toEqual([0, 0]);
    expect(container(store.state)?.status).toBe('running');
    store.demand();
    await untilGone();
    await expectListed();
  });

  it('lists everything anew after a sleep of this machine, and goes on', async () => {
    await followed.quiet();
    const [asked, changed] = [followed.proxy.requests.length, followed.changes.length];
    followed.sleep();
    await followed.store.current();
    await followed.quiet();
    const lists = followed.proxy.requests.slice(asked).map(it => it.replace(/\?.*/, ''));
    for (const list of ['/containers/json', '/images/json', '/networks', '/volumes', '/events'])
      expect(lists).toContain(`GET ${list}`);
    expect(followed.changes.length).toBe(changed);
    docker('create', '--name', own, baseImage, 'true');
    await untilContainer(() => true, 'events come');
  });

  it('finds an engine again whose socket vanished', async () => {
    docker('create', '--name', own, baseImage, 'true');
    await untilContainer(() => true, 'it is there');
    const { images } = followed.store.state;
    await followed.proxy.vanish();
    await followed.until(({ connection }) => connection.kind === 'unreachable', 'the socket is gone');
    expect(followed.store.state.connection).toMatchObject({ failure: { reason: 'not-running' } });
    expect(container(followed.store.state)).toBeDefined();
    docker('rm', own);
    docker('volume', 'create', own);
    await followed.proxy.open();
    await followed.until(({ connection }) => connection.kind === 'connected', 'it is found again');
    await untilGone();
    expect(followed.store.state.volumes.has(own)).toBe(true);
    expect(followed.store.state.images).toBe(images);
    docker('volume', 'rm', own);
    await followed.until(it => !it.volumes.has(own), 'events come again');
  });

  it('keeps up with 300 containers that come and go', { timeout: 240_000 }, async () => {
    const several = async (count: number, work: (i: number) => Promise<unknown>) => {
      let next = 0;
      const worker = async () => {
        for (let i = next++; i < count; i = next++) await work(i);
      };
      await Promise.all(Array.from({ length: 12 }, worker));
    };
    const ids: string[] = [];
    const before = followed.proxy.requests.length;
    await several(300, async i => {
      const options = { image: baseImage, name: `${own}-${i}`, isInteractive: false, removeWhenStopped: false };
      ids.push((await engine.images.create(options)).containerId);
    });
    await followed.until(({ containers }) => ids.every(id => containers.has(id)), 'all 300 are there');
    await followed.quiet();
    await expectListed();
    const made = followed.proxy.requests.length;
    await several(ids.length, async i => engine.containers.remove(ids[i] ?? '', { force: true, volumes: true }));
    await followed.until(({ containers }) => ids.every(id => !containers.has(id)), 'all 300 are gone');
    await followed.quiet();
    await expectListed();
    const removed = followed.proxy.requests.length - made;
    const changes = followed.changes.length;
    console.log(
      `300 containers: ${made - before} requests while they were made, ${removed} while removed, ${changes} changes`,
    );
    expect(made - before).toBeLessThanOrEqual(330);
    expect(removed).toBeLessThanOrEqual(10);
  });
});
