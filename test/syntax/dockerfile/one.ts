/** Shorthand for tests of single constructs. */
import type { Dockerfile, Instruction } from '../../../server/src/syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { type Span, slice } from '../../../server/src/text/span.ts';

export interface One {
  readonly file: Dockerfile;
  readonly it: Instruction;
  /** The text at a span. */
  at(span: Span | undefined): string | undefined;
}

/** The last instruction of a file. */
export function one(text: string): One {
  const file = parseDockerfile(text);
  const it = file.instructions.at(-1);
  if (!it) throw new Error('the text has no instruction');
  return { file, it, at: span => span && slice(text, span) };
}

/** `value` of each word. */
export function values(words: readonly { readonly value: string }[] | undefined): string[] | undefined {
  return words?.map(word => word.value);
}
