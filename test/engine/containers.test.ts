// What can be done to a container, on real engines.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StatsSample } from '../../client/src/engine/containers.ts';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { saveStream } from '../../client/src/engine/save-stream.ts';
import { describeOnEngines, type EngineUnderTest } from './engine-under-test.ts';

const prefix = `containers-${randomBytes(3).toString('hex')}-`;

function remover({ docker }: EngineUnderTest) {
  const left = () => docker('ps', '-aq', '--no-trunc', '--filter', `name=${prefix}`).split('\n').filter(Boolean);
  return () => {
    for (let ids = left(); ids.length > 0; ids = left()) {
      try {
        docker('rm', '-f', '-v', ...ids);
      } catch (error) {
        // One that removes itself at this moment is refused: it is gone at the next look.
        if (!String(error).includes('already in progress')) throw error;
      }
    }
  };
}

describeOnEngines('Containers', engineUnderTest => {
  const { docker, baseImage } = engineUnderTest;
  let engine: ContainerEngine;
  const removeAll = remover(engineUnderTest);
  beforeAll(async () => {
    engine = await engineUnderTest.connect();
  });
  afterAll(removeAll);

  /** Gives the id. */
  const run = (name: string, args: readonly string[], ...command: readonly string[]): string =>
    docker('run', '-d', '--name', prefix + name, ...args, baseImage, ...command).trim();
  const sleeper = (name: string) => run(name, ['--stop-signal', 'KILL'], 'sleep', '1000');
  const stateOf = (id: string): string => docker('inspect', '-f', '{{.State.Status}}', id).trim();

  it('start and stop, and are not troubled by what is so already', async () => {
    const id = docker('create', '--name', `${prefix}life`, '--stop-signal', 'KILL', baseImage, 'sleep', '1000').trim();
    await engine.containers.start(id);
    await engine.containers.start(id);
    expect(stateOf(id)).toBe('running');
    await engine.containers.stop(id);
    await engine.containers.stop(id);
    expect(stateOf(id)).toBe('exited');
    await engine.containers.restart(id);
    expect(stateOf(id)).toBe('running');
  });

  it('are killed when the time they have to stop is over', async () => {
    const id = run('deaf', [], 'sh', '-c', 'trap "" TERM; while :; do sleep 1; done');
    await engine.containers.stop(id, 1);
    expect(docker('inspect', '-f', '{{.State.ExitCode}}', id).trim()).toBe('137');
  });

  it('pause and unpause, and are not troubled by what is so already', async () => {
    const id = sleeper('breath');
    await engine.containers.pause(id);
    await engine.containers.pause(id);
    expect(stateOf(id)).toBe('paused');
    await engine.containers.unpause(id);
    await engine.containers.unpause(id);
    expect(stateOf(id)).toBe('running');
  });

  it('that do not run cannot be paused or killed', async () => {
    const id = docker('create', '--name', `${prefix}idle`, baseImage, 'true').trim();
    await expect(engine.containers.pause(id)).rejects.toMatchObject({ name: 'EngineRefused', message: /not running/ });
    await expect(engine.containers.kill(id)).rejects.toMatchObject({ name: 'EngineRefused', message: /not running/ });
    await expect(engine.containers.unpause(id)).rejects.toMatchObject({ name: 'EngineRefused' });
  });

  it('get the signal that is sent', async () => {
    const id = run('signal', [], 'sh', '-c', 'trap "exit 7" USR1; echo ready; while :; do sleep 0.1; done');
    while (!docker('logs', id).includes('ready'));
    await engine.containers.kill(id, 'SIGUSR1');
    expect(docker('wait', id).trim()).toBe('7');
    docker('start', id);
    await engine.containers.kill(id);
    expect(docker('wait', id).trim()).toBe('137');
  });

  it('are renamed, to odd names too, but not to one that is taken', async () => {
    const id = sleeper('before');
    sleeper('taken');
    const odd = `${prefix}A_.-..__9--x`;
    await engine.containers.rename(id, odd);
    expect(docker('inspect', '-f', '{{.Name}}', id).trim()).toBe(`/${odd}`);
    const taken = engine.containers.rename(id, `${prefix}taken`);
    await expect(taken).rejects.toMatchObject({ status: 409, message: /already in use/ });
    await expect(engine.containers.rename(id, 'no blanks')).rejects.toMatchObject({ status: 400 });
  });

  it('are removed when they do not run, or by force', async () => {
    const id = sleeper('stays');
    const polite = engine.containers.remove(id, { force: false, volumes: false });
    await expect(polite).rejects.toMatchObject({ status: 409 });
    await engine.containers.remove(id, { force: true, volumes: false });
    await expect(engine.containers.inspect(id)).rejects.toMatchObject({ status: 404 });
  });

  it('that remove themselves when they stop may be removed all the same', async () => {
    for (let i = 0; i < 5; i++) {
      const id = run(`itself-${i}`, ['--rm', '--stop-signal', 'KILL'], 'sleep', '1000');
      await engine.containers.stop(id);
      const removed = engine.containers.remove(id, { force: false, volumes: false });
      // Gone for good by then, or on its way.
      await removed.catch(error => expect(error).toMatchObject({ status: 404 }));
    }
  });

  it('leave their anonymous volumes behind, unless these shall go too', async () => {
    for (const volumes of [false, true]) {
      const id = run('anonymous', ['-v', '/data'], 'true');
      const [volume = ''] = docker('inspect', '-f', '{{range .Mounts}}{{.Name}} {{end}}', id).split(' ');
      await engine.containers.remove(id, { force: true, volumes });
      const left = docker('volume', 'ls', '-q', '--filter', `name=${volume}`).trim();
      expect(left).toBe(volumes ? '' : volume);
      if (!volumes) docker('volume', 'rm', volume);
    }
  });

  it('are inspected in the engine’s own words', async () => {
    const id = run('inspected', ['-e', 'MOOD=föhn "x"', '-w', '/tmp', '-t'], 'true');
    const details = await engine.containers.inspect(id);
    expect(details).toMatchObject({ Id: id, Name: `/${prefix}inspected`, Config: { Tty: true, WorkingDir: '/tmp' } });
    expect(details.Config?.Env).toContain('MOOD=föhn "x"');
    expect(details['HostConfig']).toBeTypeOf('object');
  });

  it('tell what runs in them', async () => {
    const { titles, processes } = await engine.containers.top(sleeper('top'));
    expect(titles).toContain('PID');
    expect(processes).toHaveLength(1);
    expect(processes[0]?.[titles.indexOf('CMD')]).toBe('sleep 1000');
    const stopped = docker('create', '--name', `${prefix}asleep`, baseImage, 'true').trim();
    await expect(engine.containers.top(stopped)).rejects.toMatchObject({ message: /not running/ });
  });

  it('become images, with a message', async () => {
    const id = run('commit', [], 'sh', '-c', 'echo kept > /kept; sleep 1000');
    const reference = `slipway-test/${prefix}commit:2`;
    const image = await engine.containers.commit(id, { reference, message: 'What "was"', pause: true });
    try {
      const [kept] = JSON.parse(docker('image', 'inspect', reference)) as [{ Id: string; Comment: string }];
      expect(image).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(kept).toMatchObject({ Id: image, Comment: 'What "was"' });
      await engine.containers.commit(id, { reference, pause: false });
      expect(stateOf(id)).toBe('running');
    } finally {
      docker('rmi', '-f', reference, image);
    }
  });

  it('are exported as a tar stream', async () => {
    const id = run('export', [], 'sh', '-c', 'echo marker-in-export > /marker');
    docker('wait', id);
    let text = '';
    for await (const chunk of await engine.containers.export(id, new AbortController().signal))
      text += (chunk as Buffer).toString('latin1');
    expect(text).toContain('marker-in-export');
    expect(text.length % 512).toBe(0);
  });

  it('are exported to a file that is complete, or as it was before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-export-'));
    const file = join(folder, 'häfen "x".tar');
    try {
      const id = docker('create', '--name', `${prefix}saved`, baseImage, 'true').trim();
      const { signal } = new AbortController();
      const bytes = await saveStream(await engine.containers.export(id, signal), file, { signal });
      expect([statSync(file).size, bytes > 500_000]).toEqual([bytes, true]);

      writeFileSync(file, 'before');
      const abort = new AbortController();
      const stream = await engine.containers.export(id, abort.signal);
      const saving = saveStream(stream, file, { signal: abort.signal });
      abort.abort();
      await expect(saving).rejects.toMatchObject({ name: 'AbortError' });
      expect(readdirSync(folder)).toEqual(['häfen "x".tar']);
      expect(readFileSync(file, 'utf8')).toBe('before');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('differ from their image', async () => {
    const odd = '/odd/näme "with" blanks';
    const script = `mkdir /odd && echo x > '${odd}' && echo x >> /etc/passwd; rm /bin/busybox`;
    const id = run('changes', [], 'sh', '-c', script);
    docker('wait', id);
    const changes = await engine.containers.changes(id);
    expect(changes).toContainEqual({ kind: 'added', path: '/odd' });
    expect(changes).toContainEqual({ kind: 'added', path: odd });
    expect(changes).toContainEqual({ kind: 'deleted', path: '/bin/busybox' });
    const untouched = docker('create', '--name', `${prefix}untouched`, baseImage, 'true').trim();
    expect(await engine.containers.changes(untouched)).toEqual([]);
  });

  it('that are gone are refused as such', async () => {
    const id = docker('create', '--name', `${prefix}gone`, baseImage, 'true').trim();
    docker('rm', id);
    const { containers } = engine;
    const never = new AbortController().signal;
    for (const ask of [
      () => containers.start(id),
      () => containers.stop(id),
      () => containers.restart(id),
      () => containers.pause(id),
      () => containers.unpause(id),
      () => containers.kill(id),
      () => containers.rename(id, `${prefix}other`),
      () => containers.remove(id, { force: true, volumes: true }),
      () => containers.inspect(id),
      () => containers.top(id),
      () => containers.commit(id, { reference: 'slipway-test/gone', pause: true }),
      () => containers.export(id, never),
      () => containers.changes(id),
      () => firstOf(containers.stats(id, never)),
    ])
      await expect(ask()).rejects.toMatchObject({ name: 'EngineRefused', status: 404 });
  });

  it('can be given up while they stop', async () => {
    const id = run('slow', [], 'sh', '-c', 'trap "" TERM; while :; do sleep 1; done');
    const abort = new AbortController();
    const stopping = engine.containers.stop(id, 600, abort.signal);
    const given = expect(stopping).rejects.toMatchObject({ name: 'AbortError' });
    abort.abort();
    await given;
  });
});

