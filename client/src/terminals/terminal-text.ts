// Text as a terminal may get it: colours are kept, what would do more than write is taken out or made visible.

const ESC = '\x1b';

/** Our own words, told apart from what a program wrote. */
export function dim(text: string): string {
  return `${ESC}[2m${text}${ESC}[22m`;
}

/** A line of our own. Names and errors in it come from elsewhere, and get no command through to the terminal. */
export function remark(text: string): string {
  return `${dim(plain(text.trim().replaceAll(/\s*[\r\n]+\s*/g, ' ')))}\r\n`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const commands = /\x1b(?:[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)|\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~])?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controls = /[\x00-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const needsWork = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one.
const colour = /^\x1b\[[\d;:]*m$/;
const link = `${ESC}]8;`;

/**
 * A line of a log: colours and links stay. Commands to the terminal that move the cursor, clear the screen, set the title
 * or the clipboard go: a log is read long after it was written. What is no text becomes visible.
 */
export function tame(line: string): string {
  if (!needsWork.test(line)) return line;
  return seenInTheEnd(line).replace(commands, kept).replace(controls, visible);
}

/** What a terminal would show of the line, without any command to it: for a document. */
export function plain(line: string): string {
  if (!needsWork.test(line)) return line;
  return overwritten(seenInTheEnd(line).replace(commands, '')).replace(controls, visible);
}

/** Of a line that a progress bar wrote over and over. */
function seenInTheEnd(line: string): string {
  const written = line.replace(/\r+$/, '');
  return written.slice(written.lastIndexOf('\r') + 1);
}

/** With what was written after steps back in the place of what stood there. */
function overwritten(text: string): string {
  if (!text.includes('\b')) return text;
  const shown: string[] = [];
  let at = 0;
  for (const character of text) {
    if (character === '\b') at = Math.max(0, at - 1);
    else shown[at++] = character;
  }
  return shown.join('');
}

function kept(command: string): string {
  if (colour.test(command)) return command;
  // A link may end with the bell, which is then no bell.
  return command.startsWith(link) ? command.replace('\x07', `${ESC}\\`) : '';
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one.
const colours = /\x1b\[([\d;:]*)m/g;
/** Longer ones are forgotten: nobody means them. */
const longestStyle = 200;

/** The colours that are on after the text, as the commands that bring them on again; `before` those that were on before. */
export function styleAfter(before: string, text: string): string {
  if (!text.includes(ESC)) return before;
  let style = before;
  for (const [command, codes = ''] of text.matchAll(colours)) {
    if (/^0*$/.test(codes)) style = '';
    else style = /^0+;/.test(codes) ? command : style + command;
  }
  return style.length > longestStyle ? '' : style;
}
