// Streams between a person and a container: logs, attached and executed programs. Whoever reads slowly slows the far side
// down; nothing is gathered in between.

export interface Sessions {
  /**
   * What the container has written, as it comes; ends when the container stops (or with what there is, without `follow`),
   * throws when the connection breaks, and with the signal's reason when it was given up. In the portions in which it
   * came over the wire, because a log can be millions of messages.
   */
  logs(id: string, options: LogOptions): AsyncIterable<readonly LogChunk[]>;
  /** Runs a program in a running container, attached. */
  exec(id: string, options: ExecOptions): Promise<Session>;
  /** Attaches to the container's own program. It gets no input when the container was made without one. */
  attach(id: string, options: AttachOptions): Promise<Session>;
}

export interface LogOptions {
  readonly follow: boolean;
  readonly timestamps: boolean;
  /** Only what was written then or later: nanoseconds since 1970. */
  readonly since?: bigint;
  /** Only so many last lines. */
  readonly tail?: number;
  readonly signal: AbortSignal;
}

export interface LogChunk {
  readonly stream: 'stdout' | 'stderr';
  /** Bytes as the program wrote them, not necessarily whole lines or whole characters. */
  readonly bytes: Uint8Array;
  /** The engine began a new message here: with `timestamps`, a time stands in front, also in the middle of a long line. */
  readonly isStart: boolean;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface ExecOptions {
  readonly command: readonly string[];
  readonly user?: string;
  readonly workingFolder?: string;
  readonly environment?: readonly string[];
  readonly terminal?: TerminalSize;
  /** Ends the connection; the program may go on. */
  readonly signal: AbortSignal;
}

export interface AttachOptions {
  readonly terminal?: TerminalSize;
  /** Ends the connection; the program goes on. */
  readonly signal: AbortSignal;
}

/** A program at the other end. */
export interface Session {
  /** Whether the program has a terminal: its line ends are then `\r\n`, and it echoes what is typed. */
  readonly isTerminal: boolean;
  /** Standard output and standard error. Can be read once; throws with the signal's reason when it was given up. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Settles when the far side takes more. Never rejects: what is written after the end is dropped. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** Closes its standard input. */
  endInput(): void;
  /** Nothing happens without a terminal, or when the program has ended. */
  resize(columns: number, rows: number): Promise<void>;
  /**
   * Settles when the output was read to its end. Undefined when the program goes on (detached) or the engine does not
   * tell; rejects with `EngineUnreachable` when there is no engine any more.
   */
  readonly exitCode: Promise<number | undefined>;
}
