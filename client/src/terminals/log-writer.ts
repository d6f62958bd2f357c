// Between logs and the terminal that shows them: what comes is taken at once, painted when its turn comes, and given on at
// the terminal's pace. What waits is bounded.
import type { LogEvent } from '../engine/logs/log-follower.ts';
import type { LogLine } from '../engine/logs/log-lines.ts';
import { lineQueue } from './line-queue.ts';
import { logPainter, type PainterOptions } from './log-painter.ts';
import { pace } from './pace.ts';
import { remark } from './terminal-text.ts';

export interface LogWriter {
  /** `source` counts the containers from 0. */
  show(source: number, event: LogEvent): void;
  /** Words of our own, in their place behind what waits. */
  say(text: string): void;
  /** Nothing is written any more. */
  dispose(): void;
}

export interface LogWriterOptions extends PainterOptions {
  write(text: string): void;
  /** Bytes that may wait. */
  readonly capacity?: number;
}

const usualCapacity = 4 * 1024 * 1024;

export function logWriter({ write, capacity = usualCapacity, ...look }: LogWriterOptions): LogWriter {
  const painter = logPainter(look);
  type Waiting = { readonly source: number; readonly line: LogLine } | { readonly text: string };
  const queue = lineQueue<Waiting>(capacity);
  const paced = pace(bytes => {
    const { lines, leftOut } = queue.take(bytes);
    const texts = lines.map(it => ('text' in it ? it.text : painter.line(it.source, it.line)));
    return `${leftOut === 0 ? '' : remark(gap(leftOut))}${texts.join('')}`;
  }, write);
  const say = (text: string) => {
    const words = remark(text);
    queue.push({ text: words }, words.length);
    paced.wake();
  };
  return {
    show(source, event) {
      if (event.kind !== 'lines') {
        say(painter.note(source, event));
        return;
      }
      for (const line of event.lines) queue.push({ source, line }, line.bytes.length);
      paced.wake();
    },
    say,
    dispose: paced.dispose,
  };
}

function gap(lines: number): string {
  const count = lines === 1 ? '1 line is' : `${lines.toLocaleString('en')} lines are`;
  return `… ${count} left out here: they came faster than a terminal can show them.`;
}
