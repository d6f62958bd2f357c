/** `$VAR` and `${VAR…}` of Compose: reading them, and their value once defaults are filled in. */
import { type Span, span } from '../../text/span.ts';

/** The pieces of a text in order. Spans speak of the text itself (offset 0 is its first character). */
export type InterpolatedText = readonly InterpolationPart[];

export type InterpolationPart =
  | { readonly kind: 'text'; readonly text: string; readonly at: Span }
  /** `$$`, which stands for one `$`. */
  | { readonly kind: 'dollar'; readonly at: Span }
  | InterpolatedVariable
  /** A `${` that starts nothing valid. */
  | { readonly kind: 'invalid'; readonly at: Span };

export interface InterpolatedVariable {
  readonly kind: 'variable';
  readonly at: Span;
  readonly name: string;
  readonly nameAt: Span;
  /** `:-`, `-`, `:?`, `?`, `:+`, `+`; undefined for none. */
  readonly operator: string | undefined;
  /** What follows the operator, itself interpolated. */
  readonly operand: InterpolatedText | undefined;
}

const dollar = 36;
const openBrace = 123;
const closeBrace = 125;
const lineFeed = 10;

/** Deeper nesting of defaults is marked invalid; no real file has more than three levels. */
const maxNesting = 50;

/**
 * Reads the `$` expressions of a value by the grammar of compose-go: `$NAME`, `${NAME}`, `${NAME` operator operand `}`
 * with `:-`, `-`, `:?`, `?`, `:+`, `+`, and `$$`. The operand ends at the brace that balances, may hold expressions
 * itself and no line break. Takes linear time.
 * https://github.com/compose-spec/compose-go/blob/main/template/template.go
 */
export function parseInterpolation(text: string): InterpolatedText {
  if (!text.includes('$')) return text === '' ? [] : [{ kind: 'text', text, at: span(0, text.length) }];
  return parts(text, braces(text), 0, text.length, 0);
}

/** Values of variables by name; undefined for one whose value is not known, which may be set all the same. */
export type KnownVariables = ReadonlyMap<string, string | undefined>;

const noVariables: KnownVariables = new Map();

/** The value with every default filled in and `$$` as `$`; undefined when a variable is in it that is not known. */
export function knownValue(text: InterpolatedText, variables = noVariables): string | undefined {
  let value = '';
  for (const part of text) {
    const known = knownPart(part, variables);
    if (known === undefined) return undefined;
    value += known;
  }
  return value;
}

/** What one part stands for when nothing but `variables` is set; undefined when that is not knowable. */
export function knownPart(part: InterpolationPart, variables = noVariables): string | undefined {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'dollar':
      return '$';
    case 'invalid':
      return undefined;
    case 'variable': {
      const { name, operator, operand } = part;
      const set = variables.get(name);
      const isSet = set !== undefined && (set !== '' || !operator?.startsWith(':'));
      if (operator?.endsWith('-') && operand) return isSet ? set : knownValue(operand, variables);
      if (operator?.endsWith('+')) return isSet && operand ? knownValue(operand, variables) : undefined;
      return isSet ? set : undefined;
    }
  }
}

/** Where each `{` closes. An unbalanced one closes at the last `}` of its line, as a greedy match does. */
function braces(text: string): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  let open: number[] = [];
  let lastClose = -1;
  const endLine = (): void => {
    for (const start of open) if (lastClose > start + 1) closing.set(start, lastClose);
    open = [];
    lastClose = -1;
  };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === lineFeed) endLine();
    else if (code === openBrace) {
      open.push(i);
      // compose-go skips the character behind a brace, so that `{}` does not close; greedy matching still sees it.
      if (text.charCodeAt(i + 1) === closeBrace) lastClose = i + 1;
      if (text.charCodeAt(i + 1) !== lineFeed) i++;
    } else if (code === closeBrace) {
      lastClose = i;
      const start = open.pop();
      if (start !== undefined) closing.set(start, i);
    }
  }
  endLine();
  return closing;
}

function parts(
  text: string,
  closing: ReadonlyMap<number, number>,
  from: number,
  to: number,
  nesting: number,
): InterpolationPart[] {
  const found: InterpolationPart[] = [];
  let textStart = from;
  let at = from;
  const flush = (end: number): void => {
    if (end > textStart) found.push({ kind: 'text', text: text.slice(textStart, end), at: span(textStart, end) });
  };
  while (at < to) {
    const part = text.charCodeAt(at) === dollar ? expression(text, closing, at, to, nesting) : undefined;
    if (!part) {
      at++;
      continue;
    }
    flush(at);
    found.push(part);
    at = part.at.end;
    textStart = at;
  }
  flush(to);
  return found;
}

/** The expression at the `$`; undefined when it is mere text, as compose-go leaves `$@` and a `$` at the end. */
function expression(
  text: string,
  closing: ReadonlyMap<number, number>,
  at: number,
  to: number,
  nesting: number,
): InterpolationPart | undefined {
  const next = at + 1 < to ? text.charCodeAt(at + 1) : 0;
  if (next === dollar) return { kind: 'dollar', at: span(at, at + 2) };
  if (next !== openBrace) {
    const end = nameEnd(text, at + 1, to);
    return end > at + 1 ? variable(text, span(at, end), span(at + 1, end)) : undefined;
  }
  const invalid: InterpolationPart = { kind: 'invalid', at: span(at, at + 2) };
  const close = closing.get(at + 1);
  const name = span(at + 2, nameEnd(text, at + 2, to));
  if (close === undefined || close >= to || name.end === name.start || nesting > maxNesting) return invalid;
  if (name.end === close) return variable(text, span(at, close + 1), name);
  const length = text.charAt(name.end) === ':' ? 2 : 1;
  const operator = text.slice(name.end, name.end + length);
  if (name.end + length > close || !'-+?'.includes(operator.slice(-1))) return invalid;
  return {
    ...variable(text, span(at, close + 1), name),
    operator,
    operand: parts(text, closing, name.end + length, close, nesting + 1),
  };
}

function variable(text: string, at: Span, nameAt: Span): InterpolatedVariable {
  const name = text.slice(nameAt.start, nameAt.end);
  return { kind: 'variable', at, name, nameAt, operator: undefined, operand: undefined };
}

/** The end of the name that starts at `start`; `start` itself when none does. */
function nameEnd(text: string, start: number, to: number): number {
  let at = start;
  while (at < to && isNameCharacter(text.charCodeAt(at), at > start)) at++;
  return at;
}

function isNameCharacter(code: number, allowsDigit: boolean): boolean {
  if (code >= 48 && code <= 57) return allowsDigit;
  return code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
