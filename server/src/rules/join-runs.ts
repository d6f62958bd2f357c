/** Joining two neighbouring RUNs into one, so that what the second deletes is in no layer. */
import type { Dockerfile, Instruction } from '../syntax/dockerfile/dockerfile.ts';
import type { Run } from '../syntax/shell/runs.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { type Edit, replace } from '../text/edit.ts';
import { lineBreakOf } from '../text/line-index.ts';
import { slice, span } from '../text/span.ts';
import { indentationAt, lineStartOf } from './dockerfile-edits.ts';

/**
 * Puts the commands of `second` behind those of `first` with `&&`; comments between the two stay where they are.
 * Undefined unless they are neighbours in shell form with equal flags, and `second` is one chain of `&&`, so that its
 * commands run under the same condition as before.
 */
export function joinRuns(file: Dockerfile, first: Run, second: Run): Edit | undefined {
  const { text, escape: escapeCharacter } = file;
  const [a, b] = [first.instruction, second.instruction];
  if (b.index !== a.index + 1 || first.onbuild || second.onbuild || a.exec || b.exec) return undefined;
  if (first.shell.language !== 'posix' || a.heredocs.length > 0 || b.heredocs.length > 0) return undefined;
  if (!haveEqualFlags(a, b) || !isChain(second.commands)) return undefined;
  const end = a.argumentsSpan.end;
  const tail = slice(text, span(first.commands.at(-1)?.span.end ?? end, end));
  if (/[&#;|]/.test(tail) || first.commands.some(it => it.after === '&') || hasShellComment(a) || hasShellComment(b))
    return undefined;
  const between = text.slice(end, b.span.start);
  const br = lineBreakOf(text);
  const comments = file.comments
    .filter(it => it.span.start > end && it.span.end < b.span.start)
    .map(it => `${text.slice(lineStartOf(text, it.span.start), it.span.end)}${br}`);
  if (between.trim() !== '' && comments.length === 0) return undefined;
  const indentation = continuationOf(file, a);
  return replace(span(end, b.argumentsSpan.start), ` ${escapeCharacter}${br}${comments.join('')}${indentation}&& `);
}

/** Two RUNs with equal ones run in the same way. */
export function haveEqualFlags(a: Instruction, b: Instruction): boolean {
  return a.flags.length === b.flags.length && (a.flags.length === 0 || flagsOf(a) === flagsOf(b));
}

function flagsOf({ flags }: Instruction): string {
  return flags.map(it => `${it.name.value}=${it.value?.value ?? ''}`).join(' ');
}

function isChain(commands: readonly ShellCommand[]): boolean {
  const top = commands.filter(it => it.within.length === 0);
  return (
    commands.length > 0 &&
    top.length === commands.length &&
    top.every(it => it.after === undefined || it.after === '&&' || it.after === '|')
  );
}

/** `a # why`, which would swallow what follows. */
function hasShellComment({ logical }: Instruction): boolean {
  return /(?:^|\s)#/.test(logical.text);
}

/** The indentation of the instruction's own continuation lines, else four blanks. */
function continuationOf({ text }: Dockerfile, instruction: Instruction): string {
  const line = lineStartOf(text, instruction.argumentsSpan.end);
  const own = line > instruction.span.start ? indentationAt(text, line) : '';
  return own === '' ? '    ' : own;
}
