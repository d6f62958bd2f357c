// How fast text is given to a terminal. VS Code does not tell an extension how far its terminal has come, and would keep in
// memory whatever it is given: so it gets at most so much per moment, which it can show in any case.

/** Per moment: about three megabytes a second. */
export const portionBytes = 64 * 1024;
const momentMs = 20;

export interface Pace {
  /** There is something to write: now, or as soon as the moment is over. */
  wake(): void;
  /** Nothing is written any more. */
  dispose(): void;
}

/** `take` gives at most so many bytes of what is to be written, and an empty text when there is nothing. */
export function pace(take: (bytes: number) => string, write: (text: string) => void): Pace {
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const next = () => {
    timer = undefined;
    if (isDisposed) return;
    const text = take(portionBytes);
    if (text === '') return;
    write(text);
    timer = setTimeout(next, momentMs);
  };
  return {
    wake() {
      if (timer === undefined) next();
    },
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** To await after each piece that was written: slows whoever writes down to the same speed. */
export function throttle(): (bytes: number) => Promise<void> {
  let written = 0;
  return async bytes => {
    written += bytes;
    if (written < portionBytes) return;
    written = 0;
    await new Promise(resolve => setTimeout(resolve, momentMs));
  };
}
