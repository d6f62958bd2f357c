/**
 * COPY and ADD as what they move: sources, destination, and where from. Words are as the builder sees them; heredocs are
 * told apart from paths.
 */
import { type Span, span } from '../../text/span.ts';
import type { Argument, Flag, Instruction, Word } from './dockerfile.ts';

export interface Transfer {
  readonly name: 'ADD' | 'COPY';
  readonly instruction: Instruction;
  /** The source words that are no heredocs, in order. */
  readonly sources: readonly Argument[];
  /** How many of its sources are heredocs. */
  readonly heredocs: number;
  readonly destination: Argument;
  /** The value of `--from`; undefined without it, or without a value. */
  readonly from: Word | undefined;
}

/** Undefined for other instructions, and for one without a source and a destination. Made once for an instruction. */
export function transferOf(instruction: Instruction): Transfer | undefined {
  const { name, logical } = instruction;
  if (name !== 'COPY' && name !== 'ADD') return undefined;
  logical.transfer ??= read(instruction, name);
  return logical.transfer;
}

function read(instruction: Instruction, name: Transfer['name']): Transfer | undefined {
  const { arguments: words, heredocs } = instruction;
  const destination = words.at(-1);
  if (!destination || words.length < 2) return undefined;
  const sources = words.slice(0, -1);
  const isHeredoc = (word: Argument): boolean => heredocs.some(it => it.span.start === word.span.start);
  return {
    name,
    instruction,
    sources: heredocs.length > 0 ? sources.filter(it => !isHeredoc(it)) : sources,
    heredocs: heredocs.length,
    destination,
    from: instruction.flags.length > 0 ? flagOf(instruction, 'from')?.value : undefined,
  };
}

/** The last flag of this name, case matters. */
export function flagOf({ flags }: Instruction, name: string): Flag | undefined {
  for (let i = flags.length - 1; i >= 0; i--) if (flags[i]?.name.value === name) return flags[i];
  return undefined;
}

/** Whether the path says where it is by itself, here or on Windows: `/x`, `\x`, `C:\x`, `C:/x`. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || isDrivePath(path);
}

/** `C:\x`, `C:/x`. */
export function isDrivePath(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path);
}

/** Whether ADD fetches the source instead of taking it from the context: an address, or a Git repository. */
export function isRemoteSource(source: string): boolean {
  return (
    /^(?:https?|ftp|git|ssh):\/\//i.test(source) || /^[^/@\s]+@[^/:\s]+:/.test(source) || /^github\.com\//.test(source)
  );
}

/** The word as written without one pair of quotes around it; escapes stay, so that paths of Windows keep their backslashes. */
export function withoutQuotes(raw: string): string {
  const first = raw.charAt(0);
  const isQuoted = raw.length >= 2 && (first === '"' || first === "'") && raw.endsWith(first);
  return isQuoted ? raw.slice(1, -1) : raw;
}

/** Where the text of a word stands that may be quoted: inside its quotes. */
export function unquotedSpan(text: string, { span: at }: Word): Span {
  const first = text.charAt(at.start);
  const isQuoted = at.end - at.start >= 2 && (first === '"' || first === "'") && text.charAt(at.end - 1) === first;
  return isQuoted ? span(at.start + 1, at.end - 1) : at;
}

/** Whether a path holds something that is filled in elsewhere: a variable, or a place holder of a template. */
export function isVariablePath(path: string): boolean {
  return path.includes('$') || path.includes('%%') || path.includes('{{');
}

/** Whether a tar archive, which ADD unpacks, by its name: `x.tar`, `x.tar.gz`, `x.tgz`. */
export function isTarName(path: string): boolean {
  return /\.(?:tar(?:\.(?:gz|z|bz2?|xz|lzma|lz|zst))?|tgz|tz|tpz|tbz2?|tb2|txz|tlz|tzst)$/i.test(path);
}

/** Whether something packed, by its name; ADD may or may not unpack it. */
export function isArchiveName(path: string): boolean {
  return isTarName(path) || /\.(?:gz|z|bz2|xz|lzma|lz|zst|zip|7z|rar)$/i.test(path);
}

/** The path without slashes at its end; empty for the root. */
export function withoutSlashAtEnd(path: string): string {
  let end = path.length;
  while (end > 0 && path.charAt(end - 1) === '/') end--;
  return path.slice(0, end);
}
