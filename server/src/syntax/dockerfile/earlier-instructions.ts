/**
 * Instructions of an earlier text of a file that stand in the present one as they are, and need not be read again: what an
 * instruction says depends on its own lines only. They are moved, not copied, so that the earlier tree is of no more use.
 */
import type { Dockerfile } from './dockerfile.ts';
import { ParsedInstruction } from './instruction.ts';

export interface EarlierInstructions {
  /** The instruction whose lines begin at the offset, moved there; undefined when they have to be read. Asked in order. */
  take(start: number, index: number): ParsedInstruction | undefined;
}

const LF = 10;
const CR = 13;

/** How many instructions may be gone in a row until those behind them are no longer looked for. */
const maxGone = 8;

/** Those of `before` for the text, which has the same escape character. */
export function earlierInstructions(before: Dockerfile, text: string): EarlierInstructions {
  const { instructions, text: textBefore } = before;
  let next = 0;
  return {
    take(start, index) {
      const first = text.charCodeAt(start);
      const end = Math.min(next + maxGone, instructions.length);
      for (let i = next; i < end; i++) {
        const found = instructions[i];
        if (!found || textBefore.charCodeAt(found.span.start) !== first) continue;
        if (!(found instanceof ParsedInstruction) || !found.isMovable || !standsAt(text, start, textBefore, found))
          continue;
        before.isOutdated = true;
        next = i + 1;
        found.move(start - found.span.start, index);
        return found;
      }
      return undefined;
    },
  };
}

/** Whether its lines stand at `start` of the text, up to a line break or, where there is none, up to the text's end. */
function standsAt(text: string, start: number, before: string, { span }: ParsedInstruction): boolean {
  // Nothing but carriage returns stands between its end and the line break.
  let { end } = span;
  while (before.charCodeAt(end) === CR) end++;
  const stop = start + end - span.start;
  if (end < before.length ? text.charCodeAt(stop) !== LF : stop !== text.length) return false;
  // Slices are compared many characters at a time.
  return text.slice(start, stop) === before.slice(span.start, end);
}
