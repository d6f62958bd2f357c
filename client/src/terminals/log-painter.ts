// How a log looks in a terminal: lines of several containers each begin with the container's name in its colour, and the
// colours a program switched on last only within its own lines.
import type { LogEvent } from '../engine/logs/log-follower.ts';
import type { LogLine } from '../engine/logs/log-lines.ts';
import { dim, plain, styleAfter, tame } from './terminal-text.ts';

export interface LogPainter {
  line(source: number, line: LogLine): string;
  /** In words, without an end. */
  note(source: number, event: Exclude<LogEvent, { readonly kind: 'lines' }>): string;
}

export interface PainterOptions {
  /** Of the containers. */
  readonly names: readonly string[];
  readonly timestamps: 'hidden' | 'shown';
}

/** Of the terminal's theme, so that they can be read on light and dark. */
const nameColours = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];
/** Longer names are cut in front of the lines. */
const longestName = 32;

export function logPainter({ names: given, timestamps }: PainterOptions): LogPainter {
  const names = given.map(plain);
  const width = Math.min(longestName, Math.max(...names.map(name => name.length)));
  const prefixes = names.map((name, i) => {
    if (names.length === 1) return '';
    const shown = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width);
    return `\x1b[${nameColours[i % nameColours.length]}m${shown} │\x1b[0m `;
  });
  const styles = names.map(() => ({ stdout: '', stderr: '' }));
  return {
    line(source, { stream, at, bytes }) {
      const text = tame(textOf(bytes));
      const style = styles[source] ?? { stdout: '', stderr: '' };
      const before = style[stream];
      const after = styleAfter(before, text);
      style[stream] = after;
      const time = timestamps === 'shown' && at !== '' ? `${dim(shortTime(at))} ` : '';
      return `${prefixes[source] ?? ''}${time}${before}${text}${after === '' ? '' : '\x1b[0m'}\r\n`;
    },
    note: (source, event) => `${names[source]} ${said(event)}`,
  };
}

/** Bytes that are no text become replacement characters. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

function said(event: Exclude<LogEvent, { readonly kind: 'lines' }>): string {
  switch (event.kind) {
    case 'exited': {
      const why = event.isOutOfMemory ? ', out of memory' : '';
      return `exited with code ${event.code}${why} at ${clock(event.at)}. Waiting until it runs again…`;
    }
    case 'started':
      return `runs again since ${clock(event.at)}`;
    case 'waiting':
      return 'has never run. Waiting until it does…';
    case 'removed':
      return 'was removed. Waiting for another container of its name…';
    case 'lost':
      return `cannot be read: ${event.why.replace(/\.$/, '')}. Waiting for the engine…`;
    case 'found':
      return 'is read again';
  }
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}

/** To the millisecond: `2026-11-22T13:19:15.123Z`. */
function shortTime(at: string): string {
  return at.replace(/(\.\d{3})\d+/, '$1');
}
