// How far a log was read, so that a broken or ended stream is continued without a line lost or told twice. The two streams
// of a program are timed apart: by a hair, their lines may come in another order than their times.
import type { LogLine } from './log-lines.ts';

export interface LogPosition {
  /** Those that were not seen before, which they now are. */
  unseen(lines: readonly LogLine[]): readonly LogLine[];
  /**
   * From when to ask for the log to go on: nanoseconds since 1970; undefined when nothing was seen. `begun` is when the
   * run began that is read from now on, and undefined when it is the same run as before.
   */
  resume(begun: bigint | undefined): bigint | undefined;
}

const overlapNanoseconds = 1_000_000_000n;

/** Where to read from so that nothing is lost: engines write down that a run began a while after its first lines. */
export function shortlyBefore<Time extends bigint | undefined>(time: Time): bigint | Time {
  return time === undefined ? time : time > overlapNanoseconds ? time - overlapNanoseconds : 0n;
}

interface Seen {
  readonly at: string;
  /** How many lines in a row have that time. */
  readonly count: number;
}

export function logPosition(): LogPosition {
  const last = new Map<LogLine['stream'], Seen>();
  /** Where each stream had come to when the log was resumed; until it is passed, lines come again. */
  let again = new Map<LogLine['stream'], { readonly time: bigint; left: number }>();

  const isSeen = (line: LogLine): boolean => {
    const mark = again.get(line.stream);
    if (!mark) return false;
    const time = nanosecondsOf(line.at);
    if (time !== undefined && time < mark.time) return true;
    if (time === mark.time && mark.left > 0) {
      mark.left--;
      return true;
    }
    again.delete(line.stream);
    return false;
  };
  return {
    unseen(lines) {
      const fresh = again.size === 0 ? lines : lines.filter(line => !isSeen(line));
      for (const { stream, at } of fresh) {
        const before = last.get(stream);
        last.set(stream, { at, count: before?.at === at ? before.count + 1 : 1 });
      }
      return fresh;
    },
    resume(begun) {
      again = new Map();
      const marks = [...last].flatMap(([stream, { at, count }]) => {
        const time = nanosecondsOf(at);
        return time === undefined ? [] : [{ stream, time, count }];
      });
      const newest = marks.reduce<bigint | undefined>(
        (latest, { time }) => (latest === undefined || time > latest ? time : latest),
        undefined,
      );
      if (newest === undefined) return shortlyBefore(begun);
      // A machine without a clock of its own starts in the past: its times are of no use then.
      if (begun !== undefined && begun < newest) {
        last.clear();
        return shortlyBefore(begun);
      }
      again = new Map(marks.map(({ stream, time, count }) => [stream, { time, left: count }]));
      return shortlyBefore(newest);
    },
  };
}

/** Of a time in RFC 3339; undefined for a text that is none. */
export function nanosecondsOf(text: string): bigint | undefined {
  const [, seconds, fraction = '', zone] = /^(.{19})(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const milliseconds = seconds === undefined ? Number.NaN : Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
