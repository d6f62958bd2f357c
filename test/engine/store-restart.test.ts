// The store and a daemon that ends and comes back, connected as the extension does it: one connection until it is lost. The
// engine is the test's own, without networks, so that no other is disturbed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { engineSelection } from '../../client/src/engine/engine-selection.ts';
import { run } from '../bed/command.ts';
import { type KeptProcess, keep } from '../bed/keep.ts';
import { baseImage } from './engine-under-test.ts';
import { type FollowedEngine, followedEngine } from './followed-engine.ts';

describe.skipIf(baseImage === undefined)('The store, when the daemon itself restarts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-restart-'));
  const host = `unix://${join(folder, 'docker.sock')}`;
  let daemon: KeptProcess | undefined;
  let followed: FollowedEngine | undefined;
  afterAll(async () => {
    await followed?.close();
    await daemon?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async () => {
    writeFileSync(join(folder, 'daemon.json'), JSON.stringify({ 'cgroup-parent': '/slipway-restart' }));
    const script = `exec dockerd --config-file "$0/daemon.json" -H "unix://$0/docker.sock" --data-root "$0/data" \
      --exec-root "$0/exec" --pidfile "$0/docker.pid" --bridge none --iptables=false --ip6tables=false`;
    daemon = keep(
      {
        command: 'unshare',
        args: ['--mount', '--propagation', 'slave', '/bin/sh', '-c', script, folder],
        beforeStop: 'docker ps --quiet | xargs -r docker kill >/dev/null',
        afterStop: 'find /sys/fs/cgroup -depth -type d -path "*/slipway-restart*" -exec rmdir {} \\; 2>/dev/null; true',
        folders: [],
      },
      { ...process.env, DOCKER_HOST: host },
    );
    await daemon.says(/API listen on .*docker\.sock/);
  };
  const docker = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run('docker', ['--host', host, ...args]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };

  it('finds it again by itself, with what has changed', { timeout: 120_000 }, async () => {
    await start();
    const archive = join(folder, 'base.tar');
    const saved = await run('docker', ['save', '--output', archive, baseImage ?? '']);
    expect(saved.stderr).toBe('');
    await docker('load', '--input', archive);
    await docker('run', '--detach', '--network', 'none', '--name', 'ends', baseImage ?? '', 'sleep', '600');
    await docker(
      'run',
      '--detach',
      '--network',
      'none',
      '--name',
      'returns',
      '--restart',
      'always',
      baseImage ?? '',
      'sleep',
      '600',
    );
    await docker('create', '--network', 'none', '--name', 'same', baseImage ?? '', 'true');

    followed = await followedEngine(host, address =>
      engineSelection({
        environment: { HOME: folder, DOCKER_HOST: address },
        isTrusted: () => true,
        selected: () => undefined,
        remember: async () => undefined,
      }),
    );
    const { store, until, proxy } = followed;
    store.demand();
    const before = await store.current();
    const named = (state: typeof before, name: string) => [...state.containers.values()].find(row => row.name === name);
    expect(named(before, 'ends')?.status).toBe('running');

    await daemon?.stop();
    await until(({ connection }) => connection.kind === 'unreachable', 'the daemon is gone');
    // The views go on showing the rows that were known last.
    expect(store.state.containers.size).toBe(3);
    await start();
    await until(({ connection }) => connection.kind === 'connected', 'the daemon is back');
    await until(state => named(state, 'ends')?.status === 'exited', 'what does not restart has ended');
    await until(state => named(state, 'returns')?.status === 'running', 'what restarts runs');
    expect(named(store.state, 'same')).toBe(named(before, 'same'));
    expect(store.state.images).toBe(before.images);

    await followed.quiet('for good');
    const asked = proxy.requests.length;
    await docker('rename', 'same', 'renamed');
    await until(state => named(state, 'renamed') !== undefined, 'events come again');
    await followed.quiet();
    expect(proxy.requests.length).toBe(asked);
    store.dispose();
    await expect.poll(() => proxy.connections).toBe(0);
  });
});
