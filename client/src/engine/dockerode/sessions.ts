// Logs, executed and attached programs over dockerode's transport. dockerode's own ways are passed by where they gather a
// whole answer, take a log that is JSON for an object, or take frames apart in quadratic time.
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import type { ExecOptions, LogChunk, LogOptions, Session, Sessions } from '../sessions.ts';
import { asked, inOurWords } from './answers.ts';
import { demultiplexer } from './demultiplexer.ts';
import { dial } from './dial.ts';

/** 101 where the connection is handed over. */
const accepted = [101, 200];

export function sessionsOf(docker: Dockerode): Sessions {
  return {
    logs: (id, options) => logs(docker, id, options),
    exec: (id, options) => exec(docker, id, options),
    attach: (id, options) => attach(docker, id, options),
  };
}

async function* logs(docker: Dockerode, id: string, options: LogOptions): AsyncGenerator<readonly LogChunk[]> {
  const { signal } = options;
  signal.throwIfAborted();
  const { Config } = await asked(docker.getContainer(id).inspect({ abortSignal: signal }));
  const answer = await dial(
    docker,
    {
      path: `/containers/${encodeURIComponent(id)}/logs?`,
      method: 'GET',
      options: {
        stdout: true,
        stderr: true,
        follow: options.follow,
        timestamps: options.timestamps,
        ...(options.since === undefined ? {} : { since: engineTime(options.since) }),
        ...(options.tail === undefined ? {} : { tail: options.tail }),
      },
      accepted,
    },
    signal,
  );
  const pieces = readToEnd(answer, signal);
  const take = Config.Tty ? undefined : demultiplexer();
  for await (const bytes of pieces) yield take ? take(bytes) : [{ stream: 'stdout', bytes, isStart: false }];
}

async function exec(docker: Dockerode, id: string, options: ExecOptions): Promise<Session> {
  const { command, user, workingFolder, environment, terminal, signal } = options;
  signal.throwIfAborted();
  const isTerminal = terminal !== undefined;
  const consoleSize = terminal && { ConsoleSize: [terminal.rows, terminal.columns] satisfies [number, number] };
  const program = await asked(
    docker.getContainer(id).exec({
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: isTerminal,
      Cmd: [...command],
      abortSignal: signal,
      ...(user === undefined ? {} : { User: user }),
      ...(workingFolder === undefined ? {} : { WorkingDir: workingFolder }),
      ...(environment === undefined ? {} : { Env: [...environment] }),
      ...consoleSize,
    }),
  );
  const connection = await dial(
    docker,
    {
      path: `/exec/${program.id}/start`,
      method: 'POST',
      hijack: true,
      openStdin: true,
      allowEmpty: true,
      options: { _body: { Tty: isTerminal, ...consoleSize } },
      accepted,
    },
    signal,
  );
  const resize = async (columns: number, rows: number) => {
    await program.resize({ w: columns, h: rows });
  };
  return session(connection, {
    isTerminal,
    resize,
    signal,
    async exitCode() {
      // The stream may end a moment before the engine has noted the code.
      for (const waitMs of [10, 50, 200, 500, 1000, 0]) {
        const { Running, ExitCode } = await asked(program.inspect());
        if (!Running) return ExitCode ?? undefined;
        await new Promise(resolve => setTimeout(resolve, waitMs));
      }
      return undefined;
    },
    ...(terminal === undefined ? {} : { terminal }),
  });
}

