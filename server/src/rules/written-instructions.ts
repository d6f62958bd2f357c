/**
 * The instructions of a Dockerfile as they are written, for rules about its syntax: those of every stage, those in front
 * of the first FROM, and each trigger behind its ONBUILD. Made once for a file.
 */
import type { Dockerfile, Flag, Instruction } from '../syntax/dockerfile/dockerfile.ts';
import { type Edit, remove, replace } from '../text/edit.ts';
import { rememberLast } from '../text/remember.ts';
import { type Span, slice, span } from '../text/span.ts';

/** All instructions in order; behind an ONBUILD stands its trigger. */
export const writtenInstructions = rememberLast(({ instructions }: Dockerfile): readonly Instruction[] => {
  if (!instructions.some(it => it.trigger)) return instructions;
  return instructions.flatMap(it => (it.trigger ? [it, it.trigger] : [it]));
});

/** Those of them that have flags. */
export const flaggedInstructions = rememberLast((file: Dockerfile): readonly Instruction[] =>
  writtenInstructions(file).filter(it => it.flags.length > 0),
);

/** Whether the text ends behind the keyword, or in the middle of it: somebody is still typing. */
export function isBeingTyped(file: Dockerfile, instruction: Instruction): boolean {
  const isLast = instruction.index === file.instructions.length - 1;
  return isLast && instruction.arguments.length === 0 && instruction.flags.length === 0;
}

/** Whether the text ends right behind the flag: what is wrong with it now may be right in a moment. */
export function isFlagBeingTyped(file: Dockerfile, instruction: Instruction, flag: Flag): boolean {
  return flag.span.end === file.text.length && instruction.arguments.length === 0;
}

/**
 * Whether nothing but the escape character and a carriage return without line feed stands behind the keyword, or is
 * stuck to it: the editor shows a continued line without arguments, the builder reads the character itself.
 */
export function isCutOff(file: Dockerfile, instruction: Instruction): boolean {
  const { arguments: words } = instruction;
  if (words.length > 1) return false;
  if (words[0]) return words[0].raw === file.escape && file.text.charAt(instruction.argumentsSpan.end) === '\r';
  const { keyword } = instruction;
  return keyword.value.endsWith(file.escape) && file.text.charAt(keyword.span.end) === '\r';
}

/** Whether a carriage return ends a line by itself somewhere in the span, which to the builder is a blank. */
export function hasLoneCarriageReturn({ text }: Dockerfile, at: Span): boolean {
  const found = text.indexOf('\r', at.start);
  return found >= 0 && found < at.end && /\r(?!\n)/.test(slice(text, at));
}

/** Takes out what stands between two offsets of one instruction; undefined where a comment stands in between. */
export function removeStretch(file: Dockerfile, at: Span): Edit | undefined {
  const hasComment = file.comments.some(it => it.span.start >= at.start && it.span.end <= at.end);
  return hasComment ? undefined : remove(at);
}

/** Rewrites a word; undefined where a continuation cuts it in two. */
export function rewriteWord(file: Dockerfile, word: { readonly span: Span; readonly value: string }, text: string) {
  return slice(file.text, word.span) === word.value ? replace(word.span, text) : undefined;
}

/** From the first to the last of several words. */
export function stretch(words: readonly { readonly span: Span }[]): Span | undefined {
  const [first, last] = [words[0], words.at(-1)];
  return first && last && span(first.span.start, last.span.end);
}
