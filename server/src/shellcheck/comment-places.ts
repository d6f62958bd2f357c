/**
 * From ShellCheck's lines and columns to places and edits in the Dockerfile. A fix that would have to write over a
 * continuation, a comment in between or lines of ours is none.
 */
import type { Edit } from '../text/edit.ts';
import { type Span, slice, span } from '../text/span.ts';
import type { EmbeddedScript } from './embedded-scripts.ts';
import type { ShellCheckComment, ShellCheckPlace, ShellCheckReplacement } from './read-output.ts';

/** A comment at its place in the Dockerfile. */
export interface PlacedComment extends Pick<ShellCheckComment, 'code' | 'level' | 'message'> {
  readonly at: Span;
  /** The text there as the shell sees it; empty for a mistake of the syntax. */
  readonly marked: string;
  /** Undefined when there is no fix, or none that can be written there. */
  readonly edits: readonly Edit[] | undefined;
}

/** Leaves out what is about the lines in front of the script. */
export function placeComments(
  script: EmbeddedScript,
  comments: readonly ShellCheckComment[],
  escapeCharacter: '\\' | '`',
): readonly PlacedComment[] {
  if (comments.length === 0) return [];
  const lines = linesOf(script.text.text);
  return comments.flatMap(({ fix, code, level, message, ...place }) => {
    const inScript = lines.spanOf(place);
    const at = placeIn(script, inScript);
    const marked = slice(script.text.text, inScript);
    return at ? [{ at, marked, code, level, message, edits: fix && editsOf(script, fix, lines, escapeCharacter) }] : [];
  });
}

/** A mistake of the syntax is a point: it is shown on the character there, or on the last one before it. */
function placeIn({ text }: EmbeddedScript, at: Span): Span | undefined {
  if (at.end > at.start) {
    const end = text.text.charCodeAt(at.end - 1) === LF ? at.end - 1 : at.end;
    if (end > at.start) return text.spanInFile(span(at.start, end));
  }
  const here = text.spanInFile(span(at.start, at.start + 1));
  if (here && text.text.charCodeAt(at.start) !== LF) return here;
  let last = Math.min(at.start, text.text.length) - 1;
  while (last >= 0 && /\s/.test(text.text.charAt(last))) last--;
  return last < 0 ? undefined : text.spanInFile(span(last, last + 1));
}

function editsOf(
  script: EmbeddedScript,
  fix: readonly ShellCheckReplacement[],
  lines: Lines,
  escapeCharacter: '\\' | '`',
): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const { replacement, ...place } of fix) {
    // A line break would end the instruction, an escape character could join what follows.
    if (!script.isBody && (/[\r\n]/.test(replacement) || replacement.endsWith(escapeCharacter))) return undefined;
    const at = lines.spanOf(place);
    const inFile = at.start === at.end ? gapIn(script, at.start) : replacedIn(script, at);
    if (!inFile) return undefined;
    edits.push({ at: inFile, text: replacement });
  }
  // Of two insertions at one place nothing here says which comes first.
  const starts = edits.map(edit => edit.at.start);
  return new Set(starts).size === starts.length ? edits : undefined;
}

/** An insertion stands with the word it touches: in front of what follows a blank, else behind the character before it. */
function gapIn({ text }: EmbeddedScript, offset: number): Span | undefined {
  const before = offset > 0 ? text.toFile(offset - 1) : undefined;
  const isBehindBlank = before === undefined || /\s/.test(text.text.charAt(offset - 1));
  const at = isBehindBlank ? text.toFile(offset) : before + 1;
  return at === undefined ? undefined : span(at, at);
}

/** Only where the file has the same characters in one piece. */
function replacedIn({ text }: EmbeddedScript, at: Span): Span | undefined {
  const inFile = text.spanInFile(at);
  return inFile && inFile.end - inFile.start === at.end - at.start ? inFile : undefined;
}

const LF = 10;

interface Lines {
  spanOf(place: ShellCheckPlace): Span;
}

/** Lines end at a line feed only, and columns are code points. */
function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);

  function offsetOf(line: number, column: number): number {
    const start = starts[line - 1];
    if (start === undefined) return text.length;
    const next = starts[line] ?? text.length + 1;
    let at = start;
    for (let i = 1; i < column && at < next - 1; i++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    return at;
  }

  return {
    spanOf(place) {
      const start = offsetOf(place.line, place.column);
      return span(start, Math.max(start, offsetOf(place.endLine, place.endColumn)));
    },
  };
}
