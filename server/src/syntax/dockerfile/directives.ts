/**
 * Parser directives: `# name=value` lines at the very top. The first line that is anything else ends them, a comment or
 * a blank line included.
 */
import { span } from '../../text/span.ts';
import type { Comment, Directive } from './dockerfile.ts';
import { commentAt, contentEndOf, lineEndOf } from './logical-line.ts';
import { skipSpaces, trimSpaces } from './whitespace.ts';

/** The names BuildKit knows; any other name makes the line a comment. */
const directiveNames: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

export interface Head {
  readonly directives: readonly Directive[];
  /** A `#!` line above the directives; undefined when there is none. */
  readonly shebang: Comment | undefined;
  readonly escape: '\\' | '`';
  /** Offset of the first line that is no directive. */
  readonly end: number;
}

/** Reads the top of the file from `start`, which is 1 behind a byte order mark. */
export function parseDirectives(text: string, start: number): Head {
  const directives: Directive[] = [];
  let escapeCharacter: '\\' | '`' | undefined;
  let lineStart = start;
  // A first line `#!…` is passed over when BuildKit looks for `syntax` and `check`, but not when it looks for `escape`.
  let shebang: Comment | undefined;
  if (text.startsWith('#!', start)) {
    const lineEnd = lineEndOf(text, start);
    shebang = commentAt(text, start, contentEndOf(text, start, lineEnd));
    lineStart = Math.min(lineEnd + 1, text.length);
  }
  while (lineStart < text.length) {
    const lineEnd = lineEndOf(text, lineStart);
    const directive = directiveAt(text, lineStart, contentEndOf(text, lineStart, lineEnd));
    if (!directive) break;
    directives.push(directive);
    if (directive.name.value.toLowerCase() === 'escape' && !shebang && escapeCharacter === undefined) {
      const { value } = directive.value;
      if (value === '\\' || value === '`') escapeCharacter = value;
    }
    lineStart = Math.min(lineEnd + 1, text.length);
  }
  return { directives, shebang, escape: escapeCharacter ?? '\\', end: lineStart };
}

/**
 *     # escape = `
 *       ^name    ^value: everything behind `=` up to the last character that is no space
 */
function directiveAt(text: string, start: number, end: number): Directive | undefined {
  const hash = skipSpaces(text, start, end);
  if (text.charAt(hash) !== '#' || hash === end) return undefined;
  const nameStart = skipSpaces(text, hash + 1, end);
  let nameEnd = nameStart;
  while (nameEnd < end && isLetterOrDigit(text.charCodeAt(nameEnd))) nameEnd++;
  // Most lines are comments, which an equals sign behind their first word tells sooner than the word itself.
  const equals = skipSpaces(text, nameEnd, end);
  if (equals === end || text.charAt(equals) !== '=') return undefined;
  const name = text.slice(nameStart, nameEnd);
  if (!directiveNames.has(name.toLowerCase())) return undefined;
  const valueStart = skipSpaces(text, equals + 1, end);
  const valueEnd = trimSpaces(text, valueStart, end);
  if (valueEnd === valueStart) return undefined;
  return {
    span: span(hash, end),
    name: { span: span(nameStart, nameEnd), value: name },
    value: { span: span(valueStart, valueEnd), value: text.slice(valueStart, valueEnd) },
  };
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}
