/**
 * The Dockerfile parser. It reads as BuildKit's does, never throws, and takes time linear in the length of the text; where
 * BuildKit would stop with an error it goes on and reports a problem or leaves judging to the rules.
 */
import { type Span, span } from '../../text/span.ts';
import { parseDirectives } from './directives.ts';
import type { Comment, Dockerfile, DockerfileProblemCode, Instruction } from './dockerfile.ts';
import { earlierInstructions } from './earlier-instructions.ts';
import { readBodies } from './heredoc.ts';
import { ParsedInstruction } from './instruction.ts';
import { commentAt, contentEndOf, joinLines, lineEndOf, logicalLine } from './logical-line.ts';
import { stagesOf } from './stage.ts';
import { templateVariablesOf } from './template.ts';
import { skipSpaces } from './whitespace.ts';

const BYTE_ORDER_MARK = 0xfeff;
const HASH = 35;

/** Characters at the start of a file in which a NUL shows that it is no text: git looks at as many bytes. */
const binaryCheckLength = 8000;

const messages: Readonly<Record<DockerfileProblemCode, string>> = {
  'unterminated-heredoc': 'The heredoc is not ended by a line with its name',
  'unterminated-quote': 'The quote is not closed',
  'unterminated-variable': 'The closing brace of the variable is missing',
  'empty-continuation-line': 'An empty line stands inside a continued instruction',
  'binary-file': 'The file is not a text file',
};

/**
 * Reads a Dockerfile. A binary file gives the problem `binary-file` and nothing else.
 * @param before what was read of an earlier text, when nobody needs it any more: instructions that stand in this text as
 *   they did in that one are moved from there, so that a key costs little in however long a file
 */
export function parseDockerfile(text: string, before?: Dockerfile): Dockerfile {
  const problems: { readonly code: DockerfileProblemCode; readonly at: Span; readonly message: string }[] = [];
  const report = (code: DockerfileProblemCode, at: Span): void => {
    problems.push({ code, at, message: messages[code] });
  };
  const nul = text.slice(0, binaryCheckLength).indexOf('\0');
  if (nul >= 0) {
    report('binary-file', span(nul, nul + 1));
    return assemble(text, { directives: [], escape: '\\' }, [], [], [], problems);
  }

  const comments: Comment[] = [];
  const instructions: ParsedInstruction[] = [];
  const head = parseDirectives(text, text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0);
  if (head.shebang) comments.push(head.shebang);
  const escapeCode = head.escape.charCodeAt(0);
  const mayHaveHeredocs = text.includes('<<');
  const earlier = before?.escape === head.escape ? earlierInstructions(before, text) : undefined;
  let lineStart = head.end;
  while (lineStart < text.length) {
    // Spaces at the start of a line mean nothing; skipping over line feeds passes blank lines, too.
    const first = skipSpaces(text, lineStart, text.length);
    if (first === text.length) break;
    const lineEnd = lineEndOf(text, first);
    if (text.charCodeAt(first) === HASH) {
      comments.push(commentAt(text, first, contentEndOf(text, first, lineEnd)));
      lineStart = lineEnd + 1;
      continue;
    }
    const moved = earlier?.take(first, instructions.length);
    if (moved) {
      instructions.push(moved);
      lineStart = lineEndOf(text, moved.span.end) + 1;
      continue;
    }
    const commentsBefore = comments.length;
    const problemsBefore = problems.length;
    const joined = joinLines(text, first, lineEnd, escapeCode, comments);
    const line = joined?.line ?? logicalLine(text, escapeCode, mayHaveHeredocs, undefined);
    const start = joined ? 0 : first;
    const contentEnd = joined?.contentEnd ?? contentEndOf(text, first, lineEnd);
    const end = joined ? line.source.length : contentEnd;
    const next = joined?.next ?? lineEnd + 1;
    const emptyLines = joined?.emptyLines ?? none;
    lineStart = next;
    if (skipSpaces(line.source, start, end) === end) continue;
    if (emptyLines[0]) report('empty-continuation-line', emptyLines[0]);
    const instruction = new ParsedInstruction(line, start, end, contentEnd, instructions.length, emptyLines, 'top');
    instructions.push(instruction);
    instruction.check(report);
    const heredocStarts = line.mayHaveHeredocs ? instruction.heredocStarts(start, end) : none;
    if (heredocStarts.length > 0) {
      const bodies = readBodies(text, heredocStarts, next);
      for (const heredoc of bodies.heredocs) if (!heredoc.terminator) report('unterminated-heredoc', heredoc.span);
      instruction.addBodies(bodies.heredocs, bodies.contentEnd);
      lineStart = bodies.next;
    }
    instruction.isMovable = comments.length === commentsBefore && problems.length === problemsBefore;
  }
  return assemble(text, head, comments, instructions, templateVariablesOf(text), problems);
}

const none: readonly never[] = [];

function assemble(
  text: string,
  head: Pick<Dockerfile, 'directives' | 'escape'>,
  comments: readonly Comment[],
  instructions: readonly ParsedInstruction[],
  templateVariables: Dockerfile['templateVariables'],
  problems: Dockerfile['problems'],
): Dockerfile {
  const { stages, globalArguments, find } = stagesOf(instructions);
  return {
    text,
    escape: head.escape,
    directives: head.directives,
    comments,
    instructions,
    globalArguments,
    stages,
    templateVariables,
    problems,
    isOutdated: false,
    stage: find,
    instructionAt: offset => instructionAt(text, instructions, offset),
  };
}

/** The last instruction that begins at or before the offset, when the offset lies in it or in its line break. */
function instructionAt(text: string, instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((instructions[middle]?.span.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const found = instructions[low];
  if (!found || offset < found.span.start) return undefined;
  // The offset of the line feed still belongs to the line; so does one between CR and LF.
  let end = found.span.end;
  while (end < text.length && text.charAt(end) === '\r') end++;
  return offset <= end ? found : undefined;
}
