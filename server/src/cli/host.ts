/** What the command line gets from the process it runs in, so that nothing below `main.ts` touches `process`. */
import type { Paint } from './terminal-text.ts';

export interface Host {
  /** The current folder, as the system writes it. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly out: Output;
  readonly err: Output;
  /** All of standard input, or as much as `limit` bytes of it. */
  readStdin(limit: number): Promise<Buffer>;
  /** Milliseconds of a steady clock. */
  now(): number;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Cells of a line. */
  readonly width: number;
  /** @param noColor the user's `--no-color` */
  paint(options: { readonly noColor: boolean }): Paint;
}

/** 0: clean. 1: findings at or above the threshold. 2: wrong usage, or something could not be read, linted or written. */
export type ExitCode = 0 | 1 | 2;
