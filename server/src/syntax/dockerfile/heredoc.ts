/**
 * Heredocs of RUN, COPY and ADD: where `<<NAME` stands in the instruction, and the lines behind it that belong to it.
 * Finding them follows BuildKit, which reads the whole line as shell words: one that cannot be read has no heredocs.
 */
import { type Span, slice, span } from '../../text/span.ts';
import type { Heredoc } from './dockerfile.ts';
import { contentEndOf, type LogicalLine, lineEndOf, spanInFile } from './logical-line.ts';
import { isSpace } from './whitespace.ts';
import { unquote } from './words.ts';

const TAB = 9;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const PERCENT = 37;
const SINGLE_QUOTE = 39;
const SLASH = 47;
const COLON = 58;
const LESS_THAN = 60;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
/** Heredocs are found with this escape character whatever the escape directive says. */
const BACKSLASH = 92;

/** A `<<NAME` without its body. */
export interface HeredocStart {
  readonly span: Span;
  readonly name: { readonly span: Span; readonly value: string };
  readonly quoted: boolean;
  readonly stripsTabs: boolean;
}

/** The heredocs that the line, `[start, end)` of the source, announces, in order. */
export function findHeredocs(line: LogicalLine, start: number, end: number): HeredocStart[] {
  const { source } = line;
  const words = shellWords(source, start, end);
  const found: HeredocStart[] = [];
  for (let i = 0; i < words.length; i += 2) {
    const heredoc = heredocAt(line, words[i] ?? 0, words[i + 1] ?? 0);
    if (heredoc) found.push(heredoc);
  }
  return found;
}

/** What follows the instruction's last line: the bodies, one behind the other, each up to a line that is its name. */
export interface Bodies {
  readonly heredocs: readonly Heredoc[];
  /** Offset of the end of the last body's last line or terminator, without the line break. */
  readonly contentEnd: number;
  readonly next: number;
}

/** Reads the bodies from `next` on, the start of a line. A missing terminator takes everything up to the end of the file. */
export function readBodies(text: string, starts: readonly HeredocStart[], next: number): Bodies {
  let lineStart = Math.min(next, text.length);
  let contentEnd = lineStart;
  const heredocs = starts.map((it): Heredoc => {
    const bodyStart = lineStart;
    while (lineStart < text.length) {
      const lineEnd = lineEndOf(text, lineStart);
      const end = contentEndOf(text, lineStart, lineEnd);
      let first = lineStart;
      if (it.stripsTabs) while (text.charCodeAt(first) === TAB) first++;
      contentEnd = end;
      const here = lineStart;
      lineStart = Math.min(lineEnd + 1, text.length);
      const { value } = it.name;
      if (end - first === value.length && text.startsWith(value, first)) {
        return withBody(it, text, span(bodyStart, here), span(here, end));
      }
    }
    contentEnd = text.length;
    return withBody(it, text, span(bodyStart, text.length), undefined);
  });
  return { heredocs, contentEnd, next: lineStart };
}

function withBody(
  { span: at, name, quoted, stripsTabs }: HeredocStart,
  text: string,
  body: Span,
  terminator: Span | undefined,
): Heredoc {
  return { span: at, name, quoted, stripsTabs, body, content: slice(text, body), terminator };
}

/** The same heredoc `by` characters further on. */
export function movedHeredoc(it: Heredoc, by: number): Heredoc {
  const moved = ({ start, end }: Span): Span => span(start + by, end + by);
  return {
    span: moved(it.span),
    name: { span: moved(it.name.span), value: it.name.value },
    quoted: it.quoted,
    stripsTabs: it.stripsTabs,
    body: moved(it.body),
    content: it.content,
    terminator: it.terminator && moved(it.terminator),
  };
}

/**
 *     3<<-"EOF"
 *     ^digits ^name, which ends at the end of the word and may not hold another `<`
 */
function heredocAt(line: LogicalLine, start: number, end: number): HeredocStart | undefined {
  const { source } = line;
  let at = start;
  while (at < end && isDigit(source.charCodeAt(at))) at++;
  if (source.charCodeAt(at) !== LESS_THAN || source.charCodeAt(at + 1) !== LESS_THAN || at + 2 >= end) return undefined;
  at += 2;
  const stripsTabs = source.charAt(at) === '-';
  if (stripsTabs) at++;
  while (at < end && isSpace(source.charCodeAt(at))) at++;
  const raw = source.slice(at, end);
  if (raw.includes('<')) return undefined;
  const { value, isQuoted } = unquote(raw, BACKSLASH);
  if (value === '') return undefined;
  return {
    span: spanInFile(line, start, end),
    name: { span: spanInFile(line, at, end), value },
    quoted: isQuoted,
    stripsTabs,
  };
}

