// When a view is made anew. VS Code takes a change of rows at once and holds back those that follow within 200 ms until there
// was none for so long: a stream of changes that is quicker than that would never be seen.

export interface Turn {
  /** Soon: at the end of this turn of the event loop, but a quarter of a second after VS Code was told of rows last. */
  ask(): void;
  dispose(): void;
}

const gapMs = 250;

/** `run` answers whether VS Code was told of rows. */
export function turn(run: () => boolean): Turn {
  let pending: { cancel(): void } | undefined;
  let lastTold = Number.NEGATIVE_INFINITY;
  const go = (): void => {
    pending = undefined;
    if (run()) lastTold = performance.now();
  };
  return {
    ask() {
      if (pending) return;
      const wait = lastTold + gapMs - performance.now();
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
