/**
 * The shell scripts of a Dockerfile, each as a file for ShellCheck: RUN in shell form, its heredocs, and the same behind
 * ONBUILD. In front of each stand lines of ours, which say what the instruction knows: its shell and its variables.
 */
import type { Dockerfile, Heredoc, Instruction } from '../syntax/dockerfile/dockerfile.ts';
import { isForeignTemplate } from '../syntax/dockerfile/foreign-template.ts';
import { isShell } from '../syntax/shell/commands-of.ts';
import { parseShell } from '../syntax/shell/parse-shell.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { linePieces, type MappedText, mappedText, type Piece } from './mapped-text.ts';
import { dialectOfProgram, programOf, type RunShell, type ShellDialect, shellOfWords } from './shell-dialect.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';

export interface EmbeddedScript {
  /** What the program is given. The same text is always answered in the same way. */
  readonly text: MappedText;
  readonly dialect: ShellDialect;
  /** A heredoc's body, where a line break may be written; else lines are continued. */
  readonly isBody: boolean;
}

/** In order of appearance. Empty for a file of whose shells none is known. */
export function embeddedScripts(file: Dockerfile): readonly EmbeddedScript[] {
  if (isTemplate(file)) return [];
  const scripts: EmbeddedScript[] = [];
  for (const { run, surroundings } of surroundingsOf(file)) {
    if (!run.exec && run.logical.text !== '') scripts.push(...scriptsOf(run, file.text, surroundings));
  }
  return scripts;
}

/**
 * Whether another program makes the Dockerfile out of this file, which can also be seen by a line of a RUN that begins with
 * a mark of such templates, or by one among its words outside quotes.
 */
