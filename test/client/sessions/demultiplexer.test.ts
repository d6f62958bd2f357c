// Frames as the engine sends them, cut as a network cuts them.
import { describe, expect, it } from 'vitest';
import { demultiplexer } from '../../../client/src/engine/dockerode/demultiplexer.ts';
import { processorTime } from '../../support/processor-time.ts';

function frame(kind: number, payload: string | Uint8Array): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** Joined by message, in order. */
function read(pieces: readonly Uint8Array[]): string[] {
  const take = demultiplexer();
  const messages: string[] = [];
  for (const piece of pieces)
    for (const { stream, bytes, isStart } of take(piece)) {
      const text = Buffer.from(bytes).toString('latin1');
      if (isStart) messages.push(`${stream}: ${text}`);
      else messages.push(`${messages.pop() ?? 'nothing: '}${text}`);
    }
  return messages;
}

describe('Frames', () => {
  const sent = Buffer.concat([
    frame(1, 'one\n'),
    frame(2, Buffer.from('zwö\n', 'latin1')),
    frame(1, ''),
    frame(0, 'three'),
  ]);
  const expected = ['stdout: one\n', 'stderr: zwö\n', 'stdout: three'];

  it('are the same wherever they are cut in two', () => {
    for (let at = 0; at <= sent.length; at++)
      expect(read([sent.subarray(0, at), sent.subarray(at)]), `cut at ${at}`).toEqual(expected);
  });

  it('are the same byte by byte', () => {
    expect(read([...sent].map(byte => Buffer.from([byte])))).toEqual(expected);
  });

  it('hand on a long payload without gathering it', () => {
    const take = demultiplexer();
    const [header, ...rest] = [frame(1, 'x'.repeat(10)).subarray(0, 8), Buffer.from('xxxxx'), Buffer.from('xxxxx')];
    expect(take(header ?? Buffer.alloc(0))).toEqual([]);
    for (const piece of rest) expect(take(piece)[0]?.bytes.buffer).toBe(piece.buffer);
  });

  it('hold why the engine cannot go on', () => {
    const broken = Buffer.concat([frame(1, 'before\n'), frame(3, 'log file is damaged\n')]);
    for (let at = 0; at <= broken.length; at++)
      expect(() => read([broken.subarray(0, at), broken.subarray(at)])).toThrow('log file is damaged');
  });

  it('that are none are passed on as they are', () => {
    const raw = Buffer.from('no frames at all, as of a terminal');
    for (const at of [0, 1, 3, 8, 20])
      expect(read([raw.subarray(0, at), raw.subarray(at)]).join(''), `cut at ${at}`).toBe(`stdout: ${raw}`);
    expect(read([Buffer.concat([frame(2, 'good'), Buffer.from([1, 7]), Buffer.from('bad')])])).toEqual([
      'stderr: good',
      'stdout: \x01\x07bad',
    ]);
    expect(read([frame(1, 'whole'), Buffer.from([1, 0, 0])])).toEqual(['stdout: whole']);
  });

  it('take linear time', async () => {
    const many = Buffer.concat(
      Array.from({ length: 200_000 }, () => frame(1, 'a line of forty bytes, more or less....\n')),
    );
    const takeAll = () => {
      const take = demultiplexer();
      let count = 0;
      for (let at = 0; at < many.length; at += 65_536) count += take(many.subarray(at, at + 65_536)).length;
      expect(count).toBeGreaterThanOrEqual(200_000);
    };
    expect(await processorTime(5000, takeAll)).toBeLessThan(5000);
  });
});
