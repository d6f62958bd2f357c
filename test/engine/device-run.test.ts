// Projects run as a device would run them, on real engines: defaults applied, data kept, nothing of others touched, and
// nothing left behind.
import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { deviceRunOf, findImages, startDeviceRun, stopDeviceRun } from '../../client/src/device-run/carry-out.ts';
import { runLabel } from '../../client/src/device-run/container-config.ts';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import type { DeviceRun } from '../../server/src/build/device-run.ts';
import { planDeviceRun } from '../../server/src/build/plan-device-run.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { describeOnEngines, platforms } from './engine-under-test.ts';

async function runOf(root: string, compose: string, platform: string): Promise<DeviceRun> {
  const workspace = memoryWorkspace();
  const path = workspace.write(`${root}/docker-compose.yml`, compose);
  const analyzer = createAnalyzer(workspace, defaultConfig, { override: { dialect: 'balena' } });
  const project: (typeof analyzer)['project'] = (at, kind) => analyzer.project(at, kind);
  const answer = await planDeviceRun({ path, platform }, { workspace, project });
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer.run;
}

describeOnEngines('A device run', ({ name: engineName, baseImage, docker, connect }) => {
  const { signal } = new AbortController();
  let root = '';
  let name = '';
  let engine: ContainerEngine;
  beforeAll(async () => {
    engine = await connect();
  });
  beforeEach(() => {
    name = `slipway-device-${randomBytes(3).toString('hex')}`;
    root = `/${name}`;
  });
  const left = (kind: 'container' | 'volume' | 'network', filter = `label=${runLabel}=${name}`): readonly string[] => {
    const all = kind === 'container' ? ['--all'] : [];
    return docker(kind, 'ls', ...all, '--quiet', '--filter', filter)
      .split(/\s+/)
      .filter(Boolean);
  };
  afterEach(() => {
    const containers = [...left('container'), ...left('container', `name=${name}`)];
    if (containers.length > 0) docker('rm', '--force', '--volumes', ...new Set(containers));
    for (const kind of ['volume', 'network'] as const) if (left(kind).length > 0) docker(kind, 'rm', ...left(kind));
  });

  const planned = (services: string, platform = 'linux/amd64') =>
    runOf(root, `services:\n${services.replace(/^/gm, '  ')}\nvolumes: { data: {} }\n`, platform);
  const start = async (run: DeviceRun, rights: 'all' | 'none' = 'all') => {
    const found = await findImages(engine, run);
    const images = new Map(found.flatMap(it => (it.kind === 'found' ? [[it.service, it.imageId] as const] : [])));
    const { containers: replaces } = await deviceRunOf(engine, run);
    return startDeviceRun(engine, run, { images, rights, replaces, signal });
  };
  const exec = (service: string, ...command: readonly string[]) =>
    docker('exec', `${name}_${service}`, ...command).trim();
  // A program without a handler of its own ends by nothing else.
  const idle = `image: ${baseImage}, command: [sleep, "600"], stop_signal: SIGKILL`;

  it('has what the Supervisor applies: restart, names, network, variables, lock folders', async () => {
    const run = await planned(
      `front: { ${idle}, depends_on: [back], environment: { MINE: "1" } }\nback: { ${idle}, volumes: ["data:/data"], hostname: behind }`,
    );
    const started = await start(run);
    expect(started.map(({ service, missing }) => [service, missing])).toEqual([
      ['back', []],
      ['front', []],
    ]);
    const [details] = JSON.parse(docker('inspect', `${name}_back`)) as readonly {
      readonly HostConfig: Readonly<Record<string, unknown>>;
      readonly Config: Readonly<Record<string, unknown>>;
      readonly Mounts: readonly unknown[];
    }[];
    expect(details?.HostConfig).toMatchObject({
      RestartPolicy: { Name: 'always' },
      NetworkMode: `${run.app.uuid}_default`,
      Privileged: false,
      ShmSize: 67_108_864,
    });
    expect(details?.Config).toMatchObject({ Tty: true, StopTimeout: 10, Hostname: 'behind' });
    expect(details?.Mounts).toMatchObject([{ Name: `${run.app.id}_data`, Destination: '/data', RW: true }]);
    expect(exec('front', 'sh', '-c', 'echo $MINE $BALENA $BALENA_SERVICE_NAME $BALENA_APP_ID $USER')).toBe(
      `1 1 front ${run.app.id} root`,
    );
    expect(exec('front', 'sh', '-c', 'touch $BALENA_APP_LOCK_PATH && ls /tmp/balena')).toBe('updates.lock');
    // The service's name is a name in the network.
    expect(exec('front', 'ping', '-c', '1', 'back')).toContain('1 packets received');
  });

  it('starts again what ends, as is the default', async () => {
    const stopped = new AbortController();
    const events = await engine.listing.events(stopped.signal);
    await start(await planned(`once: { image: ${baseImage}, command: "true" }`));
    let starts = 0;
    for await (const { type, action, attributes } of events) {
      if (type === 'container' && action === 'start' && attributes['name'] === `${name}_once`) starts++;
      if (starts === 2) break;
    }
    stopped.abort();
    expect(starts).toBe(2);
  });

  it('keeps its volumes over a stop, and leaves nothing behind when they go too', async () => {
    const run = await planned(`a: { ${idle}, volumes: ["data:/data"] }`);
    await start(run);
    exec('a', 'sh', '-c', 'echo kept > /data/file');
    await stopDeviceRun(engine, run, { volumes: 'keep' });
    expect([left('container'), left('network'), left('volume')]).toEqual([[], [], [`${run.app.id}_data`]]);
    await start(run);
    expect(exec('a', 'cat', '/data/file')).toBe('kept');
    await stopDeviceRun(engine, run, { volumes: 'remove' });
    expect([left('container'), left('network'), left('volume')]).toEqual([[], [], []]);
  });

  it('replaces a run of the same project', async () => {
    const run = await planned(`a: { ${idle} }`);
    const [first] = await start(run);
    const [second] = await start(run);
    expect(second?.containerId).not.toBe(first?.containerId);
    expect(left('container')).toHaveLength(1);
  });

  it('replaces nothing that it was not told of', async () => {
    const run = await planned(`a: { ${idle} }`);
    const [first] = await start(run);
    const choices = { images: new Map(), rights: 'none', replaces: [], signal } as const;
    await expect(startDeviceRun(engine, run, choices)).rejects.toThrow(`${name} was started anew meanwhile`);
    expect(docker('inspect', '--format', '{{.State.Running}}', first?.containerId ?? '').trim()).toBe('true');
  });

  it('leaves alone what Slipway did not make', async () => {
    docker('run', '--detach', '--name', `${name}_b`, baseImage, 'sleep', '600');
    const run = await planned(`a: { ${idle}, volumes: ["data:/data"] }\nb: { ${idle} }`);
    await expect(start(run)).rejects.toThrow(
      `A container called ${name}_b is there already: Slipway did not make it, so it is left alone.`,
    );
    expect([left('container'), left('network'), left('volume')]).toEqual([[], [], []]);
    expect(docker('inspect', '--format', '{{.State.Running}}', `${name}_b`).trim()).toBe('true');
  });

  it('leaves alone a project of the same name in another folder', async () => {
    const run = await planned(`a: { ${idle} }`);
    await start(run);
    const other = { ...run, root: `/elsewhere${root}` };
    await expect(start(other)).rejects.toThrow(`it belongs to the device run of ${root}. Stop that one first.`);
    await stopDeviceRun(engine, other, { volumes: 'remove' });
    expect(left('container')).toHaveLength(1);
  });

  it('takes away what it has made when a service does not start', async () => {
    const run = await planned(
      `a: { ${idle}, volumes: ["data:/data"] }\nb: { image: ${baseImage}, command: [no-such-program], depends_on: [a] }`,
    );
    await expect(start(run)).rejects.toMatchObject({ name: 'EngineRefused' });
    expect([left('container'), left('network'), left('volume')]).toEqual([[], [], []]);
  });

  it('leaves out devices and folders that this machine has not, and tells which', async () => {
    const labels = '"io.balena.features.dbus": "1"';
    const run = await planned(
      `a: { ${idle}, devices: ["/dev/null:/dev/mine", "/dev/slipway-none"], labels: { ${labels} } }`,
    );
    const gone = run.services.map(it => ({
      ...it,
      rights: it.rights.map(right => (right.kind === 'mount' ? { ...right, source: '/no/such/folder' } : right)),
    }));
    const [service] = await start({ ...run, services: gone });
    expect(service?.missing).toMatchObject([
      { kind: 'mount', source: '/no/such/folder' },
      { kind: 'device', host: '/dev/slipway-none' },
    ]);
    expect(exec('a', 'ls', '/dev/mine')).toBe('/dev/mine');
  });

  // The oldest engine of the bed may not hand on all that it would have to.
  const mighty = engineName === 'the newest engine' ? 'privileged: true, ' : '';
  it.each([
    ['all', `${mighty !== ''} [SYS_ADMIN]`],
    ['none', 'false []'],
  ] as const)('gives rights over the machine when asked for: %s', async (rights, shown) => {
    await start(await planned(`a: { ${idle}, ${mighty}cap_add: [SYS_ADMIN] }`), rights);
    const format = '{{.HostConfig.Privileged}} {{.HostConfig.CapAdd}}';
    expect(docker('inspect', '--format', format, `${name}_a`).trim().replace('CAP_', '')).toBe(shown);
  });

  it('joins several networks, and the network of another service', async () => {
    const compose = [
      'services:',
      `  a: { ${idle}, networks: { one: { aliases: [other] }, two: {} } }`,
      `  b: { ${idle}, networks: [two] }`,
      `  c: { ${idle}, network_mode: "service:a" }`,
      'networks: { one: { internal: true }, two: {} }',
    ].join('\n');
    const run = await runOf(root, compose, 'linux/amd64');
    await start(run);
    const joined = docker(
      'inspect',
      '--format',
      '{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{end}}',
      `${name}_a`,
    );
    expect(joined.trim().split(' ').sort()).toEqual([`${run.app.uuid}_one`, `${run.app.uuid}_two`]);
    expect(exec('b', 'ping', '-c', '1', 'a')).toContain('1 packets received');
    expect(exec('c', 'hostname')).toBe(exec('a', 'hostname'));
    await stopDeviceRun(engine, run, { volumes: 'remove' });
    expect(left('network')).toEqual([]);
  });

  // The oldest engine of the bed runs its own architecture only.
  if (engineName === 'the newest engine')
    it.skipIf(!platforms.includes('linux/arm64'))(
      'runs the programs of the device’s architecture under emulation',
      async () => {
        await start(await planned(`a: { ${idle} }`, 'raspberrypi4-64'));
        expect(exec('a', 'uname', '-m')).toBe('aarch64');
        expect(exec('a', 'sh', '-c', 'echo $BALENA_DEVICE_TYPE $BALENA_DEVICE_ARCH')).toBe('raspberrypi4-64 aarch64');
      },
    );

  it('knows which images are not there, or are for another platform', async () => {
    const run = await planned(`a: { ${idle} }\nb: { image: slipway-no-such-image }`, 'linux/s390x');
    const kinds = (await findImages(engine, run)).map(({ kind }) => kind);
    // The newest engine tells one platform of an image for several.
    expect(kinds).toEqual([engineName === 'the newest engine' ? 'found' : 'other-platform', 'missing']);
  });
});
