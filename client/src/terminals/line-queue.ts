// Lines that wait for their terminal. When it cannot keep up, the oldest go, and how many is told in their place.

export interface LineQueue<Line> {
  push(line: Line, bytes: number): void;
  /** The oldest lines, of so many bytes together (and at least one), and how many were left out before them. */
  take(bytes: number): { readonly lines: readonly Line[]; readonly leftOut: number };
}

/** What a line costs beside its bytes. */
const lineCost = 64;

/** `capacity` in bytes; when it is passed, half of it is given up, so that leaving out is told seldom. */
export function lineQueue<Line>(capacity: number): LineQueue<Line> {
  let waiting: { readonly line: Line; readonly bytes: number }[] = [];
  let first = 0;
  let held = 0;
  let leftOut = 0;

  const shift = () => {
    const entry = waiting[first++];
    held -= entry?.bytes ?? 0;
    return entry;
  };
  const tidy = () => {
    // The front is cut off seldom enough to stay linear.
    if (first < 1024 || first * 2 < waiting.length) return;
    waiting = waiting.slice(first);
    first = 0;
  };
  return {
    push(line, bytes) {
      waiting.push({ line, bytes: bytes + lineCost });
      held += bytes + lineCost;
      if (held <= capacity) return;
      while (held > capacity / 2 && first < waiting.length - 1) {
        shift();
        leftOut++;
      }
      tidy();
    },
    take(bytes) {
      const lines: Line[] = [];
      const left = held - bytes;
      while (first < waiting.length && (held > left || lines.length === 0)) {
        const entry = shift();
        if (entry) lines.push(entry.line);
      }
      tidy();
      const answer = { lines, leftOut };
      leftOut = 0;
      return answer;
    },
  };
}