function isTemplate(file: Dockerfile): boolean {
  if (isForeignTemplate(file) || /^[ \t]*(?:\{\{|\{%|<%)/m.test(file.text)) return true;
  if (!file.text.includes('{{') && !file.text.includes('{%')) return false;
  return file.instructions.some(instruction => {
    const { name, logical } = instruction.trigger ?? instruction;
    return name === 'RUN' && /\{[{%]/.test(logical.text) && parseShell(logical.text).commands.some(hasMark);
  });
}

function hasMark({ words }: ShellCommand): boolean {
  return words.some(word => !word.isQuoted && /\{[{%]/.test(word.raw));
}

function* scriptsOf(run: Instruction, text: string, surroundings: Surroundings): Generator<EmbeddedScript> {
  const { logical, heredocs } = run;
  // Up to the end of the file everything could be body: nobody knows what is meant.
  if (heredocs.some(heredoc => !heredoc.terminator)) return;
  const [only] = heredocs;
  // BuildKit: an instruction that is nothing but one heredoc runs its body.
  if (only && heredocs.length === 1 && logical.text.length === only.span.end - only.span.start) {
    const script = bodyScript(only, surroundings, surroundings.shell);
    if (script) yield script;
    return;
  }
  if (!surroundings.shell) return;
  const line: Piece = { text: logical.text, toFile: offset => logical.toFile(offset) };
  const lineBreak: Piece = { text: '\n', toFile: undefined };
  const bodies = heredocs.flatMap(({ body, content, terminator }) => [
    ...linePieces(content, body.start, 'with leading tabs'),
    ...(terminator
      ? linePieces(text.slice(terminator.start, terminator.end), terminator.start, 'with leading tabs')
      : []),
    lineBreak,
  ]);
  yield scriptFrom([line, lineBreak, ...bodies], surroundings, surroundings.shell, false);
  if (heredocs.length > 0) yield* fedScripts(run, surroundings);
}

/**
 * The bodies that a shell among the commands reads as its input. The outer shell has expanded an unquoted one by then, so
 * it is a script only as long as there is nothing to expand in it.
 */
function* fedScripts({ logical, heredocs }: Instruction, surroundings: Surroundings): Generator<EmbeddedScript> {
  for (const command of parseShell(logical.text).commands) {
    if (!isShell(command.name)) continue;
    const options = command.words.slice(1).map(word => word.value);
    if (options.some(it => !it.startsWith('-') || /^-[a-z]*c$/.test(it))) continue;
    const dialect = dialectOfProgram(command.name, surroundings.sh);
    if (!dialect) continue;
    for (const redirection of command.redirections) {
      const start = logical.toFile(redirection.span.start);
      const heredoc = heredocs.find(it => it.span.start === start);
      if (!heredoc || (!heredoc.quoted && /[$`\\]/.test(heredoc.content))) continue;
      const script = bodyScript(heredoc, surroundings, {
        dialect,
        exitsOnError: options.some(it => /^-[a-z]*e[a-z]*$/.test(it)),
      });
      if (script) yield script;
    }
  }
}

/** The body as a script for `shell`, or for the interpreter its first line names; undefined when that is no shell. */
function bodyScript(
  { body, content, stripsTabs }: Heredoc,
  surroundings: Surroundings,
  shell: RunShell | undefined,
): EmbeddedScript | undefined {
  const tabs = stripsTabs ? 'without leading tabs' : 'with leading tabs';
  const interpreterLine = /^\t*#!([^\r\n]*)\r*(?:\n|$)/.exec(content);
  const hasInterpreter = interpreterLine && (stripsTabs || content.startsWith('#'));
  if (!hasInterpreter) return shell && scriptFrom(linePieces(content, body.start, tabs), surroundings, shell, true);
  const own = interpreterOf(interpreterLine[1] ?? '', surroundings.sh);
  const skipped = interpreterLine[0].length;
  return own && scriptFrom(linePieces(content.slice(skipped), body.start + skipped, tabs), surroundings, own, true);
}

/** `/usr/bin/env -S bash -e` → bash that exits on errors. */
function interpreterOf(line: string, sh: ShellDialect): RunShell | undefined {
  const words = line.trim().split(/[ \t]+/);
  const program = programOf(words[0] ?? '');
  if (program === 'env') {
    const at = words.findIndex((it, i) => i > 0 && !it.startsWith('-') && !it.includes('='));
    return at < 0 || !isShell(programOf(words[at] ?? '')) ? undefined : shellOfWords(words.slice(at), sh);
  }
  return isShell(program) ? shellOfWords(words, sh) : undefined;
}

function scriptFrom(
  pieces: readonly Piece[],
  { names }: Surroundings,
  { dialect, exitsOnError }: RunShell,
  isBody: boolean,
): EmbeddedScript {
  const known = names.size <= maxNames ? [...names] : namesIn(pieces).filter(name => names.has(name));
  const head = [
    `#!/bin/${programFor[dialect]}${exitsOnError ? ' -e' : ''}`,
    // A directive counts for a whole script only in front of its first command, and ours comes before.
    ...(isBody ? leadingDirectives(pieces) : []),
    // The value says that nothing in it is split; what the builder's values hold is decided elsewhere.
    `export ${known.map(name => `${name}=x`).join(' ')}`,
    '',
  ].join('\n');
  return { text: mappedText([{ text: head, toFile: undefined }, ...pieces]), dialect, isBody };
}

/** All of them let ShellCheck see misspelled ones; with more than any real stage has, a script is told of its own only. */
const maxNames = 200;

function namesIn(pieces: readonly Piece[]): readonly string[] {
  return [...new Set(pieces.flatMap(({ text }) => text.match(/[A-Za-z_][A-Za-z_0-9]*/g) ?? []))];
}

/** What ShellCheck is told. It knows busybox from version 0.10 on; what that shell can beyond dash is left out by code. */
const programFor: Readonly<Record<ShellDialect, string>> = {
  sh: 'dash',
  dash: 'dash',
  ash: 'dash',
  bash: 'bash',
  ksh: 'ksh',
};

/** `# shellcheck disable=…` above the first command. */
function leadingDirectives(pieces: readonly Piece[]): readonly string[] {
  const text = pieces.map(piece => piece.text).join('');
  const directives: string[] = [];
  for (let at = 0; at < text.length; ) {
    const lineFeed = text.indexOf('\n', at);
    const line = text.slice(at, lineFeed < 0 ? text.length : lineFeed).trim();
    if (line !== '' && !line.startsWith('#')) break;
    if (/^#\s*shellcheck\s+disable=[\w,-]+$/.test(line)) directives.push(line);
    if (lineFeed < 0) break;
    at = lineFeed + 1;
  }
  return directives;
}
