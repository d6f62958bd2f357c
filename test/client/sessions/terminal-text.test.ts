// What a terminal is given of a log, and what is left out when it cannot keep up.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogChunk } from '../../../client/src/engine/sessions.ts';
import { lineInput } from '../../../client/src/terminals/line-input.ts';
import { lineQueue } from '../../../client/src/terminals/line-queue.ts';
import { logPainter } from '../../../client/src/terminals/log-painter.ts';
import { logText } from '../../../client/src/terminals/log-text.ts';
import { pace, portionBytes, throttle } from '../../../client/src/terminals/pace.ts';
import { screenState } from '../../../client/src/terminals/screen-state.ts';
import { plain, remark, styleAfter, tame } from '../../../client/src/terminals/terminal-text.ts';
import { processorTime } from '../../support/processor-time.ts';

describe('A line for a terminal', () => {
  it.each([
    ['keeps colours', '\x1b[1;31mred\x1b[0m', '\x1b[1;31mred\x1b[0m'],
    ['keeps tabs and other scripts', 'a\tö 漢 🚢', 'a\tö 漢 🚢'],
    ['loses cursor moves and clearing', '\x1b[2J\x1b[H\x1b[?25lmenu\x1b[3A', 'menu'],
    ['loses titles and the clipboard', '\x1b]0;title\x07\x1b]52;c;c2VjcmV0\x1b\\text', 'text'],
    ['loses a command that does not end', 'text\x1b]0;for ever', 'text'],
    ['keeps links', '\x1b]8;;http://x.y\x07here\x1b]8;;\x1b\\', '\x1b]8;;http://x.y\x1b\\here\x1b]8;;\x1b\\'],
    ['shows controls', 'a\x00b\x07c\x7f', 'a␀b␇c␡'],
    ['shows what is none', 'a\u009bb', 'a\ufffdb'],
    ['shows the last state of a progress bar', '10 %\r50 %\r100 %\r', '100 %'],
  ])('%s', (_, given, expected) => expect(tame(given)).toBe(expected));

  it('is plain in a document', () => {
    expect(plain('\x1b[32mok\x1b[0m \x1b]8;;http://x.y\x07here\x1b]8;;\x07')).toBe('ok here');
  });

  it('of our own gets nothing else through either', () => {
    expect(remark('\x1b]52;c;c2VjcmV0\x07web is\r\n gone\x1b[2J\n')).toBe('\x1b[2mweb is gone\x1b[22m\r\n');
    const painter = logPainter({ names: ['we\x1b[2Jb', 'database'], timestamps: 'hidden' });
    const line = { stream: 'stdout', at: '', bytes: Buffer.from('up') } as const;
    expect(painter.line(0, line)).toBe('\x1b[36mweb      │\x1b[0m up\r\n');
    expect(painter.note(0, { kind: 'found' })).toBe('web is read again');
  });

  it('takes linear time whatever it holds', async () => {
    const parts = ['\x1b[', '\x1b]', '\x1b]x\x1b', '\x1b[0;', '\x1b ', '\r', '\x1b[0'];
    const tameAll = () => {
      for (const part of parts) tame(part.repeat(200_000));
      tame(`\x1b[${'0'.repeat(1_000_000)}\x00`);
    };
    expect(await processorTime(3000, tameAll)).toBeLessThan(3000);
  });

  it.each([
    ['', '\x1b[31mred', '\x1b[31m'],
    ['\x1b[31m', 'still', '\x1b[31m'],
    ['\x1b[31m', '\x1b[1mbold', '\x1b[31m\x1b[1m'],
    ['\x1b[31m', 'off\x1b[m', ''],
    ['\x1b[31m', 'off\x1b[0;32mgreen', '\x1b[0;32m'],
    ['', '\x1b[2J', ''],
  ])('after %j, %j leaves %j on', (before, text, after) => expect(styleAfter(before, text)).toBe(after));

  it('forgets colours that pile up', () => {
    expect(styleAfter('', '\x1b[31m'.repeat(1000))).toBe('');
  });
});