async function attach(
  docker: Dockerode,
  id: string,
  { terminal, signal }: Parameters<Sessions['attach']>[1],
): Promise<Session> {
  signal.throwIfAborted();
  const container = docker.getContainer(id);
  const { Config } = await asked(container.inspect({ abortSignal: signal }));
  // A container that is removed as soon as it ends can only be asked for its code before.
  const over = new AbortController();
  const code: Promise<unknown> = container
    .wait({ condition: 'next-exit', abortSignal: AbortSignal.any([signal, over.signal]) })
    .then(
      (answer: { readonly StatusCode?: unknown }) => answer.StatusCode,
      () => undefined,
    );
  const connection = await dial(
    docker,
    {
      path: `/containers/${encodeURIComponent(id)}/attach?`,
      method: 'POST',
      hijack: true,
      openStdin: true,
      // Without a body nothing at all would be sent: dockerode waits for one to send the head with.
      allowEmpty: true,
      options: { _query: { stream: true, stdin: Config.OpenStdin, stdout: true, stderr: true }, _body: {} },
      accepted,
    },
    signal,
  ).catch((error: unknown) => {
    over.abort();
    throw error;
  });
  return session(connection, {
    isTerminal: Config.Tty,
    resize: async (columns, rows) => {
      await container.resize({ w: columns, h: rows });
    },
    signal,
    async exitCode() {
      // A program that was detached from goes on; one that ended may be noted a moment later.
      const timer = setTimeout(() => over.abort(), lastWordsMs);
      const told = await code;
      clearTimeout(timer);
      if (typeof told === 'number') return told;
      const { State } = await asked(container.inspect());
      return State.Running ? undefined : State.ExitCode;
    },
    ...(terminal === undefined ? {} : { terminal }),
  });
}

/** How long an engine may take to note that a program has ended whose output has. */
const lastWordsMs = 500;

interface Ends {
  readonly isTerminal: boolean;
  readonly terminal?: { readonly columns: number; readonly rows: number };
  resize(columns: number, rows: number): Promise<void>;
  exitCode(): Promise<number | undefined>;
  readonly signal: AbortSignal;
}

function session(connection: Duplex, { isTerminal, terminal, resize, exitCode, signal }: Ends): Session {
  let hasEnded = false;
  let settle: (code: Promise<number | undefined>) => void = () => undefined;
  const code = new Promise<number | undefined>(resolve => {
    settle = resolve;
  });
  // Whoever does not ask for the code need not care that it could not be had.
  code.catch(() => undefined);
  // A late error of the socket is told by the output, or to nobody.
  connection.on('error', () => undefined);
  // Also when nobody reads the output.
  const close = () => connection.destroy();
  signal.addEventListener('abort', close, { once: true });
  connection.on('close', () => signal.removeEventListener('abort', close));

  const resized = async (columns: number, rows: number): Promise<void> => {
    if (!isTerminal || hasEnded || columns < 1 || rows < 1) return;
    // The program may not have begun yet, or just have ended; the size is told again when it first writes.
    await resize(columns, rows).catch(() => undefined);
  };
  let size = terminal;
  async function* output(): AsyncGenerator<Uint8Array> {
    const pieces = readToEnd(connection, signal);
    let isFirst = true;
    try {
      for await (const bytes of isTerminal ? pieces : payloads(pieces)) {
        if (isFirst && size) void resized(size.columns, size.rows);
        isFirst = false;
        yield bytes;
      }
    } finally {
      hasEnded = true;
      settle(signal.aborted ? Promise.resolve(undefined) : exitCode());
    }
  }
  if (terminal) void resized(terminal.columns, terminal.rows);
  return {
    isTerminal,
    output: output(),
    exitCode: code,
    async write(bytes) {
      if (!connection.writable || hasEnded || connection.write(bytes)) return;
      await new Promise<void>(resolve => {
        const done = () => {
          connection.off('drain', done).off('close', done);
          resolve();
        };
        connection.on('drain', done).on('close', done);
      });
    },
    endInput() {
      if (connection.writable) connection.end();
    },
    resize(columns, rows) {
      size = { columns, rows };
      return resized(columns, rows);
    },
  };
}

async function* payloads(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const take = demultiplexer();
  for await (const piece of pieces) for (const { bytes } of take(piece)) yield bytes;
}

/** Reads as fast as it is asked, and closes the connection when nobody reads on. */
async function* readToEnd(connection: NodeJS.ReadableStream, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const close = () => 'destroy' in connection && (connection as Duplex).destroy();
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  try {
    for await (const piece of connection) yield piece as Uint8Array;
  } catch (error) {
    signal.throwIfAborted();
    throw inOurWords(error);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
  signal.throwIfAborted();
}

/** As the engine's `since` wants it: seconds, a point, nine digits. */
function engineTime(nanoseconds: bigint): string {
  return `${nanoseconds / 1_000_000_000n}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`;
}
