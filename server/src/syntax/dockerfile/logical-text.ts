/**
 * An instruction's arguments as the builder sees them: one text without continuation characters, line breaks, and
 * comment lines in between, together with the way back to the file. The shell parser works on it, so that a word that
 * runs over two lines is one word.
 */
import type { Span } from '../../text/span.ts';
import type { ScriptSource, ShellCommand } from '../shell/shell.ts';
import type { Transfer } from './transfer.ts';

/** A script that goes on to the end of the source's text. */
export interface Script extends ScriptSource {
  /** Where it begins in the text. */
  readonly start: number;
}

export interface LogicalText {
  readonly text: string;
  /** The offset in the file of a zero-based offset in `text`; the end of `text` maps behind the last character. */
  toFile(offset: number): number;
  /** The place in the file of a span of `text`; may cover continuation characters and comments in between. */
  spanInFile(at: Span): Span;
  /** The same of `[start, end)`. */
  placeOf(start: number, end: number): Span;
  /** The same text for the shell parser. */
  readonly script: Script;
  /** Kept here for `commandsOf`, which alone reads and sets it: weak maps are what the collector spends its time on. */
  commands: readonly ShellCommand[] | undefined;
  /** The same for `transferOf`: a dozen rules ask what a COPY moves. */
  transfer: Transfer | undefined;
}
