// When views are made anew. VS Code takes a change at once and holds back those that follow within 200 ms until there was
// none for so long: a stream of changes that is quicker than that would never be seen.

export interface Turn {
  /** Soon: at the end of this turn of the event loop when all was quiet, else a quarter of a second after the last time. */
  ask(): void;
  dispose(): void;
}

const gapMs = 250;

export function turn(run: () => void): Turn {
  let pending: { cancel(): void } | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const go = (): void => {
    pending = undefined;
    last = performance.now();
    run();
  };
  return {
    ask() {
      if (pending) return;
      const wait = last + gapMs - performance.now();
      if (wait <= 0) {
        const handle = setImmediate(go);
        pending = { cancel: () => clearImmediate(handle) };
      } else {
        const handle = setTimeout(go, wait);
        pending = { cancel: () => clearTimeout(handle) };
      }
    },
    dispose() {
      pending?.cancel();
      pending = undefined;
    },
  };
}
