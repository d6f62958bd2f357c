/** A bar on a terminal for runs that take longer than a moment; it leaves no trace behind. */
import { plain, widthOf } from './terminal-text.ts';

export interface Progress {
  /** Another file is done; `path` as it is shown. */
  advance(path: string): void;
  /** Removes the bar. */
  done(): void;
}

export const noProgress: Progress = { advance: () => {}, done: () => {} };

export interface ProgressOptions {
  readonly total: number;
  readonly write: (text: string) => void;
  /** Cells of a line. */
  readonly width: number;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

/** Runs shorter than this show nothing. */
const delayMs = 1_000;
const intervalMs = 80;
const barWidth = 24;
const clearLine = '\r\u001B[K';

export function progressBar({ total, write, width, now }: ProgressOptions): Progress {
  const start = now();
  let drawnAt: number | undefined;
  let finished = 0;
  return {
    advance(path) {
      finished++;
      const time = now();
      if (time - start < delayMs || (drawnAt !== undefined && time - drawnAt < intervalMs)) return;
      drawnAt = time;
      const filled = total === 0 ? barWidth : Math.round((barWidth * finished) / total);
      const head = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${finished}/${total} `;
      write(clearLine + head + endOf(plain(path), width - 1 - widthOf(head)));
    },
    done() {
      if (drawnAt !== undefined) write(clearLine);
    },
  };
}

/** The end of a path that is too long, since it names the file. */
function endOf(path: string, width: number): string {
  if (widthOf(path) <= width) return path;
  const characters = [...path];
  while (characters.length > 0 && widthOf(characters.join('')) > Math.max(width - 1, 0)) characters.shift();
  return width < 2 ? '' : `…${characters.join('')}`;
}
