/**
 * Edits that fixes of Dockerfile rules are made of. Each keeps comments and layout, and is undefined where it cannot be
 * made without breaking the file.
 */
import type { Dockerfile, Instruction, InstructionName } from '../syntax/dockerfile/dockerfile.ts';
import type { Run } from '../syntax/shell/runs.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { type Edit, insert, remove, replace } from '../text/edit.ts';
import { lineBreakOf } from '../text/line-index.ts';
import { rememberLast } from '../text/remember.ts';
import { type Span, span } from '../text/span.ts';

const isLowerCase = rememberLast(({ instructions }: Dockerfile): boolean => {
  let lower = 0;
  for (const { keyword } of instructions) if (keyword.value === keyword.value.toLowerCase()) lower++;
  return lower * 2 > instructions.length;
});

/** The keyword in the case the file writes its keywords in: lower when most are. */
export function keywordCase(file: Dockerfile, name: InstructionName): string {
  return isLowerCase(file) ? name.toLowerCase() : name;
}

const LF = 10;

/** Offset of the first character of the line that holds `offset`. */
export function lineStartOf(text: string, offset: number): number {
  // Most who ask stand at the start of theirs.
  if (offset <= 0 || text.charCodeAt(offset - 1) === LF) return Math.max(0, offset);
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line break that ends the line, or of the text's end; a CR in front of it is part of the break. */
export function lineEndOf(text: string, offset: number): number {
  let at = text.indexOf('\n', offset);
  if (at < 0) at = text.length;
  else if (at > offset && text.charAt(at - 1) === '\r') at--;
  return at;
}

/** The blanks at the start of the line that holds `offset`. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStartOf(text, offset);
  let end = start;
  while (isBlank(text.charAt(end))) end++;
  return text.slice(start, end);
}

/**
 * Takes a word out of an instruction together with the blanks that set it apart; a line of its own goes as a whole.
 * Undefined for one that stands alone on the last line behind a comment.
 */
export function removeWord(file: Dockerfile, at: Span): Edit | undefined {
  const { text, escape: escapeCharacter } = file;
  const lineStart = lineStartOf(text, at.start);
  const lineEnd = lineEndOf(text, at.end);
  let before = at.start;
  while (before > lineStart && isBlank(text.charAt(before - 1))) before--;
  let after = at.end;
  while (after < lineEnd && isBlank(text.charAt(after))) after++;
  if (before > lineStart) return remove(span(before, at.end));
  const isLast = after === lineEnd;
  const isAlone = isLast || (text.charAt(after) === escapeCharacter && text.slice(after + 1, lineEnd).trim() === '');
  if (!isAlone) return remove(span(at.start, after));
  if (!isLast) return remove(span(lineStart, nextLine(text, lineEnd)));
  // The line above has to end the instruction now.
  let end = lineStart - 1;
  if (end >= 0 && text.charAt(end - 1) === '\r') end--;
  while (end > 0 && isBlank(text.charAt(end - 1))) end--;
  if (end <= 0 || text.charAt(end - 1) !== escapeCharacter) return undefined;
  let start = end - 1;
  const previousStart = lineStartOf(text, start);
  if (text.slice(previousStart, start).trimStart().startsWith('#')) return undefined;
  while (start > previousStart && isBlank(text.charAt(start - 1))) start--;
  return start === previousStart ? undefined : remove(span(start, at.end));
}

/** Takes an instruction out with its lines; comment lines inside it stay. Undefined for the trigger of an ONBUILD. */
export function removeInstruction(file: Dockerfile, instruction: Instruction): Edit | undefined {
  const { text } = file;
  if (file.instructions[instruction.index] !== instruction) return undefined;
  const start = lineStartOf(text, instruction.span.start);
  const end = nextLine(text, lineEndOf(text, instruction.span.end));
  const comments = file.comments.filter(it => it.span.start > instruction.span.start && it.span.end <= end);
  const kept = comments.map(it => text.slice(lineStartOf(text, it.span.start), nextLine(text, it.span.end)));
  return replace(span(start, end), kept.join(''));
}

/** `line` as an instruction of its own in front of another one, indented like it. */
export function insertInstructionBefore(file: Dockerfile, instruction: Instruction, line: string): Edit {
  const { text } = file;
  const { start } = instruction.span;
  return insert(start, `${line}${lineBreakOf(text)}${indentationAt(text, start)}`);
}

/** The same above the comment lines that stand right on top of the instruction and speak of it, suppressions among them. */
export function insertAboveComments(file: Dockerfile, instruction: Instruction, line: string): Edit {
  const { text, comments } = file;
  let start = instruction.span.start;
  for (let i = comments.findLastIndex(it => it.span.end < start); i >= 0; i--) {
    const comment = comments[i];
    if (!comment || nextLine(text, lineEndOf(text, comment.span.end)) !== lineStartOf(text, start)) break;
    start = comment.span.start;
  }
  return insert(start, `${line}${lineBreakOf(text)}${indentationAt(text, start)}`);
}

/** `line` as an instruction of its own behind another one, indented like it. */
export function insertInstructionAfter(file: Dockerfile, instruction: Instruction, line: string): Edit {
  const { text } = file;
  const end = lineEndOf(text, instruction.span.end);
  return insert(end, `${lineBreakOf(text)}${indentationAt(text, instruction.span.start)}${line}`);
}

/** A space and `word` behind a word of the file. */
export function insertWordAfter(at: Span, word: string): Edit {
  return insert(at.end, ` ${word}`);
}

/**
 * `command` as the last thing the RUN does when all before it went well: behind `&&`, or as the last line of a heredoc.
 * Undefined in exec form, for another shell, behind `&` or a comment, and where several heredocs stand.
 */
export function appendCommand(file: Dockerfile, run: Run, command: string): Edit | undefined {
  const { instruction, shell } = run;
  const last = run.commands.at(-1);
  if (instruction.exec || shell.language !== 'posix' || !last) return undefined;
  const { text, escape: escapeCharacter } = file;
  const br = lineBreakOf(text);
  const [heredoc] = instruction.heredocs;
  if (heredoc) {
    const isBody = instruction.heredocs.length === 1 && last.span.start >= heredoc.body.start && heredoc.terminator;
    if (!isBody) return undefined;
    const indentation = indentationAt(text, last.span.start);
    return insert(heredoc.body.end, `${indentation}${command}${br}`);
  }
  const at = instruction.argumentsSpan.end;
  const tail = text.slice(last.span.end, at);
  if (tail.includes('#') || tail.includes('&')) return undefined;
  const joint = tail.trimEnd().endsWith(';') ? '' : '&& ';
  const isOneLine = !text.slice(instruction.span.start, at).includes('\n');
  if (isOneLine) return insert(at, ` ${joint}${command}`);
  return insert(at, ` ${escapeCharacter}${br}${continuationIndentation(file, instruction, at)}${joint}${command}`);
}

/** Words of shell syntax that stand at the start of a command's line. */
const joints = /^(?:&&|\|\||;)/;

/** The indentation of the last line of the instruction that starts with an operator, else of its last line. */
function continuationIndentation({ text }: Dockerfile, instruction: Instruction, end: number): string {
  let at = end;
  let indentation = indentationAt(text, end);
  while (at > instruction.span.start) {
    const start = lineStartOf(text, at);
    if (start <= instruction.span.start) break;
    const own = indentationAt(text, start);
    if (joints.test(text.slice(start + own.length, start + own.length + 2))) {
      indentation = own;
      break;
    }
    at = start - 1;
  }
  return indentation === '' ? '    ' : indentation;
}

/** Whether the command stands at the top of its script: in no branch, loop, function or substitution. */
export function isTopLevel(command: ShellCommand): boolean {
  return command.within.length === 0;
}

function nextLine(text: string, lineEnd: number): number {
  let at = lineEnd;
  if (text.charAt(at) === '\r') at++;
  if (text.charAt(at) === '\n') at++;
  return at;
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}