describe('Logs of several containers', () => {
  const line = (text: string | Uint8Array) => ({
    stream: 'stdout' as const,
    at: '2026-11-22T13:19:15.123456789Z',
    bytes: Buffer.from(text),
  });

  it('begin with the name in its colour', () => {
    const painter = logPainter({ names: ['web', 'database'], timestamps: 'hidden' });
    expect(painter.line(0, line('up'))).toBe('\x1b[36mweb      │\x1b[0m up\r\n');
    expect(painter.line(1, line('up'))).toBe('\x1b[33mdatabase │\x1b[0m up\r\n');
    expect(painter.note(1, { kind: 'removed' })).toMatch(/^database was removed/);
  });

  it('keep the colours of each to itself', () => {
    const painter = logPainter({ names: ['a', 'b'], timestamps: 'hidden' });
    expect(painter.line(0, line('\x1b[31mred'))).toBe('\x1b[36ma │\x1b[0m \x1b[31mred\x1b[0m\r\n');
    expect(painter.line(1, line('plain'))).toBe('\x1b[33mb │\x1b[0m plain\r\n');
    expect(painter.line(0, line('still red'))).toBe('\x1b[36ma │\x1b[0m \x1b[31mstill red\x1b[0m\r\n');
  });

  it('of one have no name, and times when they are asked for', () => {
    const painter = logPainter({ names: ['web'], timestamps: 'shown' });
    expect(painter.line(0, line('up'))).toBe('\x1b[2m2026-11-22T13:19:15.123Z\x1b[22m up\r\n');
    expect(painter.note(0, { kind: 'exited', code: 137, at: 0, isOutOfMemory: true })).toContain(
      'exited with code 137, out of memory at ',
    );
  });

  it('say once why they cannot be read', () => {
    const painter = logPainter({ names: ['web'], timestamps: 'hidden' });
    expect(painter.note(0, { kind: 'lost', why: 'Nothing listens at /x.' })).toBe(
      'web cannot be read: Nothing listens at /x. Waiting for the engine…',
    );
  });

  it('show bytes that are no text', () => {
    const painter = logPainter({ names: ['web'], timestamps: 'hidden' });
    expect(painter.line(0, line(Buffer.from([0x41, 0xff, 0xfe, 0x00, 0x42])))).toBe('A\ufffd\ufffd␀B\r\n');
  });
});

describe('Lines that wait', () => {
  it('come out in order, so many bytes at a time', () => {
    const queue = lineQueue<string>(10_000);
    for (const name of ['a', 'b', 'c']) queue.push(name, 36);
    expect(queue.take(150)).toEqual({ lines: ['a', 'b'], leftOut: 0 });
    expect(queue.take(1)).toEqual({ lines: ['c'], leftOut: 0 });
    expect(queue.take(1000)).toEqual({ lines: [], leftOut: 0 });
  });

  it('are left out from the oldest on, and counted', () => {
    const queue = lineQueue<number>(10_000);
    const count = 100_000;
    for (let i = 0; i < count; i++) queue.push(i, 36);
    const { lines, leftOut } = queue.take(1_000_000);
    expect(leftOut + lines.length).toBe(count);
    expect(lines.length).toBeLessThanOrEqual(100);
    expect(lines).toEqual(lines.map((_, i) => leftOut + i));
    expect(queue.take(1)).toEqual({ lines: [], leftOut: 0 });
  });

  it('are never all left out', () => {
    const queue = lineQueue<string>(100);
    queue.push('a', 1);
    queue.push('longer than all that may wait', 1000);
    expect(queue.take(10)).toEqual({ lines: ['longer than all that may wait'], leftOut: 1 });
  });
});

