// The output of a build by step, in whole lines. Of a step that writes without end the oldest lines are let go and counted.

export interface StepLog {
  readonly lines: readonly string[];
  /** How many lines in front of those were let go. */
  readonly dropped: number;
}

export interface BuildLog {
  /** A piece of output, not necessarily a whole line. */
  add(step: string, text: string): void;
  /** With what was written behind the last line break as a last line. */
  of(step: string): StepLog;
}

interface Kept {
  lines: string[];
  rest: string;
  dropped: number;
}

export function buildLog({ keptLines = 10_000, longestLine = 10_000 } = {}): BuildLog {
  const steps = new Map<string, Kept>();
  return {
    add(step, text) {
      const kept = steps.get(step) ?? { lines: [], rest: '', dropped: 0 };
      steps.set(step, kept);
      const pieces = text.split('\n');
      const last = pieces.pop() ?? '';
      for (const piece of pieces) {
        kept.lines.push(withoutReturns(kept.rest + piece).slice(0, longestLine));
        kept.rest = '';
      }
      kept.rest = (kept.rest + last).slice(-longestLine);
      // Not at every line: each time all that is kept has to be moved.
      if (kept.lines.length < 2 * keptLines) return;
      kept.dropped += kept.lines.length - keptLines;
      kept.lines = kept.lines.slice(-keptLines);
    },
    of(step) {
      const { lines, rest, dropped } = steps.get(step) ?? { lines: [], rest: '', dropped: 0 };
      return { lines: rest === '' ? [...lines] : [...lines, withoutReturns(rest)], dropped };
    },
  };
}

/** Programs draw their progress by going back to the start of the line: the last of it counts. */
function withoutReturns(line: string): string {
  const whole = line.replace(/\r+$/, '');
  return whole.slice(whole.lastIndexOf('\r') + 1);
}
