/** What the spans of a parsed Dockerfile promise, checked for any text: they nest, do not cross, and account for it all. */
import type { Dockerfile, Instruction } from '../../../server/src/syntax/dockerfile/dockerfile.ts';
import type { Span } from '../../../server/src/text/span.ts';

/**
 * The smallest parts of the file in order: comments, directives, and of each instruction its keyword, flags, arguments,
 * heredoc bodies and terminators.
 */
export function leavesOf(file: Dockerfile): Span[] {
  const leaves = [...file.directives, ...file.comments].map(it => it.span);
  for (const instruction of file.instructions) addLeaves(instruction, leaves);
  return leaves.sort((a, b) => a.start - b.start || a.end - b.end);
}

function addLeaves(instruction: Instruction, leaves: Span[]): void {
  leaves.push(instruction.keyword.span, ...instruction.flags.map(it => it.span));
  for (const { body, terminator } of instruction.heredocs) leaves.push(body, ...(terminator ? [terminator] : []));
  if (instruction.trigger) addLeaves(instruction.trigger, leaves);
  else leaves.push(...instruction.arguments.map(it => it.span));
}

/** Every sentence that is false of the file; none for a parser that keeps its promises. */
export function brokenPromises(file: Dockerfile): string[] {
  const broken: string[] = [];
  const { text } = file;
  const say = (what: string, at: Span): void => {
    broken.push(`${what} at ${at.start}–${at.end}: ${JSON.stringify(text.slice(at.start, at.end))}`);
  };

  let joined = '';
  let end = 0;
  for (const leaf of leavesOf(file)) {
    // A comment between the lines of a continued word lies inside that word.
    if (leaf.end <= end) continue;
    if (leaf.start < end) {
      say('a part overlaps the one before', leaf);
      continue;
    }
    const gap = text.slice(end, leaf.start);
    if (!isTrivia(gap))
      say('a gap holds more than blanks, continuations and punctuation', { start: end, end: leaf.start });
    joined += gap + text.slice(leaf.start, leaf.end);
    end = leaf.end;
  }
  joined += text.slice(end);
  if (!isTrivia(text.slice(end))) say('the end of the text is in no part', { start: end, end: text.length });
  if (joined !== text) broken.push('the parts do not join to the text');

  for (const instruction of file.instructions) checkInstruction(instruction, say);
  for (const [i, instruction] of file.instructions.entries()) {
    if (instruction.index !== i) say('index', instruction.span);
    const next = file.instructions[i + 1];
    if (next && next.span.start < instruction.span.end) say('instructions overlap', next.span);
    if (file.instructionAt(instruction.span.start) !== instruction) say('not found at its start', instruction.span);
    if (file.instructionAt(instruction.span.end) !== instruction) say('not found at its end', instruction.span);
  }
  return broken;
}

/** Blanks, line breaks, escape characters, the punctuation of JSON arrays, `--`, a byte order mark. */
function isTrivia(gap: string): boolean {
  return /^[\s\u0085\\`[\],\ufeff-]*$/.test(gap);
}

function checkInstruction(instruction: Instruction, say: (what: string, at: Span) => void): void {
  const { span, keyword, flags, arguments: args, exec, pairs, variables, heredocs, trigger, logical } = instruction;
  const parts: Span[] = [keyword.span, instruction.argumentsSpan, ...args.map(it => it.span)];
  for (const flag of flags) parts.push(flag.span, flag.name.span, ...(flag.value ? [flag.value.span] : []));
  for (const pair of pairs) parts.push(pair.span, pair.key.span, ...(pair.value ? [pair.value.span] : []));
  for (const it of variables) parts.push(it.span, it.name.span, ...(it.operand ? [it.operand.span] : []));
  for (const it of heredocs) parts.push(it.span, it.name.span, it.body, ...(it.terminator ? [it.terminator] : []));
  parts.push(...(exec ?? []).map(it => it.span));
  for (const part of parts) {
    if (part.start < span.start || part.end > span.end || part.end < part.start) say('a part lies outside', part);
  }
  const whole = logical.spanInFile({ start: 0, end: logical.text.length });
  const { start, end } = instruction.argumentsSpan;
  if (whole.start !== start || whole.end !== end) say('the logical text leads elsewhere', whole);
  for (const word of args) {
    const inner = logical.text.indexOf(word.raw);
    if (!exec && inner < 0) say('a word is not in the logical text', word.span);
  }
  if (trigger) checkInstruction(trigger, say);
}
