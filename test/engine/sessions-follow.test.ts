// Logs that are followed across whatever happens to their container and engine: compared with what the engine has kept.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { ContainerStatus } from '../../client/src/engine/engine-state.ts';
import { type EngineStore, engineStore } from '../../client/src/engine/engine-store.ts';
import { followLogs, type LogEvent } from '../../client/src/engine/logs/log-follower.ts';
import { logWriter } from '../../client/src/terminals/log-writer.ts';
import { onlyEngine } from '../support/only-engine.ts';
import { type BreakableSocket, breakableSocket } from './breakable-socket.ts';
import { connectBundledEngine, describeOnEngines } from './engine-under-test.ts';
import { watchMemory } from './live-memory.ts';

const prefix = `follow-${randomBytes(3).toString('hex')}-`;

/** Lines that differ, on both streams, as fast as they can be, for as long as the container runs. */
const busy =
  'n=$(cat /n 2>/dev/null || echo 0); while :; do n=$((n+1)); echo $n > /n; echo "out $n"; echo "error $n" >&2; done';

describeOnEngines('A followed log', ({ docker, host, baseImage }) => {
  let socket: BreakableSocket;
  let store: EngineStore;
  let abort: AbortController;

  beforeEach(async () => {
    socket = await breakableSocket(host);
    abort = new AbortController();
    store = engineStore({
      selection: onlyEngine(socket.host, () => connectBundledEngine(socket.host)),
      isTrusted: () => true,
      log: () => undefined,
    });
    await store.current();
  });
  afterEach(async () => {
    abort.abort();
    store.dispose();
    await socket.close();
  });
  const removeAll = () => {
    const ids = docker('ps', '-aq', '--no-trunc', '--filter', `name=${prefix}`).split('\n').filter(Boolean);
    if (ids.length > 0) docker('rm', '-f', '-v', ...ids);
  };
  afterAll(removeAll);

  const nameOf = (id: string) => docker('inspect', '-f', '{{.Name}}', id).trim().slice(1);
  const run = (text: string, args: readonly string[] = []): string => {
    const name = `${prefix}${randomBytes(4).toString('hex')}`;
    return docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...args, baseImage, 'sh', '-c', text).trim();
  };

  /** Settles when the store knows the container in that state. */
  const stateOf = (id: string, status: ContainerStatus) =>
    new Promise<void>(resolve => {
      const look = () => {
        if (store.state.containers.get(id)?.status !== status) return;
        listening.dispose();
        resolve();
      };
      const listening = store.onDidChange(look);
      look();
    });

  /** Follows in the background; `until` waits for what is to be seen. */
  const follow = (id: string, options: object = {}) => {
    const lines: string[] = [];
    const events: LogEvent[] = [];
    const kinds: string[] = [];
    let wake: () => void = () => undefined;
    const connection = connectBundledEngine(socket.host);
    const engine = () => connection;
    const following = (async () => {
      const log = followLogs({ id, name: nameOf(id), store, engine, signal: abort.signal, ...options });
      for await (const event of log) {
        if (event.kind === 'lines')
          for (const { stream, bytes } of event.lines) lines.push(`${stream} ${Buffer.from(bytes)}`);
        else {
          events.push(event);
          kinds.push(event.kind);
        }
        wake();
      }
    })();
    const until = async (holds: () => boolean) => {
      while (!holds())
        await Promise.race([
          new Promise<void>(resolve => {
            wake = resolve;
          }),
          following.then(() => {
            throw new Error(`It ended with ${lines.length} lines and ${kinds.join(', ')}`);
          }),
        ]);
    };
    const more = (count: number) => {
      const enough = lines.length + count;
      return until(() => lines.length >= enough);
    };
    return { lines, events, kinds, until, more, following };
  };
  type Follow = ReturnType<typeof follow>;

  /** Nothing lost, nothing twice: all that the engine has kept, each stream in its order. */
  const expectWhole = ({ lines }: Follow, id: string) => {
    const of = (stream: string) => lines.filter(it => it.startsWith(stream)).map(it => it.slice(stream.length + 1));
    const kept = spawnSync('docker', ['--host', host, 'logs', id], { encoding: 'utf8', maxBuffer: 1e9 });
    expect(of('stdout')).toEqual(kept.stdout.trim().split('\n'));
    expect(of('stderr')).toEqual(kept.stderr.trim().split('\n'));
  };

  it('goes on when the container is restarted', async () => {
    const id = run(busy);
    const log = follow(id);
    await log.more(1000);
    for (const times of [1, 2]) {
      docker('restart', id);
      await log.until(() => log.kinds.filter(kind => kind === 'started').length === times);
      await log.more(1000);
    }
    docker('stop', id);
    await log.until(() => log.kinds.at(-1) === 'exited');
    expect(log.events.at(-1)).toMatchObject({ code: 137, isOutOfMemory: false });
    expectWhole(log, id);
    abort.abort();
    await log.following;
  });

  it('goes on when the container has stopped and is started later', async () => {
    const id = run('echo begun; read x; exit 3', ['-i']);
    const log = follow(id);
    await log.more(1);
    docker('stop', id);
    await log.until(() => log.kinds.at(-1) === 'exited');
    const before = socket.requests();
    docker('start', id);
    await log.until(() => log.lines.length === 2);
    expect(log.kinds).toEqual(['exited', 'started']);
    expect(log.lines).toEqual(['stdout begun', 'stdout begun']);
    expect(before.filter(request => request.includes('/logs')).length).toBeLessThanOrEqual(2);
  });

  it('goes on where it was when the socket breaks and comes back', async () => {
    const id = run(busy);
    const log = follow(id);
    await log.more(1000);
    for (let i = 1; i <= 3; i++) {
      await socket.cut();
      await log.until(() => log.kinds.filter(kind => kind === 'lost').length === i);
      await socket.mend();
      store.refresh();
      await log.until(() => log.kinds.filter(kind => kind === 'found').length === i);
      await log.more(1000);
    }
    docker('stop', id);
    await log.until(() => log.kinds.at(-1) === 'exited');
    expectWhole(log, id);
  });

  it('goes on when the container has a terminal', async () => {
    const id = run(busy, ['-t']);
    const log = follow(id);
    await log.more(1000);
    docker('restart', id);
    await log.until(() => log.kinds.includes('started'));
    await log.more(1000);
    docker('stop', id);
    await log.until(() => log.kinds.at(-1) === 'exited');
    expect(log.lines.map(line => line.slice('stdout '.length))).toEqual(docker('logs', id).trim().split('\r\n'));
  });

  it('goes on with another container of the name', async () => {
    const id = run('echo first; sleep 100000');
    const name = nameOf(id);
    const log = follow(id);
    await log.more(1);
    docker('rm', '-f', id);
    await log.until(() => log.kinds.includes('removed'));
    docker('run', '-d', '--name', name, baseImage, 'echo', 'second');
    await log.until(() => log.kinds.at(-1) === 'exited');
    expect(log.lines).toEqual(['stdout first', 'stdout second']);
  });

  it('of a flood blocks nothing, fills no memory, and what is left out is counted', async () => {
    const lines = 60_000;
    const id = run(`yes "$(head -c 1000 /dev/zero | tr '\\0' g)" | head -n ${lines}`);
    const lateness = monitorEventLoopDelay({ resolution: 5 });
    let written = 0;
    let shown = 0;
    let leftOut = 0;
    let finish = () => {};
    const finished = new Promise<void>(resolve => {
      finish = resolve;
    });
    const writer = logWriter({
      names: ['gulls'],
      timestamps: 'hidden',
      capacity: 1_000_000,
      write(text) {
        written += text.length;
        shown += text.match(/^g{1000}\r$/gm)?.length ?? 0;
        for (const [, count = ''] of text.matchAll(/… ([\d,]+) lines? (?:is|are) left out/g))
          leftOut += Number(count.replaceAll(',', ''));
        // The last words: what has not been shown or counted by then is lost.
        if (text.includes('gulls exited with code')) finish();
      },
    });
    const memory = watchMemory(64);
    const begun = performance.now();
    lateness.enable();
    const { signal } = abort;
    const connection = connectBundledEngine(socket.host);
    const following = (async () => {
      for await (const event of followLogs({ id, name: nameOf(id), store, engine: () => connection, signal })) {
        writer.show(0, event);
      }
    })();
    await finished;
    const megabytes = memory.stop();
    lateness.disable();
    abort.abort();
    await following;
    writer.dispose();
    const seconds = (performance.now() - begun) / 1000;
    const late = lateness.percentile(90) / 1e6;
    console.log(
      `${lines} lines of 1 kB in ${seconds.toFixed(1)} s, ${leftOut} left out, ${megabytes.toFixed(0)} MB more memory, 90 % of turns within ${late.toFixed(0)} ms`,
    );
    expect(shown + leftOut).toBe(lines);
    expect(megabytes).toBeLessThan(64);
    // Much more than on a machine that has nothing else to do, much less than anybody would call blocked.
    expect(late).toBeLessThan(200);
    expect(written / seconds).toBeLessThan(4e6);
  });

  it('waits for a container that has never run', async () => {
    const name = `${prefix}${randomBytes(4).toString('hex')}`;
    const id = docker('create', '--name', name, baseImage, 'echo', 'at last').trim();
    await store.current();
    const log = follow(id);
    await log.until(() => log.kinds.includes('waiting'));
    docker('start', id);
    await log.until(() => log.kinds.at(-1) === 'exited');
    expect(log.lines).toEqual(['stdout at last']);
    expect(log.events.at(-1)).toMatchObject({ kind: 'exited', code: 0 });
  });

  it('begins with the last lines, or with the last start', async () => {
    const once = '[ -e /ran ] || { touch /ran; echo old; exec sleep 1.5; }';
    const id = run(`${once}; for i in 1 2 3; do echo $i; done`);
    docker('wait', id);
    docker('start', '-a', id);
    const tail = follow(id, { tail: 2 });
    const start = follow(id, { since: 'start' });
    for (const log of [tail, start]) await log.until(() => log.kinds.includes('exited'));
    expect(tail.lines).toEqual(['stdout 2', 'stdout 3']);
    expect(start.lines).toEqual(['stdout 1', 'stdout 2', 'stdout 3']);
  });

  it('that the engine does not keep is refused in its words', async () => {
    const id = run('echo lost; sleep 100000', ['--log-driver', 'none']);
    await expect(follow(id).following).rejects.toMatchObject({
      name: 'EngineRefused',
      message: expect.stringContaining('does not support reading'),
    });
  });

  it('asks nothing while it waits, and nothing more when it has ended', async () => {
    const id = run('echo done');
    const log = follow(id);
    await log.until(() => log.kinds.includes('exited'));
    const another = async () => {
      const other = run('true');
      await stateOf(other, 'exited');
    };
    await another();
    const before = socket.requests().length;
    await another();
    const after = socket.requests().slice(before);
    expect(after.filter(request => request.includes(id))).toEqual([]);
    abort.abort();
    await log.following;
  });
});
