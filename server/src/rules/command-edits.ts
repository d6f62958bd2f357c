/** Edits of one command inside a RUN, and the places of its words: undefined where the text is not plainly there. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { type PackageUse, writtenCommand } from '../syntax/shell/package-uses.ts';
import type { ShellWord } from '../syntax/shell/shell.ts';
import { type Edit, insert, replace } from '../text/edit.ts';
import { type Span, span } from '../text/span.ts';
import { appendCommand } from './dockerfile-edits.ts';

/** From the program's name to its subcommand, `apt-get -q install`; the subcommand alone when it stands on another line. */
export function programToSubcommand({ text }: Dockerfile, { programWords, subcommand }: PackageUse): Span {
  const start = programWords[0]?.span.start ?? subcommand.span.start;
  const { end } = subcommand.span;
  return start <= end && !text.slice(start, end).includes('\n') ? span(start, end) : subcommand.span;
}

/** `option` behind a word of the command; a further element in exec form. */
export function insertOption(file: Dockerfile, use: PackageUse, word: ShellWord, option: string): Edit | undefined {
  if (use.run.instruction.exec) {
    const isElement = use.run.instruction.exec.some(
      it => it.span.start === word.span.start && it.span.end === word.span.end,
    );
    return isElement ? insert(word.span.end, `, ${JSON.stringify(option)}`) : undefined;
  }
  return isWritten(file, word) ? insert(word.span.end, ` ${option}`) : undefined;
}

/** Another text for a word that is not quoted. */
export function replaceWord(file: Dockerfile, use: PackageUse, word: ShellWord, text: string): Edit | undefined {
  if (use.run.instruction.exec) {
    const isElement = use.run.instruction.exec.some(
      it => it.span.start === word.span.start && it.span.end === word.span.end,
    );
    return isElement ? replace(word.span, JSON.stringify(text)) : undefined;
  }
  return isWritten(file, word) && word.raw === word.value ? replace(word.span, text) : undefined;
}

/** The text at its span is the word itself: it is not split by a continuation, and not out of a rewritten script. */
function isWritten({ text }: Dockerfile, { span: at, raw }: ShellWord): boolean {
  return text.slice(at.start, at.end) === raw;
}

/** Wrappers behind which the same user runs the same programs, so that a further command needs none of them. */
const transparent: ReadonlySet<string> = new Set([
  'env',
  'exec',
  'command',
  'time',
  'nice',
  'ionice',
  'nohup',
  'eatmydata',
  'stdbuf',
  'timeout',
  'sh',
  'bash',
  'dash',
  'ash',
  'xargs',
]);

/** `command` as the last one of the RUN, run as the same user; undefined where that cannot be done plainly. */
export function appendCleanup(file: Dockerfile, use: PackageUse, command: string): Edit | undefined {
  const { run } = use;
  const last = run.programs.at(-1);
  // Nothing behind these is reached.
  if (!last || ['exit', 'exec', 'return'].includes(last.name)) return undefined;
  const written = writtenCommand(use);
  if (written === use.command || transparent.has(written.name)) return appendCommand(file, run, command);
  if (written.name === 'sudo' || written.name === 'doas') return appendCommand(file, run, `${written.name} ${command}`);
  return undefined;
}