describe('Input of a program without a terminal', () => {
  const typed = (...texts: readonly string[]) => {
    const seen = { screen: '', lines: [] as string[], ends: 0 };
    const take = lineInput({
      echo: text => {
        seen.screen += text;
      },
      send: line => seen.lines.push(line),
      end: () => {
        seen.ends++;
      },
    });
    for (const text of texts) take(text);
    return seen;
  };

  it('is shown, corrected and sent by the line', () => {
    expect(typed('t', 'ea', '\x7f', '\x7f', 'wo', '\r')).toEqual({
      screen: 'tea\b \b\b \bwo\r\n',
      lines: ['two\n'],
      ends: 0,
    });
    expect(typed('one\rtwo\r\nthree').lines).toEqual(['one\n', 'two\n']);
  });

  it('ends with Ctrl+D on an empty line, and nothing else does harm', () => {
    expect(typed('\x7f', '\x1b[A', '\x01', 'a', '\x04', '\r', '\x04')).toEqual({
      screen: 'a\r\n',
      lines: ['a\n'],
      ends: 1,
    });
  });
});

describe('A terminal whose program has ended', () => {
  const endOf = (...texts: readonly string[]) => {
    const state = screenState();
    for (const text of texts) state.saw(text);
    return state.restored();
  };
  const plainly = '\x1b[?25h\x1b[0m';

  it('goes on in a new line', () => {
    expect(endOf()).toBe(plainly);
    expect(endOf('done\r\n')).toBe(plainly);
    expect(endOf('done\r\n', '$ ')).toBe(`${plainly}\r\n`);
  });

  it('gets its usual screen back only where it was on another', () => {
    expect(endOf('\x1b[?10', '49h', 'editor')).toBe(`\x1b[?1049l${plainly}\r\n`);
    expect(endOf('\x1b[?1049heditor\x1b[?10', '49l', '$ ')).toBe(`${plainly}\r\n`);
    expect(endOf('\x1b[?1049l\x1b[?1049h\n')).toBe(`\x1b[?1049l${plainly}\r\n`);
  });
});

describe('The pace of a terminal', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is so much a moment, and nothing when there is nothing', () => {
    let left = 10 * portionBytes;
    const written: number[] = [];
    const paced = pace(
      bytes => {
        const size = Math.min(bytes, left);
        left -= size;
        return 'x'.repeat(size);
      },
      text => written.push(text.length),
    );
    paced.wake();
    paced.wake();
    expect(written).toEqual([portionBytes]);
    vi.advanceTimersByTime(100);
    expect(written.length).toBe(6);
    vi.advanceTimersByTime(10_000);
    expect(written.reduce((sum, size) => sum + size, 0)).toBe(10 * portionBytes);
    expect(vi.getTimerCount()).toBe(0);
    left = 5;
    paced.wake();
    expect(written.at(-1)).toBe(5);
    paced.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('slows down whoever writes more', async () => {
    const slowed = throttle();
    await slowed(portionBytes - 1);
    let isOver = false;
    const second = slowed(1).then(() => {
      isOver = true;
    });
    await Promise.resolve();
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    await second;
    expect(isOver).toBe(true);
  });
});

describe('A log as a document', () => {
  const engine = (lines: number) => ({
    async *logs(_id: string, { tail = lines }: { readonly tail?: number }): AsyncGenerator<readonly LogChunk[]> {
      for (let i = Math.max(0, lines - tail); i < lines; i++)
        yield [
          { stream: 'stdout', isStart: true, bytes: Buffer.from(`2026-11-22T13:19:15.123456789Z \x1b[31mline ${i}\n`) },
        ];
    },
  });
  const { signal } = new AbortController();

  it('has no colours', async () => {
    expect(await logText(engine(2), 'id', signal)).toBe('line 0\nline 1\n');
    expect(await logText(engine(0), 'id', signal)).toBe('Nothing was written yet.\n');
  });

  it('is the last of a long one, and says so', async () => {
    expect(await logText(engine(9), 'id', signal, { lines: 2, bytes: 1000 })).toBe(
      '… older lines are left out: these are the last 2.\nline 7\nline 8\n',
    );
    expect(await logText(engine(1000), 'id', signal, { lines: 10_000, bytes: 27 })).toBe(
      '… older lines are left out: these are the last 3.\nline 997\nline 998\nline 999\n',
    );
    expect(await logText(engine(2), 'id', signal, { lines: 2, bytes: 1000 })).toBe('line 0\nline 1\n');
  });
});
