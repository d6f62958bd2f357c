// Builds on an engine of the test's own that comes to harm: its disk is full, or it is killed. Its data lie in memory, and
// it has no networks, so that no other engine is disturbed.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failurePlace } from '../../client/src/engine/build/failure-place.ts';
import type { BuildFailed, ContainerEngine } from '../../client/src/engine/engine.ts';
import { run } from '../bed/command.ts';
import { type KeptProcess, keep } from '../bed/keep.ts';
import { baseImage, connectBundledEngine } from './engine-under-test.ts';
import { carryOut, engineRunner, planOf, writeFiles } from './planned-builds.ts';

describe.skipIf(baseImage === undefined)('A build on an engine that comes to harm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-harm-'));
  const context = join(folder, 'context');
  const host = `unix://${join(folder, 'docker.sock')}`;
  const seconds = String(100_000 + Math.floor(Math.random() * 900_000));
  let daemon: KeptProcess | undefined;
  let engine: ContainerEngine;

  /** A new one, with nothing on its disk. */
  const start = async () => {
    await daemon?.stop();
    mkdirSync(context, { recursive: true });
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, 'daemon.json'), JSON.stringify({ 'cgroup-parent': '/slipway-harm' }));
    const script = `mount -t tmpfs -o size=64m tmpfs "$0/data" &&
      exec dockerd --config-file "$0/daemon.json" -H "unix://$0/docker.sock" --data-root "$0/data" \
        --exec-root "$0/exec" --pidfile "$0/docker.pid" --bridge none --iptables=false --ip6tables=false`;
    daemon = keep(
      {
        command: 'unshare',
        args: ['--mount', '--propagation', 'slave', '/bin/sh', '-c', script, folder],
        beforeStop: 'true',
        // The engine is killed, so that what it ran goes on without it.
        afterStop: `for pid in /proc/[0-9]*; do
            tr '\\0' ' ' <$pid/cmdline 2>/dev/null | grep -q 'sleep ${seconds}' && kill -9 "\${pid#/proc/}"
          done
          find /sys/fs/cgroup -depth -type d -path "*/slipway-harm*" -exec rmdir {} \\; 2>/dev/null; true`,
        folders: [],
      },
      { ...process.env, DOCKER_HOST: host },
    );
    await daemon.says(/API listen on .*docker\.sock/);
    const archive = join(folder, 'base.tar');
    expect((await run('docker', ['save', '--output', archive, baseImage ?? ''])).stderr).toBe('');
    expect((await run('docker', ['--host', host, 'load', '--input', archive])).code).toBe(0);
    engine = await connectBundledEngine(host);
  };
  beforeAll(start, 120_000);
  afterAll(async () => {
    await daemon?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it.each(['buildkit', 'classic'] as const)('says which step found no space, by %s', async builder => {
    const dockerfileText = `FROM ${baseImage}\nRUN true\nRUN dd if=/dev/zero of=/cargo bs=1M count=200\n`;
    const error: BuildFailed = await engine.build({ context, builder, dockerfileText, network: 'none' }).then(
      () => expect.unreachable('It was built'),
      reason => reason,
    );
    expect(error.name).toBe('BuildFailed');
    expect([error.message, ...error.output].join('\n')).toMatch(/no space left on device/i);
    const place = failurePlace(dockerfileText, error);
    expect(place && dockerfileText.slice(place.span.start)).toMatch(/^RUN dd/);
  });

  it('says so when the context has no room', async () => {
    writeFileSync(join(context, 'cargo'), Buffer.alloc(80_000_000, 7));
    const dockerfileText = `FROM ${baseImage}\nCOPY cargo /\n`;
    await expect(engine.build({ context, dockerfileText })).rejects.toMatchObject({
      name: 'BuildFailed',
      message: expect.stringMatching(/no space left on device/i),
    });
    rmSync(join(context, 'cargo'));
  });

  it('says so when the engine is killed, and builds the same plan once it is back', { timeout: 120_000 }, async () => {
    await start();
    const pid = Number(readFileSync(join(folder, 'docker.pid'), 'utf8'));
    const line = `RUN echo under-way && (test -e stop && sleep ${seconds} || true)`;
    const project = join(folder, 'project');
    writeFiles(project, { Dockerfile: `FROM ${baseImage}\nCOPY . .\n${line}\n`, stop: '' });
    const planned = await planOf({ path: project, contexts: 'skip', environment: {} });
    const plan = { ...planned, builds: planned.builds.map(it => ({ ...it, network: 'none' })) };
    const jobs = await carryOut(engineRunner(engine), plan, {
      onProgress(_job, item) {
        if (item.kind === 'output' && item.text.includes('under-way')) process.kill(pid, 'SIGKILL');
      },
    });
    expect([...jobs.values()]).toMatchObject([
      { state: 'failed', failure: { message: expect.stringMatching(/engine/i) } },
    ]);
    expect(readdirSync(project).sort()).toEqual(['Dockerfile', 'stop']);
    rmSync(join(project, 'stop'));
    await start();
    const again = await carryOut(engineRunner(engine), plan);
    expect([...again.values()]).toMatchObject([{ state: 'done' }]);
  });
});
