// Logs, executed and attached programs on real engines: bytes in both directions, sizes, ends, and what it costs.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { findShell, shellsToTry } from '../../client/src/commands/sessions/find-shell.ts';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { type LogLine, lineReader } from '../../client/src/engine/logs/log-lines.ts';
import { nanosecondsOf } from '../../client/src/engine/logs/log-position.ts';
import type { LogOptions, Session } from '../../client/src/engine/sessions.ts';
import { describeOnEngines } from './engine-under-test.ts';
import { growth } from './live-memory.ts';

const prefix = `sessions-${randomBytes(3).toString('hex')}-`;
const size = { columns: 91, rows: 17 };

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function textOf(session: Session): Promise<string> {
  return (await gathered(session.output)).toString();
}

/** Reads on until the text has come. */
async function until(output: AsyncIterator<Uint8Array>, text: string): Promise<string> {
  let seen = '';
  while (!seen.includes(text)) {
    const { done, value } = await output.next();
    if (done) throw new Error(`The output ended before "${text}": ${seen}`);
    seen += Buffer.from(value).toString();
  }
  return seen;
}

describeOnEngines('Sessions', ({ docker, baseImage, connect }) => {
  let engine: ContainerEngine;
  let abort: AbortController;
  let sleeper = '';

  const removeAll = () => {
    const ids = docker('ps', '-aq', '--no-trunc', '--filter', `name=${prefix}`).split('\n').filter(Boolean);
    if (ids.length > 0) docker('rm', '-f', '-v', ...ids);
  };
  const run = (args: readonly string[], ...command: readonly string[]): string =>
    docker('run', '-d', '--name', `${prefix}${randomBytes(4).toString('hex')}`, ...args, baseImage, ...command).trim();
  const script = (text: string, ...args: readonly string[]) => run(args, 'sh', '-c', text);
  const exited = (id: string) => docker('wait', id);
  const logs = (id: string, options: Partial<LogOptions> = {}) =>
    engine.sessions.logs(id, { follow: false, timestamps: false, signal: abort.signal, ...options });
  const logged = async (id: string, options: Partial<LogOptions> = {}) => {
    const streams = { stdout: '', stderr: '' };
    for await (const chunks of logs(id, options))
      for (const { stream, bytes } of chunks) streams[stream] += Buffer.from(bytes).toString();
    return streams;
  };
  const exec = (command: readonly string[], options: object = {}) =>
    engine.sessions.exec(sleeper, { command, signal: abort.signal, ...options });

  beforeAll(async () => {
    engine = await connect();
    sleeper = run([], 'sleep', '100000');
  });
  afterAll(removeAll);
  beforeEach(() => {
    abort = new AbortController();
  });
  afterEach(() => abort.abort());

  it('tell the two streams of a log apart', async () => {
    const id = script('echo out; echo error >&2; echo 42');
    exited(id);
    expect(await logged(id)).toEqual({ stdout: 'out\n42\n', stderr: 'error\n' });
  });

  it('give the last lines of a log', async () => {
    const id = script('echo one; echo two; echo three');
    exited(id);
    expect(await logged(id, { tail: 2 })).toEqual({ stdout: 'two\nthree\n', stderr: '' });
    expect(await logged(id, { tail: 0 })).toEqual({ stdout: '', stderr: '' });
  });

  it('give a log that is JSON as it was written', async () => {
    const id = script('printf 42');
    exited(id);
    expect((await logged(id)).stdout.trim()).toBe('42');
  });

  it('give the log of a terminal as it is', async () => {
    const id = script('printf "\\033[31mred\\033[0m\\n"; echo error >&2', '-t');
    exited(id);
    expect(await logged(id)).toEqual({ stdout: '\x1b[31mred\x1b[0m\r\nerror\r\n', stderr: '' });
  });

  it('give a log from a time on, to the nanosecond', async () => {
    const id = script('for i in 1 2 3 4 5 6 7 8 9; do echo $i; done');
    exited(id);
    const reader = lineReader();
    // They may come in several pieces.
    const lines: LogLine[] = [];
    for await (const chunks of logs(id, { timestamps: true })) lines.push(...reader.read(chunks));
    expect(lines.length).toBe(9);
    for (const [i, { at }] of lines.entries()) {
      const since = nanosecondsOf(at) ?? 0n;
      const expected = lines.filter(line => (nanosecondsOf(line.at) ?? 0n) >= since);
      expect((await logged(id, { since })).stdout.split('\n').length, `from line ${i + 1}`).toBe(expected.length + 1);
    }
  });

  it('join the messages of a long line, with and without a terminal', async () => {
    for (const args of [[], ['-t']]) {
      const id = script(`head -c 50000 /dev/zero | tr '\\0' x; echo end; echo next`, ...args);
      exited(id);
      const reader = lineReader();
      const lines: string[] = [];
      for await (const chunks of logs(id, { timestamps: true }))
        lines.push(...reader.read(chunks).map(line => Buffer.from(line.bytes).toString()));
      expect(lines.map(line => line.length)).toEqual([50_003, 4]);
    }
  });

  it('follow a log until the container ends', async () => {
    const id = script('read x; echo "got $x"', '-i');
    const reading = logged(id, { follow: true });
    const attached = await engine.sessions.attach(id, { signal: abort.signal });
    attached.write('tea\n');
    expect(await textOf(attached)).toBe('got tea\n');
    expect((await reading).stdout).toBe('got tea\n');
  });

  it('end with the signal', async () => {
    const id = script('echo begun; exec sleep 100000');
    const reading = logs(id, { follow: true })[Symbol.asyncIterator]();
    expect(Buffer.from((await reading.next()).value?.[0]?.bytes ?? []).toString()).toBe('begun\n');
    const next = reading.next();
    abort.abort(new Error('given up'));
    await expect(next).rejects.toThrow('given up');
    await expect(logged(id)).rejects.toThrow('given up');
  });

  it('say that the container is gone', async () => {
    const nobody = 'f'.repeat(64);
    await expect(logged(nobody)).rejects.toMatchObject({ name: 'EngineRefused', status: 404 });
    const { signal } = abort;
    await expect(engine.sessions.exec(nobody, { command: ['ls'], signal })).rejects.toMatchObject({ status: 404 });
    await expect(engine.sessions.attach(nobody, { signal })).rejects.toMatchObject({ status: 404 });
  });

  it('read a log of any bytes', async () => {
    const id = script('head -c 300000 /dev/urandom; head -c 300000 /dev/urandom >&2');
    exited(id);
    const reader = lineReader();
    let count = 0;
    for await (const chunks of logs(id, { timestamps: true })) count += reader.read(chunks).length;
    expect(count).toBeGreaterThan(1000);
  });

  it('read a log of 200 MB in bounded memory', async () => {
    const id = script(`yes "$(head -c 1000 /dev/zero | tr '\\0' y)" | head -n 200000`, '--log-opt', 'max-size=1g');
    exited(id);
    let bytes = 0;
    let count = 0;
    const begun = performance.now();
    const megabytes = await growth(64, async () => {
      const reader = lineReader();
      for await (const chunks of logs(id, { timestamps: true }))
        for (const line of reader.read(chunks)) {
          bytes += line.bytes.length;
          count++;
        }
    });
    const seconds = (performance.now() - begun) / 1000;
    console.log(`200 MB of log in ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB more memory`);
    expect({ bytes, count }).toEqual({ bytes: 200_000_000, count: 200_000 });
    expect(megabytes).toBeLessThan(64);
  });

  it('run a program and tell its exit code', async () => {
    const session = await exec(['sh', '-c', 'echo out; echo error >&2; exit 7']);
    expect(session.isTerminal).toBe(false);
    expect((await textOf(session)).split('\n').sort()).toEqual(['', 'error', 'out']);
    expect(await session.exitCode).toBe(7);
  });

  it('run it as another user, in another folder, with more environment', async () => {
    const command = ['sh', '-c', 'echo $(id -u) $(pwd) $SIDE'];
    const session = await exec(command, {
      user: '1234',
      workingFolder: '/tmp',
      environment: ['SIDE=port & starboard'],
    });
    expect(await textOf(session)).toBe('1234 /tmp port & starboard\n');
  });

  it('say when a program is not there', async () => {
    const failure = await exec(['no-such-program'])
      .then(async session => ({ text: await textOf(session), code: await session.exitCode }))
      .catch((error: unknown) => ({ text: String(error), code: 127 }));
    expect(failure.text).toContain('no-such-program');
    expect([126, 127]).toContain(failure.code);
  });

  it('find the shell of a container, and that one has none', async () => {
    const shells = shellsToTry('linux', '');
    expect(await findShell(engine.sessions, sleeper, shells, abort.signal)).toBe('sh');
    expect(await findShell(engine.sessions, sleeper, ['bash', 'zsh'], abort.signal)).toBeUndefined();
    const stopped = script('true');
    exited(stopped);
    await expect(findShell(engine.sessions, stopped, shells, abort.signal)).rejects.toThrow(/not running/);
  });

  it('give a terminal its size, and its new one', async () => {
    const session = await exec(['sh'], { terminal: size, environment: ['TERM=xterm-256color', 'PS1=ready> '] });
    const output = session.output[Symbol.asyncIterator]();
    await until(output, 'ready> ');
    session.write('busybox stty size\n');
    await until(output, '17 91');
    await session.resize(120, 40);
    session.write('busybox stty size\n');
    await until(output, '40 120');
    session.write('exit 3\n');
    for (let { done } = await output.next(); !done; { done } = await output.next());
    expect(await session.exitCode).toBe(3);
    // After the end nothing happens.
    await session.resize(10, 10);
    await session.write('late\n');
    session.endInput();
  });

  it('carry any bytes both ways, and the end of the input', async () => {
    const bytes = randomBytes(20_000_000);
    const session = await exec(['cat']);
    const reading = gathered(session.output);
    await session.write(bytes);
    session.endInput();
    session.endInput();
    const hash = (of: Buffer) => createHash('sha256').update(of).digest('hex');
    expect(hash(await reading)).toBe(hash(bytes));
    expect(await session.exitCode).toBe(0);
  });

  it('wait for whoever reads slowly', async () => {
    const session = await exec(['yes', 'x'.repeat(1000)]);
    const output = session.output[Symbol.asyncIterator]();
    await output.next();
    const megabytes = await growth(16, () => new Promise(resolve => setTimeout(resolve, 1000)));
    expect(megabytes).toBeLessThan(16);
    await output.return?.();
  });

  it('make whoever writes wait for a program that reads slowly', async () => {
    const session = await exec(['sleep', '100000']);
    const piece = 'x'.repeat(1_000_000);
    let written = 0;
    const writing = (async () => {
      while (!abort.signal.aborted) {
        await session.write(piece);
        written++;
      }
    })();
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(written).toBeLessThan(50);
    abort.abort();
    await writing;
  });

  it('read 200 MB of output in bounded memory', async () => {
    const session = await exec(['head', '-c', '200000000', '/dev/zero']);
    let bytes = 0;
    const begun = performance.now();
    const megabytes = await growth(64, async () => {
      for await (const piece of session.output) bytes += piece.length;
    });
    const seconds = (performance.now() - begun) / 1000;
    console.log(`200 MB of output in ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB more memory`);
    expect(bytes).toBe(200_000_000);
    expect(await session.exitCode).toBe(0);
    expect(megabytes).toBeLessThan(64);
  });

  it('end a running program’s connection with the signal', async () => {
    const session = await exec(['sh', '-c', 'echo begun; exec sleep 100000']);
    const output = session.output[Symbol.asyncIterator]();
    await until(output, 'begun');
    const next = output.next();
    abort.abort(new Error('closed'));
    await expect(next).rejects.toThrow('closed');
    expect(await session.exitCode).toBeUndefined();
  });

  it('attach to a terminal, detach, attach again and see the end', async () => {
    const id = run(['-it', '-e', 'PS1=ready> '], 'sh');
    const first = await engine.sessions.attach(id, { terminal: size, signal: abort.signal });
    expect(first.isTerminal).toBe(true);
    const output = first.output[Symbol.asyncIterator]();
    first.write('echo $((6*7))\n');
    await until(output, '42');
    first.write('busybox stty size\n');
    await until(output, '17 91');
    first.write('\x10\x11');
    for (let { done } = await output.next(); !done; { done } = await output.next());
    expect(await first.exitCode).toBeUndefined();
    const second = await engine.sessions.attach(id, { signal: abort.signal });
    second.write('exit 5\n');
    await textOf(second);
    expect(await second.exitCode).toBe(5);
  });

  it('attach before the start to a container that is removed at its end, and tell its code', async () => {
    const name = `${prefix}${randomBytes(4).toString('hex')}`;
    const id = docker('create', '--rm', '-it', '--name', name, baseImage, 'sh', '-c', 'read x; exit 6').trim();
    const session = await engine.sessions.attach(id, { terminal: size, signal: abort.signal });
    await engine.containers.start(id);
    session.write('go\n');
    expect(await textOf(session)).toContain('go');
    expect(await session.exitCode).toBe(6);
  });
});
