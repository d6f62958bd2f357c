/**
 * Edits between shell form and exec form: a plain command as JSON words, and a script handed to `/bin/sh -c` with `exec`
 * before its last command, so that the program and not the shell becomes the first process.
 */
import type { Dockerfile, Instruction } from '../syntax/dockerfile/dockerfile.ts';
import { commandsOf } from '../syntax/shell/commands-of.ts';
import { parseShell } from '../syntax/shell/parse-shell.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { type Edit, insert, replace } from '../text/edit.ts';
import { type Span, slice, span } from '../text/span.ts';

/** Words a shell carries out itself, so that there is no program to start in its place. */
const builtins = new Set(
  '. : alias bg break builtin cd command continue declare eval exec exit export fg getopts hash jobs let local popd pushd read readonly return set shift shopt source trap type typeset ulimit umask unalias unset wait [['.split(
    ' ',
  ),
);

export function isShellBuiltin(name: string): boolean {
  return builtins.has(name);
}

/** `["a", "b"]` */
export function execArray(words: readonly string[]): string {
  return `[${words.map(it => JSON.stringify(it)).join(', ')}]`;
}

/** Where the command of CMD, ENTRYPOINT, RUN or of a HEALTHCHECK CMD stands; undefined when there is none. */
export function commandSpan(instruction: Instruction): Span | undefined {
  const { argumentsSpan } = instruction;
  if (instruction.name !== 'HEALTHCHECK') return argumentsSpan.start < argumentsSpan.end ? argumentsSpan : undefined;
  const [test, first] = instruction.arguments;
  if (test?.value.toUpperCase() !== 'CMD' || !first) return undefined;
  // In exec form the bracket stands somewhere between the two.
  return span(instruction.exec ? test.span.end : first.span.start, argumentsSpan.end);
}

/**
 * The shell form as JSON words, word by word so that layout and comments stay. Undefined unless it is one command without
 * expansion, operator, redirection or assignment that is no builtin of the shell. A leading `exec` is left out.
 */
export function plainExecEdits(file: Dockerfile, instruction: Instruction): readonly Edit[] | undefined {
  const at = commandSpan(instruction);
  const [command, ...others] = commandsOf(instruction);
  if (!at || !command || others.length > 0 || instruction.exec || instruction.heredocs.length > 0) return undefined;
  if (command.span.start !== at.start || command.span.end !== at.end || !isPlain(command)) return undefined;
  const words = command.name === 'exec' ? command.words.slice(1) : command.words;
  const [first] = words;
  if (!first || first.value.startsWith('-') || first.value.startsWith('[') || isShellBuiltin(first.value))
    return undefined;
  // A comment inside a split word would be lost.
  const isSplit = (it: Span): boolean => slice(file.text, it).includes('\n');
  const hasComment = (it: Span): boolean =>
    file.comments.some(({ span: at }) => at.start > it.start && at.end < it.end);
  if (words.some(word => isSplit(word.span) && hasComment(word.span))) return undefined;
  return words.map((word, i) => {
    const text = `${i === 0 ? '[' : ''}${JSON.stringify(word.value)}${i === words.length - 1 ? ']' : ','}`;
    return replace(i === 0 ? span(at.start, word.span.end) : word.span, text);
  });
}

function isPlain(command: ShellCommand): boolean {
  return (
    // A dollar sign in quotes would look like a variable that nobody expands.
    command.words.every(it => it.isLiteral && !it.value.includes('$')) &&
    command.assignments.length === 0 &&
    command.redirections.length === 0 &&
    command.within.length === 0 &&
    command.before === undefined &&
    command.after === undefined
  );
}

/**
 * The shell form as `["/bin/sh", "-c", "…"]`, written around the text as it stands so that its lines and comments stay.
 * Undefined for heredocs and for what looks like an array that is not one.
 */
