/** What is wrong with a YAML text, in the codes that rules know. */
import type { Problem } from '../../text/problem.ts';
import { type Span, span } from '../../text/span.ts';
import type { YamlProblemCode } from './node.ts';

/** An error as the YAML library reports it; `pos` are offsets. */
export interface LibraryError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** The problem at an error. A tab in the indentation of its line is the cause of whatever the library says about it. */
export function problemOf(text: string, error: LibraryError): Problem<YamlProblemCode> {
  const start = Math.min(error.pos[0], text.length);
  const at = span(start, Math.max(start, Math.min(error.pos[1], text.length)));
  if (error.code === 'RESOURCE_EXHAUSTION') return { code: 'too-deep', at, message: 'Values are nested too deep' };
  const tabs = indentationTabs(text, start);
  if (tabs) return { code: 'tab-indentation', at: tabs, message: 'YAML is indented with blanks; this is a tab' };
  return { code: 'invalid-yaml', at, message: error.message };
}

/** The first run of tabs in the indentation of the line at `offset`; undefined when it has none. */
function indentationTabs(text: string, offset: number): Span | undefined {
  let at = offset;
  while (at > 0 && !isLineBreak(text.charCodeAt(at - 1))) at--;
  while (text.charCodeAt(at) === 32) at++;
  const start = at;
  while (text.charCodeAt(at) === 9) at++;
  return at > start ? span(start, at) : undefined;
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

export function tooLong(offset: number): Problem<YamlProblemCode> {
  return { code: 'too-long', at: span(offset, offset), message: 'This file is too long; it is not read from here on' };
}
