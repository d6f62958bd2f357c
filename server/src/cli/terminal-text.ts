/**
 * Text for a terminal: its width in cells, wrapping, colours, and the removal of what could steer the terminal. Text from
 * files goes through `plain` before it is printed.
 */

/** Code points that take two cells: East Asian wide and full-width letters, and emoji. Source: Unicode EastAsianWidth. */
const wide =
  /^[\u1100-\u115F\u231A\u231B\u2329\u232A\u23E9-\u23EC\u23F0\u23F3\u25FD\u25FE\u2614\u2615\u2648-\u2653\u267F\u2693\u26A1\u26AA\u26AB\u26BD\u26BE\u26C4\u26C5\u26CE\u26D4\u26EA\u26F2\u26F3\u26F5\u26FA\u26FD\u2705\u270A\u270B\u2728\u274C\u274E\u2753-\u2755\u2757\u2795-\u2797\u27B0\u27BF\u2B1B\u2B1C\u2B50\u2B55\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18CFF}\u{1AFF0}-\u{1B2FF}\u{1F004}\u{1F0CF}\u{1F18E}\u{1F191}-\u{1F19A}\u{1F200}-\u{1F320}\u{1F32D}-\u{1F335}\u{1F337}-\u{1F37C}\u{1F37E}-\u{1F393}\u{1F3A0}-\u{1F3CA}\u{1F3CF}-\u{1F3D3}\u{1F3E0}-\u{1F3F0}\u{1F3F4}\u{1F3F8}-\u{1F43E}\u{1F440}\u{1F442}-\u{1F4FC}\u{1F4FF}-\u{1F53D}\u{1F54B}-\u{1F54E}\u{1F550}-\u{1F567}\u{1F57A}\u{1F595}\u{1F596}\u{1F5A4}\u{1F5FB}-\u{1F64F}\u{1F680}-\u{1F6C5}\u{1F6CC}\u{1F6D0}-\u{1F6D2}\u{1F6D5}-\u{1F6D7}\u{1F6DC}-\u{1F6DF}\u{1F6EB}\u{1F6EC}\u{1F6F4}-\u{1F6FC}\u{1F7E0}-\u{1F7EB}\u{1F7F0}\u{1F90C}-\u{1F93A}\u{1F93C}-\u{1F945}\u{1F947}-\u{1F9FF}\u{1FA70}-\u{1FAFF}\u{20000}-\u{3FFFD}]$/u;

/** Marks that stand on the letter before them (variation selectors among them) and joiners. */
const widthless = /^(?:\p{Mn}|\p{Me}|[\u200B-\u200D]|\u2060)$/u;

const printableAscii = /^[ -~]*$/;

/** The number of cells of a text that `plain` gave. */
export function widthOf(text: string): number {
  if (printableAscii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

function widthOfCharacter(character: string): number {
  if (widthless.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** C0 and C1 controls, and the marks that turn the direction of writing round (a way to hide what a line says). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about.
const steering = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/g;

const tabWidth = 4;

/**
 * The text in one line and without power over the terminal: tabs become spaces up to the next stop of four cells (counted
 * from `column`), controls become their pictures (`␛`).
 */
export function plain(text: string, column = 0): string {
  if (printableAscii.test(text)) return text;
  if (!text.includes('\t')) return text.replace(steering, picture);
  let result = '';
  let at = column;
  for (const character of text) {
    const shown = character === '\t' ? ' '.repeat(tabWidth - (at % tabWidth)) : character.replace(steering, picture);
    result += shown;
    at += widthOf(shown);
  }
  return result;
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\t' || character === '\n') return ' ';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}

/** The text broken at spaces into lines of at most `width` cells; a longer word stands alone on its line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(' ')) {
    if (word === '') continue;
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

export type Colour = 'red' | 'yellow' | 'blue' | 'green' | 'cyan' | 'dim' | 'bold';
/** Colours a text, or gives it back as it is where colours are not wanted. */
export type Paint = (colour: Colour, text: string) => string;

const codes: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
};

export const noPaint: Paint = (_colour, text) => text;

export const ansiPaint: Paint = (colour, text) => {
  const [on, off] = codes[colour];
  return text === '' ? '' : `\u001B[${on}m${text}\u001B[${off}m`;
};

/**
 * Whether to colour: an explicit wish wins (`--no-color`, then `FORCE_COLOR`, then `NO_COLOR`, each as its convention
 * says), else it is up to whether the output is a terminal that can.
 */
export function paintFor(wish: {
  readonly noColor: boolean;
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Paint {
  const { noColor, isTerminal, environment } = wish;
  if (noColor) return noPaint;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? noPaint : ansiPaint;
  if (environment['NO_COLOR']) return noPaint;
  return isTerminal && environment['TERM'] !== 'dumb' ? ansiPaint : noPaint;
}