export function wrappedShellFormEdits(file: Dockerfile, instruction: Instruction): readonly Edit[] | undefined {
  const at = commandSpan(instruction);
  if (!at || instruction.exec || instruction.heredocs.length > 0 || file.text.charAt(at.start) === '[')
    return undefined;
  const { logical } = instruction;
  const whole = logical.text;
  let from = 0;
  while (from < whole.length && logical.toFile(from) < at.start) from++;
  const script = whole.slice(from);
  const execAt = placeOfExec(script);
  const edits: Edit[] = [insert(at.start, '["/bin/sh", "-c", "')];
  for (let i = 0; i < script.length; i++) {
    if (i === execAt) edits.push(insert(logical.toFile(from + i), 'exec '));
    const character = script.charAt(i);
    const place = logical.toFile(from + i);
    if (character === '"' || character === '\\') edits.push(insert(place, '\\'));
    else if (character === '\t')
      edits.push(replace(span(place, place + 1), isIndentation(file.text, place) ? '  ' : '\\t'));
    else if (character < ' ') return undefined;
  }
  edits.push(insert(at.end, '"]'));
  return edits;
}

function isIndentation(text: string, offset: number): boolean {
  let at = offset;
  while (at > 0 && /[ \t]/.test(text.charAt(at - 1))) at--;
  return at === 0 || text.charAt(at - 1) === '\n';
}

/** The script with `exec` in front of its last command where that changes nothing but which process is the first. */
function withExec(script: string): string {
  const at = placeOfExec(script);
  return at === undefined ? script : `${script.slice(0, at)}exec ${script.slice(at)}`;
}

/**
 * ```
 * cd /app && node server.js
 *            ^
 * ```
 * Offset of the last command's first word. Undefined where `exec` would change what the script does: in a pipe or a
 * compound command, behind `||`, for builtins and functions, beside jobs in the background, and under a trap.
 */
function placeOfExec(script: string): number | undefined {
  const { commands, operators } = parseShell(script);
  const last = commands.findLast(it => it.within.length === 0);
  const [first] = last?.words ?? [];
  if (!last || !first || last.span.end !== script.trimEnd().length || last.after !== undefined) return undefined;
  if (last.before !== undefined && last.before !== '&&' && last.before !== ';') return undefined;
  if (operators.some(it => it.text === '&') || isNegated(script, last.span.start)) return undefined;
  const isFunction = commands.some(it => it.within.includes('function'));
  if (isFunction || isShellBuiltin(last.name) || commands.some(it => it.name === 'trap')) return undefined;
  return first.span.start;
}

function isNegated(script: string, start: number): boolean {
  return script.slice(0, start).trimEnd().endsWith('!');
}

/** A variable that by its name holds several words, or none. */
const optionsVariable = /^\$\{?\w*(?:OPTS|OPTIONS|ARGS|ARGUMENTS|FLAGS|PARAMS)\}?$/i;

/** A word so that the shell hands it over unchanged but for its `$NAME`, which it expands. */
export function shellQuoted(word: string): string {
  if (optionsVariable.test(word)) return word;
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  const hasVariable = /\$[A-Za-z_{]/.test(word);
  return hasVariable ? `"${word.replace(/["\\`]/g, '\\$&')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * The array as one of `/bin/sh -c` that runs `script`. What is appended to an ENTRYPOINT, by CMD or by hand, is handed on.
 * Undefined where a comment stands in the array.
 */
export function wrappedArrayEdit(file: Dockerfile, instruction: Instruction, script: string): Edit | undefined {
  const at = commandSpan(instruction);
  if (!at || !instruction.exec) return undefined;
  if (file.comments.some(it => it.span.start > at.start && it.span.end < at.end)) return undefined;
  const executed = withExec(script);
  const words =
    instruction.name === 'ENTRYPOINT' && executed !== script
      ? ['/bin/sh', '-c', `${executed} "$@"`, '--']
      : ['/bin/sh', '-c', executed];
  const start = file.text.indexOf('[', at.start);
  return start < 0 ? undefined : replace(span(start, at.end), execArray(words));
}
