// How a program left its terminal, so that words of our own can follow: a program that was cut off has not tidied up.

export interface ScreenState {
  saw(text: string): void;
  /** The commands that bring the usual screen, the cursor and plain colours back, on a line of their own. */
  restored(): string;
}

const otherScreen = '\x1b[?1049h';
const usualScreen = '\x1b[?1049l';

export function screenState(): ScreenState {
  let isOther = false;
  let isLineStart = true;
  /** The commands may come in two pieces. */
  let rest = '';
  return {
    saw(text) {
      if (text === '') return;
      const all = rest + text;
      const other = all.lastIndexOf(otherScreen);
      const usual = all.lastIndexOf(usualScreen);
      if (other !== usual) isOther = other > usual;
      rest = all.slice(1 - otherScreen.length);
      isLineStart = text.endsWith('\n');
    },
    // To leave a screen that was not entered would set the cursor back over what was written.
    restored: () => `${isOther ? usualScreen : ''}\x1b[?25h\x1b[0m${isLineStart && !isOther ? '' : '\r\n'}`,
  };
}
