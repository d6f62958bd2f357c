// Lines and their times from what the engine sends of a log, and how reading goes on after a break.
import { describe, expect, it } from 'vitest';
import { type LogLine, lineReader } from '../../../client/src/engine/logs/log-lines.ts';
import { logPosition, nanosecondsOf } from '../../../client/src/engine/logs/log-position.ts';
import type { LogChunk } from '../../../client/src/engine/sessions.ts';

const at = (second: number, fraction = '000000000') =>
  `2026-11-22T13:19:${String(second).padStart(2, '0')}.${fraction}Z`;
const texts = (lines: readonly LogLine[]) =>
  lines.map(line => `${line.stream === 'stderr' ? 'E ' : ''}${line.at.slice(17)} ${Buffer.from(line.bytes)}`);

/** A message as the engine frames it, cut into pieces of that size. */
function message(text: string, stream: LogChunk['stream'] = 'stdout', size = Number.POSITIVE_INFINITY): LogChunk[] {
  const bytes = Buffer.from(text);
  const chunks: LogChunk[] = [];
  for (let from = 0; from < bytes.length; from += size)
    chunks.push({ stream, bytes: bytes.subarray(from, from + size), isStart: from === 0 });
  return chunks;
}

function raw(text: string, size: number): LogChunk[] {
  return message(text, 'stdout', size).map(chunk => ({ ...chunk, isStart: false }));
}

function read(chunks: readonly LogChunk[]): string[] {
  const reader = lineReader();
  return texts([...chunks.flatMap(chunk => reader.read([chunk])), ...reader.end()]);
}

describe('Lines of a log', () => {
  it('lose their time and their end', () => {
    for (const size of [1, 2, 30, 31, 32, 1000])
      expect(
        read([
          ...message(`${at(1)} one\n`, 'stdout', size),
          ...message(`${at(2)} two\r\n`, 'stderr', size),
          ...message(`${at(3)} \n`, 'stdout', size),
          ...message(`${at(4)} 2020-01-01T00:00:00Z own time\n`, 'stdout', size),
        ]),
        `pieces of ${size}`,
      ).toEqual([
        '01.000000000Z one',
        'E 02.000000000Z two',
        '03.000000000Z ',
        '04.000000000Z 2020-01-01T00:00:00Z own time',
      ]);
  });

  it('are joined from the messages of a long one, the other stream between them', () => {
    expect(
      read([
        ...message(`${at(1)} ${'a'.repeat(16_384)}`),
        ...message(`${at(1, '5')} other\n`, 'stderr'),
        ...message(`${at(1)} bcd\n`),
      ]),
    ).toEqual(['E 01.5Z other', `01.000000000Z ${'a'.repeat(16_384)}bcd`]);
  });

  it('of a terminal are told by their ends and the engine’s longest message', () => {
    const long = 'a'.repeat(16_384);
    const text = `${at(1)} one\r\n${at(2)} ${long}${at(2)} ${long}${at(2)} end\r\n${at(3)} last`;
    for (const size of [1, 7, 4096, 16_384, 100_000])
      expect(read(raw(text, size)), `pieces of ${size}`).toEqual([
        '01.000000000Z one',
        `02.000000000Z ${long}${long}end`,
        '03.000000000Z last',
      ]);
  });

  it('of a terminal are not cut where a long message is no longer', () => {
    const exact = 'b'.repeat(16_384);
    expect(read(raw(`${at(1)} ${exact}\n${at(2)} next\n`, 1000))).toEqual([
      `01.000000000Z ${exact}`,
      '02.000000000Z next',
    ]);
  });

  it('are lines without a time, too', () => {
    expect(read([...message('2026 was\n'), ...message('2026-11-22\n'), ...message('\n')])).toEqual([
      ' 2026 was',
      ' 2026-11-22',
      ' ',
    ]);
    expect(read(raw('12', 1))).toEqual([' 12']);
  });

  it('have the times of Podman, to the second and with a zone', () => {
    expect(read(message('2026-11-22T13:19:15+01:00 moored\n'))).toEqual(['15+01:00 moored']);
  });

  it('that never end are cut before they fill the memory', () => {
    const lines = read([
      ...message(`${at(1)} `),
      ...Array.from({ length: 40 }, () => message('x'.repeat(65_536))).flat(),
    ]);
    expect(lines.map(line => line.length)).toEqual([1_048_576 + 14, 1_048_576 + 14, 524_288 + 14]);
  });

  it('may be any bytes', () => {
    const bytes = Buffer.from([0, 255, 128, 10, 13, 10, 7, 10]);
    const reader = lineReader();
    const lines = reader.read([{ stream: 'stdout', bytes, isStart: true }]);
    expect(lines.map(line => [...line.bytes])).toEqual([[0, 255, 128], [], [7]]);
  });
});

describe('Times', () => {
  it.each([
    ['1970-01-01T00:00:01Z', 1_000_000_000n],
    ['1970-01-01T00:00:00.000000001Z', 1n],
    ['1970-01-01T01:00:00.5+01:00', 500_000_000n],
    ['2026-11-22T13:19:15.123456789Z', 1_795_353_555_123_456_789n],
  ])('%s', (text, nanoseconds) => expect(nanosecondsOf(text)).toBe(nanoseconds));

  it.each(['', 'yesterday', '2026-13-40T99:99:99Z', '2026-11-22'])('"%s" is none', text =>
    expect(nanosecondsOf(text)).toBeUndefined(),
  );
});

describe('A log that is read on', () => {
  const line = (time: string, stream: LogLine['stream'] = 'stdout'): LogLine => ({
    stream,
    at: time,
    bytes: Buffer.from('x'),
  });
  const log = [
    line(at(1)),
    line(at(2)),
    line(at(2)),
    line(at(3), 'stderr'),
    line(at(2, '999999999')),
    line(at(4)),
    line(at(4)),
    line(at(4)),
    line(at(5), 'stderr'),
    line(at(5)),
  ];
  const since = (from: bigint | undefined) =>
    log.filter(({ at }) => from === undefined || (nanosecondsOf(at) ?? 0n) >= from);

  it('has no line twice and none lost, wherever it was broken off', () => {
    for (let cut = 0; cut <= log.length; cut++) {
      const position = logPosition();
      const before = position.unseen(log.slice(0, cut));
      const after = position.unseen(since(position.resume(undefined)));
      expect([...before, ...after], `broken after ${cut}`).toEqual(log);
    }
  });

  it('has no line twice when it breaks off again and again', () => {
    const position = logPosition();
    const seen: LogLine[] = [];
    for (let cut = 1; cut <= log.length; cut++) {
      const sent = since(position.resume(undefined));
      const first = sent.findIndex(it => !seen.includes(it));
      seen.push(...position.unseen(sent.slice(0, first + 1)));
    }
    expect(seen).toEqual(log);
  });

  it('is asked for a little before the last line', () => {
    const position = logPosition();
    expect(position.resume(7_000_000_007n)).toBe(6_000_000_007n);
    position.unseen(log);
    expect(position.resume(undefined)).toBe((nanosecondsOf(at(5)) ?? 0n) - 1_000_000_000n);
  });

  it('begins anew where the clock went back', () => {
    const position = logPosition();
    position.unseen(log);
    const begun = nanosecondsOf(at(0)) ?? 0n;
    expect(position.resume(begun)).toBe(begun - 1_000_000_000n);
    expect(position.unseen(log.slice(0, 2))).toEqual(log.slice(0, 2));
  });
});