describeOnEngines('What a container uses', engineUnderTest => {
  const { docker, baseImage, host } = engineUnderTest;
  let engine: ContainerEngine;
  const removeAll = remover(engineUnderTest);
  let busy = '';
  beforeAll(async () => {
    engine = await engineUnderTest.connect();
    // Memory that counts (a tmpfs), page cache that does not, and a fifth of a processor.
    const script =
      'cat /dev/zero | head -c 16000000 > /dev/shm/kept; cat /dev/zero | head -c 16000000 > /cached; cat /cached > /dev/null; echo ready; while :; do :; done';
    const limits = ['--cpus', '0.2', '--memory', '64m'];
    busy = docker('run', '-d', '--name', `${prefix}busy`, ...limits, baseImage, 'sh', '-c', script).trim();
    while (!docker('logs', busy).includes('ready'));
  });
  afterAll(removeAll);

  it('is what `docker stats` shows', async () => {
    const abort = new AbortController();
    const ours: StatsSample[] = [];
    const command = ['--host', host, 'stats', '--no-stream', '--format', '{{json .}}', busy];
    let answered = false;
    const asking = promisify(execFile)('docker', command).finally(() => {
      answered = true;
    });
    for await (const sample of engine.containers.stats(busy, abort.signal)) {
      ours.push(sample);
      if (ours.length >= 4 && answered) abort.abort();
    }
    const theirs = JSON.parse((await asking).stdout) as DockerStats;
    const last = ours.at(-1);
    expect(ours[0]?.cpuPercent).toBeUndefined();
    const percents = ours.flatMap(({ cpuPercent }) => cpuPercent ?? []);
    expect(percents).toHaveLength(ours.length - 1);
    const [used = 0, limit] = theirs.MemUsage.split(' / ').map(bytesOf);
    expect(last?.memoryLimit).toBe(limit);
    // The kernel moves pages meanwhile, and gives the container more or less of its fifth: theirs was taken at the time of
    // one of ours, and is like that one.
    const busyAs = (percent: number) => Math.abs(percent - Number.parseFloat(theirs.CPUPerc));
    expect(Math.min(...percents.map(busyAs))).toBeLessThan(2);
    expect(Math.max(...percents)).toBeGreaterThan(5);
    const differences = ours.map(({ memory }) => Math.abs((memory ?? 0) - used));
    expect(Math.min(...differences)).toBeLessThan(1_000_000);
    expect(last?.memory).toBeGreaterThan(15_000_000);
    expect(last?.memory).toBeLessThan(24_000_000);
    expect(last?.processes).toBe(Number(theirs.PIDs));
    expect(Math.abs((last?.at ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('is told until the container stops, without an error', async () => {
    const id = docker(
      'run',
      '-d',
      '--name',
      `${prefix}ends`,
      '--stop-signal',
      'KILL',
      baseImage,
      'sleep',
      '1000',
    ).trim();
    let samples = 0;
    for await (const _sample of engine.containers.stats(id, new AbortController().signal))
      if (++samples === 1) docker('stop', id);
    expect(samples).toBeGreaterThan(0);
    expect(await firstOf(engine.containers.stats(id, new AbortController().signal))).toBeUndefined();
  });

  it('is told until nobody listens any more', async () => {
    for await (const _sample of engine.containers.stats(busy, new AbortController().signal)) break;
    const abort = new AbortController();
    const first = firstOf(engine.containers.stats(busy, abort.signal));
    abort.abort();
    expect(await first).toBeUndefined();
  });
});

interface DockerStats {
  readonly CPUPerc: string;
  readonly MemUsage: string;
  readonly PIDs: string;
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

/** `16.4MiB` */
function bytesOf(text: string): number {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  return Number.parseFloat(text) * 1024 ** units.indexOf(text.replace(/^[\d.]+/, ''));
}
