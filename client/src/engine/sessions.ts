// Streams between a person and a container: logs, attached and executed programs.

export interface Sessions {
  /** Lines as they come; ends when the container stops (or at once without `follow`), throws when the connection breaks. */
  logs(id: string, options: LogOptions): AsyncIterable<LogChunk>;
  /** Runs a program in a running container, attached. */
  exec(id: string, options: ExecOptions): Promise<Session>;
  /** Attaches to the container's own program. */
  attach(id: string, options: { readonly signal: AbortSignal }): Promise<Session>;
}

export interface LogOptions {
  readonly follow: boolean;
  readonly timestamps: boolean;
  /** Only what was written since then: milliseconds since 1970, fractions counting. */
  readonly since?: number;
  /** Only so many last lines. */
  readonly tail?: number;
  readonly signal: AbortSignal;
}

export interface LogChunk {
  readonly stream: 'stdout' | 'stderr';
  /** Bytes as the program wrote them, not necessarily whole lines or whole characters. */
  readonly bytes: Uint8Array;
}

export interface ExecOptions {
  readonly command: readonly string[];
  readonly user?: string;
  readonly workingFolder?: string;
  readonly environment?: readonly string[];
  readonly terminal?: { readonly columns: number; readonly rows: number };
  readonly signal: AbortSignal;
}

/** A program at the other end. */
export interface Session {
  readonly output: AsyncIterable<Uint8Array>;
  write(bytes: Uint8Array | string): void;
  /** Closes its standard input. */
  endInput(): void;
  resize(columns: number, rows: number): Promise<void>;
  /** Settles when the program has ended. Undefined when the engine does not tell. */
  readonly exitCode: Promise<number | undefined>;
}
