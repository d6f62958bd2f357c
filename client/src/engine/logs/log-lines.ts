// Makes lines of what the engine sends of a log with timestamps: takes the time off each message, joins the messages of a
// long line, and keeps the two streams apart. Linear in the bytes; a line that has not ended is all that is kept.
import type { LogChunk } from '../sessions.ts';

export interface LogLine {
  readonly stream: LogChunk['stream'];
  /** When the line began, as the engine wrote it: RFC 3339. Empty when the engine sent no time. */
  readonly at: string;
  /** Without its line end. */
  readonly bytes: Uint8Array;
}

export interface LineReader {
  /** The lines that have ended. */
  read(chunks: readonly LogChunk[]): readonly LogLine[];
  /** What was begun and will not go on. */
  end(): readonly LogLine[];
}

/** A line is cut there, so that output without line ends does not grow in memory. */
const longestLine = 1024 * 1024;
/** Docker cuts longer lines into messages of that many bytes, each with the time of the first. */
const longestMessage = 16 * 1024;
/** `2026-11-22T13:19:15.123456789+01:00 ` */
const longestTime = 36;

export function lineReader(): LineReader {
  const streams = { stdout: beginning(), stderr: beginning() };
  return {
    read(chunks) {
      const lines: LogLine[] = [];
      for (const chunk of chunks) take(streams[chunk.stream], chunk, lines);
      return lines;
    },
    end() {
      const lines: LogLine[] = [];
      for (const stream of ['stdout', 'stderr'] as const) {
        const state = streams[stream];
        if (state.undecided) keep(state, state.undecided);
        if (state.length > 0) lines.push(lineOf(state, stream));
        streams[stream] = beginning();
      }
      return lines;
    },
  };
}

interface StreamState {
  at: string;
  /** The line so far. */
  parts: Uint8Array[];
  length: number;
  /** Whether the engine marks where its messages begin; without a terminal it does. */
  isMarked: boolean;
  expectsTime: boolean;
  /** Too few bytes to tell whether they are a time. */
  undecided: Uint8Array | undefined;
  /** Bytes of the message so far, its time not counted. */
  messageLength: number;
}

function beginning(): StreamState {
  return {
    at: '',
    parts: [],
    length: 0,
    isMarked: false,
    expectsTime: true,
    undecided: undefined,
    messageLength: 0,
  };
}

function take(state: StreamState, { bytes, isStart, stream }: LogChunk, lines: LogLine[]): void {
  let rest = bytes;
  if (isStart) {
    state.isMarked = true;
    state.expectsTime = true;
  }
  while (rest.length > 0) {
    if (state.expectsTime) {
      if (state.undecided) rest = Buffer.concat([state.undecided, rest]);
      state.undecided = undefined;
      const length = timeLength(rest);
      if (length === undefined) {
        state.undecided = rest.slice();
        return;
      }
      if (length > 0 && state.length === 0) state.at = asText(rest, length - 1);
      state.expectsTime = false;
      state.messageLength = 0;
      rest = rest.subarray(length);
      continue;
    }
    // What the engine does not mark, its length tells: a full message is followed by the time of the next.
    const room = state.isMarked ? rest.length : Math.min(rest.length, longestMessage - state.messageLength + 1);
    const end = rest.subarray(0, room).indexOf(newline);
    if (end >= 0) {
      keep(state, rest.subarray(0, end));
      lines.push(lineOf(state, stream));
      state.expectsTime = !state.isMarked;
      state.messageLength = 0;
      rest = rest.subarray(end + 1);
      continue;
    }
    const piece = rest.subarray(0, Math.min(room, longestLine - state.length));
    const isFull = !state.isMarked && state.messageLength + piece.length > longestMessage;
    const kept = isFull ? piece.subarray(0, longestMessage - state.messageLength) : piece;
    keep(state, kept);
    state.messageLength += kept.length;
    if (isFull) state.expectsTime = true;
    if (state.length >= longestLine) lines.push(lineOf(state, stream));
    rest = rest.subarray(kept.length);
  }
}

const newline = 10;
const carriageReturn = 13;

function keep(state: StreamState, piece: Uint8Array): void {
  if (piece.length === 0) return;
  state.parts.push(piece);
  state.length += piece.length;
}

function lineOf(state: StreamState, stream: LogLine['stream']): LogLine {
  const [only] = state.parts;
  const bytes = only && state.parts.length === 1 ? only : Buffer.concat(state.parts);
  state.parts = [];
  state.length = 0;
  return { stream, at: state.at, bytes: bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes };
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Length of the time with the space behind it; 0 when there is none, undefined when too little is there to tell. */
function timeLength(bytes: Uint8Array): number | undefined {
  const space = bytes.subarray(0, longestTime).indexOf(32);
  if (space >= 0) return time.test(asText(bytes, space)) ? space + 1 : 0;
  const mayBecomeOne = bytes.length < longestTime && /^[\d:.TZ+-]*$/.test(asText(bytes, bytes.length));
  return mayBecomeOne ? undefined : 0;
}

function asText(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1');
}
