// HTTP over the system's own ssh: each connection is a process `ssh … docker system dial-stdio`, whose standard streams
// are the far engine's socket. Host keys, keys, agents and ~/.ssh/config are ssh's business; it is never asked a question.
// A connection serves many requests, and its process ends with it.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';
import { TransportFailed } from './connection-failure.ts';
import type { Endpoint } from './endpoint.ts';

export type SshEndpoint = Extract<Endpoint, { kind: 'ssh' }>;

/** Its own limit is the shorter one, so that a failure comes in ssh's own words. */
const connectTimeoutSeconds = 20;
/** A link that is gone is noticed after three of these, in seconds: an event stream would wait for ever. */
const aliveIntervalSeconds = 30;
/** sshd drops connections when ten and more log in at once. */
const maxStarting = 4;
/** After so long it has logged in, and it is the engine that takes its time to answer, such as to stop a container. */
const startingMs = 3_000;
const maxConnections = 32;

export interface SshAgentOptions {
  readonly endpoint: SshEndpoint;
  /** How long a connection is kept for the next request, in milliseconds. */
  readonly idleMs: number;
  /** Called with each new connection. */
  readonly onConnection: (stream: Duplex) => void;
}

export function sshAgent({ endpoint, idleMs, onConnection }: SshAgentOptions): Agent {
  const agent = new Agent({ keepAlive: true, timeout: idleMs, maxSockets: maxConnections, scheduling: 'lifo' });
  const starts = startQueue(maxStarting);
  agent.createConnection = () => {
    const stream = new SshStream(endpoint, starts);
    onConnection(stream);
    return stream;
  };
  return agent;
}

/** Arguments of `ssh`. */
export function sshArguments({ destination, port, socket }: SshEndpoint): readonly string[] {
  const options = [
    'BatchMode=yes',
    `ConnectTimeout=${connectTimeoutSeconds}`,
    `ServerAliveInterval=${aliveIntervalSeconds}`,
  ];
  return [
    '-T',
    ...options.flatMap(option => ['-o', option]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    // After this nothing is an option, neither the destination nor what follows it.
    '--',
    destination,
    // The far side's shell reads this as one line.
    socket === undefined ? 'docker system dial-stdio' : `docker --host ${quoted(`unix://${socket}`)} system dial-stdio`,
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Lets at most `most` starts go on at a time; each calls its `release` when it is over. */
function startQueue(most: number): (start: (release: () => void) => void) => void {
  const waiting: ((release: () => void) => void)[] = [];
  let going = 0;
  const next = () => {
    const start = going < most ? waiting.shift() : undefined;
    if (!start) return;
    going++;
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      clearTimeout(limit);
      going--;
      next();
    };
    const limit = setTimeout(release, startingMs);
    start(release);
  };
  return start => {
    waiting.push(start);
    next();
  };
}

/** One ssh process as a stream, with what Node's HTTP client needs of a socket. */
class SshStream extends Duplex {
  /** Milliseconds without traffic after which `timeout` is emitted; 0 for never. Read by Node's agent. */
  timeout = 0;
  readonly #endpoint: SshEndpoint;
  #child: ChildProcessWithoutNullStreams | undefined;
  #timer: NodeJS.Timeout | undefined;
  #said = '';
  #release: () => void = () => undefined;
  readonly #started: Promise<ChildProcessWithoutNullStreams>;

  constructor(endpoint: SshEndpoint, starts: ReturnType<typeof startQueue>) {
    super({ allowHalfOpen: true });
    this.#endpoint = endpoint;
    this.#started = new Promise(resolve => {
      starts(release => {
        this.#release = release;
        // Given up while it waited for its turn.
        if (this.destroyed) release();
        else resolve(this.#start());
      });
    });
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn('ssh', sshArguments(this.#endpoint), { windowsHide: true });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#release();
      this.#timer?.refresh();
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said = `${this.#said}${chunk.toString('utf8')}`.slice(-4096);
    });
    // It has ended just now: `close` tells why.
    child.stdin.on('error', () => undefined);
    child.on('error', error => this.destroy(new TransportFailed({ reason: 'ssh', message: notStarted(error) })));
    // Only now is all read that it said.
    child.on('close', code => {
      this.#release();
      if (code === 0) this.push(null);
      else this.destroy(new TransportFailed({ reason: 'ssh', message: sshProblem(this.#endpoint, this.#said, code) }));
    });
    return child;
  }

  override _read(): void {
    this.#child?.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#timer?.refresh();
    // Without an answer after a failure: the process has ended, and `close` has the better words.
    void this.#started.then(({ stdin }) => stdin.write(chunk, error => (error ? undefined : done())));
  }

  override _final(done: (error?: Error) => void): void {
    void this.#started.then(({ stdin }) => stdin.end(() => done()));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.#release();
    this.#child?.kill();
    done(error);
  }

  setTimeout(timeoutMs: number): this {
    clearTimeout(this.#timer);
    this.timeout = timeoutMs;
    this.#timer = timeoutMs > 0 ? setTimeout(() => this.emit('timeout'), timeoutMs).unref() : undefined;
    return this;
  }

  // ssh has ways of its own for these; Node's client calls them on every socket.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

function notStarted(error: Error): string {
  return 'code' in error && error.code === 'ENOENT'
    ? 'There is no "ssh" on the PATH, and engines behind ssh:// are reached through it: install OpenSSH, or select another engine'
    : `ssh cannot be started: ${error.message}`;
}

/** In one sentence, with the last line that ssh (or the far side's `docker`) wrote. */
export function sshProblem({ destination }: SshEndpoint, said: string, code: number | null): string {
  const line =
    said
      .trim()
      .split(/[\r\n]+/)
      .at(-1)
      ?.trim()
      .slice(0, 300) ?? '';
  const failed = `ssh to ${destination} failed`;
  if (line === '') return `${failed}: it ended with ${code ?? 'a signal'} and said nothing`;
  if (/host key verification failed/i.test(line))
    return `${failed}: ${withoutStop(line)}: connect once with "ssh ${destination}" in a terminal and look at its key`;
  if (/permission denied \(/i.test(line))
    return `${failed}: ${withoutStop(line)}: it must let you in without a question, by a key or an agent`;
  if (code === 127) return `${failed}: the far side has no docker command on its PATH (${line})`;
  return `${failed}: ${line}`;
}

function withoutStop(line: string): string {
  return line.replace(/\.$/, '');
}