/** What the reader is inside of: a double-quoted string, or `${x…}` up to its `}` or, in `${x/…/…}`, up to its second `/`. */
type Frame = typeof DOUBLE_QUOTE | typeof CLOSE_BRACE | typeof SLASH;

/**
 * Starts and ends of the words of `[start, end)`, two numbers each. None at all when a quote or `${` is not closed or a
 * `${…}` has a modifier that BuildKit does not know: it then ignores every heredoc of the line.
 */
function shellWords(source: string, start: number, end: number): number[] {
  const places: number[] = [];
  const frames: Frame[] = [];
  let wordStart = -1;
  /** Where the quote or `$` at the outermost level began that the reader is inside of. */
  let partStart = start;
  let at = start;
  while (at < end) {
    const code = source.charCodeAt(at);
    const frame = frames.at(-1);
    if (frame === undefined) partStart = at;
    if (frame === DOUBLE_QUOTE) {
      if (code === DOUBLE_QUOTE) frames.pop();
      else if (code === BACKSLASH) {
        const next = source.charCodeAt(at + 1);
        if (next === DOUBLE_QUOTE || next === DOLLAR || next === BACKSLASH) at++;
      } else if (code === DOLLAR) {
        const dollar = readDollar(source, at, end);
        if (!dollar) return [];
        if (dollar.frame !== undefined) {
          frames.push(dollar.frame);
          wordStart = partStart;
        }
        at = dollar.next;
        continue;
      }
      at++;
      continue;
    }
    if (code === frame) {
      frames.pop();
      if (code === SLASH) frames.push(CLOSE_BRACE);
      at++;
      continue;
    }
    if (frame === undefined && isSpace(code)) {
      if (wordStart >= 0) places.push(wordStart, at);
      wordStart = -1;
      at++;
      continue;
    }
    if (wordStart < 0) wordStart = at;
    if (code === SINGLE_QUOTE) {
      at++;
      while (at < end && source.charCodeAt(at) !== SINGLE_QUOTE) at++;
      if (at >= end) return [];
      at++;
    } else if (code === DOUBLE_QUOTE) {
      frames.push(DOUBLE_QUOTE);
      at++;
    } else if (code === DOLLAR) {
      const dollar = readDollar(source, at, end);
      if (!dollar) return [];
      if (dollar.frame !== undefined) {
        frames.push(dollar.frame);
        // BuildKit forgets what stood in the word before `${x-…}`.
        wordStart = partStart;
      }
      at = dollar.next;
    } else if (code === LESS_THAN && source.charCodeAt(at + 1) === LESS_THAN) {
      at += 2;
      while (at < end && isHeredocBlank(source.charCodeAt(at))) at++;
    } else if (code === BACKSLASH) at += 2;
    else at++;
  }
  if (frames.length > 0) return [];
  if (wordStart >= 0) places.push(wordStart, end);
  return places;
}

/** What a `$` begins: reading goes on at `next`, inside a `${…}` when there is a frame. */
interface Dollar {
  readonly next: number;
  readonly frame: Frame | undefined;
}

/** The `$` at `at`; undefined for a substitution that BuildKit cannot read. */
function readDollar(source: string, at: number, end: number): Dollar | undefined {
  if (source.charCodeAt(at + 1) !== OPEN_BRACE || at + 1 >= end) {
    return { next: parameterEndAt(source, at + 1, end), frame: undefined };
  }
  const first = source.charCodeAt(at + 2);
  if (at + 2 >= end || first === OPEN_BRACE || first === CLOSE_BRACE || first === COLON) return undefined;
  const nameEnd = parameterEndAt(source, at + 2, end);
  if (nameEnd >= end) return undefined;
  const code = source.charCodeAt(nameEnd);
  const next = source.charCodeAt(nameEnd + 1);
  if (code === CLOSE_BRACE) return { next: nameEnd + 1, frame: undefined };
  if (code === COLON) {
    return next === HASH || next === PERCENT ? undefined : { next: nameEnd + 2, frame: CLOSE_BRACE };
  }
  if (code === SLASH) return { next: next === SLASH ? nameEnd + 2 : nameEnd + 1, frame: SLASH };
  return '+-?#%'.includes(String.fromCharCode(code)) ? { next: nameEnd + 1, frame: CLOSE_BRACE } : undefined;
}

/** The end of a parameter's name: digits, one special character, or letters, digits and underscores. */
function parameterEndAt(source: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(source.charCodeAt(at))) at++;
  if (at > start) return at;
  if (at < end && '@*#?-$!'.includes(source.charAt(at))) return at + 1;
  while (at < end && /[\p{L}\p{Nd}_]/u.test(source.charAt(at))) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHeredocBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === CR;
}
