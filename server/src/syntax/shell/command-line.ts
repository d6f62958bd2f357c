/** A command's words as options and operands, by the rules of getopt: clusters, attached and separate values, `--`. */
import { codeAt, indexOf, part } from '../../text/string-methods.ts';
import type { ShellCommand, ShellWord } from './shell.ts';

export interface CommandLine {
  readonly options: readonly CommandOption[];
  /** The words that are neither options nor their values, the command itself excluded. */
  readonly operands: readonly ShellWord[];
}

export interface CommandOption {
  /** With its dashes: `-y`, `--yes`; one of a cluster by itself. */
  readonly name: string;
  /** The word it stands in; several options of a cluster share it. */
  readonly word: ShellWord;
  /** Attached (`--opt=value`, `-ovalue`) or the next word; undefined for none. */
  readonly value: string | undefined;
  /** The next word that is the value; undefined when it is attached or there is none. */
  readonly valueWord: ShellWord | undefined;
}

export interface CommandLineStyle {
  /** Options that take a value, with their dashes. An attached value of a long one needs no entry. */
  readonly valued?: ReadonlySet<string>;
  /** `-name` is one option instead of a cluster, as of `find`, `go` and `wget -nv`: all such words, or those of the set. */
  readonly longWithOneDash?: 'all' | ReadonlySet<string> | undefined;
}

const DOLLAR = 36;
const DASH = 45;
const EQUALS = 61;

/** By the code of its letter. They are the same strings each time, which are quicker to compare and to look up. */
const letterOptions = Array.from({ length: 128 }, (_, code) => `-${String.fromCharCode(code)}`);

function letterOption(text: string, at: number): string {
  return letterOptions[codeAt(text, at)] ?? `-${text.charAt(at)}`;
}

const noOptions: ReadonlySet<string> = new Set();

export function commandLine({ words }: Pick<ShellCommand, 'words'>, style: CommandLineStyle = {}): CommandLine {
  const { valued = noOptions, longWithOneDash = noOptions } = style;
  const options: CommandOption[] = [];
  const operands: ShellWord[] = [];
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (!word) break;
    const text = word.value;
    if (codeAt(text, 0) !== DASH) {
      operands.push(word);
      continue;
    }
    const { length } = text;
    if (length === 1) {
      operands.push(word);
      continue;
    }
    const isLong = codeAt(text, 1) === DASH;
    if (length === 2) {
      if (isLong) {
        operands.push(...words.slice(i + 1));
        break;
      }
      // Most are one letter, which may be the name of nothing but itself.
      const name = letterOption(text, 1);
      const valueWord = valued.has(name) ? words[++i] : undefined;
      options.push({ name, word, value: valueWord?.value, valueWord });
      continue;
    }
    const equals = indexOf(text, '=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const isWhole = isLong || longWithOneDash === 'all' || longWithOneDash.has(name);
    if (isWhole || (equals < 0 && valued.has(text))) {
      const attached = equals < 0 ? undefined : text.slice(equals + 1);
      const valueWord = attached === undefined && valued.has(name) ? words[++i] : undefined;
      options.push({ name, word, value: attached ?? valueWord?.value, valueWord });
      continue;
    }
    for (let at = 1; at < length; at++) {
      const single = letterOption(text, at);
      const hasEquals = codeAt(text, at + 1) === EQUALS;
      const takesValue = valued.has(single);
      if (hasEquals || (takesValue && at + 1 < length)) {
        options.push({ name: single, word, value: part(text, hasEquals ? at + 2 : at + 1), valueWord: undefined });
        break;
      }
      const valueWord = takesValue ? words[++i] : undefined;
      options.push({ name: single, word, value: valueWord?.value, valueWord });
    }
  }
  return { options, operands };
}

/** The last option of one of these names; undefined for none. */
export function optionOf({ options }: CommandLine, ...names: readonly string[]): CommandOption | undefined {
  for (let i = options.length - 1; i >= 0; i--) {
    const option = options[i];
    // One by one: `includes` takes longer than to compare a few.
    if (option) for (const name of names) if (option.name === name) return option;
  }
  return undefined;
}

export function hasOption(line: CommandLine, ...names: readonly string[]): boolean {
  return optionOf(line, ...names) !== undefined;
}

/** Whether a word is an unquoted expansion as a whole (`$OPTIONS`), so that options may come out of it. */
export function mayHoldOptions({ words }: ShellCommand): boolean {
  return words.some(
    ({ raw }, i) => i > 0 && raw.charCodeAt(0) === DOLLAR && /^(?:\$\w+|\$\{\w+\}|\$\{\w+:?[-+][^}]*\})$/.test(raw),
  );
}
