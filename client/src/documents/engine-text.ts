// A text that is read from an engine again and again: one reading at a time, the last known text kept when one fails.
// Knows nothing of VS Code.

export interface KnownText {
  readonly text: string;
  /** What it was about does not exist any more. */
  readonly isGone: boolean;
}

export interface EngineText {
  readonly known: KnownText;
  /** However often it is called while a reading is under way, one more follows. */
  readAgain(): void;
}

export interface EngineTextOptions {
  readonly first: string;
  readonly read: () => Promise<string>;
  /** Whether this rejection of `read` means that the object is gone. */
  readonly isGone: (error: unknown) => boolean;
  readonly onDidChange: (now: KnownText, before: KnownText) => void;
  /** A reading failed for another reason. */
  readonly onFailure: (error: unknown) => void;
}

export function engineText({ first, read, isGone, onDidChange, onFailure }: EngineTextOptions): EngineText {
  let known: KnownText = { text: first, isGone: false };
  let state: 'idle' | 'reading' | 'reading-and-stale' = 'idle';

  const learn = (now: KnownText): void => {
    const before = known;
    known = now;
    if (now.text !== before.text || now.isGone !== before.isGone) onDidChange(now, before);
  };
  const readOn = async (): Promise<void> => {
    do {
      state = 'reading';
      try {
        learn({ text: await read(), isGone: false });
      } catch (error) {
        if (isGone(error)) learn({ ...known, isGone: true });
        else onFailure(error);
      }
    } while (isStale());
    state = 'idle';
  };
  const isStale = (): boolean => state === 'reading-and-stale';

  return {
    get known() {
      return known;
    },
    readAgain() {
      if (state === 'idle') void readOn();
      else state = 'reading-and-stale';
    },
  };
}
