// What a terminal device would do for a program that has none: shows what is typed, lets it be corrected, and sends whole
// lines.

export interface LineInputOptions {
  /** Shows in the terminal. */
  echo(text: string): void;
  send(line: string): void;
  /** Ctrl+D on an empty line. */
  end(): void;
}

const backspace = '\x7f';
const endOfInput = '\x04';

/** Takes what was typed or pasted. */
export function lineInput({ echo, send, end }: LineInputOptions): (text: string) => void {
  let line: string[] = [];
  return text => {
    // Keys such as arrows come as a command to the terminal: there is nothing they could do here.
    if (text.startsWith('\x1b')) return;
    for (const character of text.replaceAll('\r\n', '\r')) {
      if (character === '\r' || character === '\n') {
        echo('\r\n');
        send(`${line.join('')}\n`);
        line = [];
      } else if (character === backspace) {
        if (line.pop() !== undefined) echo('\b \b');
      } else if (character === endOfInput) {
        if (line.length === 0) end();
      } else if (character >= ' ' || character === '\t') {
        line.push(character);
        echo(character);
      }
    }
  };
}
