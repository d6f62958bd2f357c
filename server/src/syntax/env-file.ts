/** Reads `.env` files as Compose does, as far as names and literal values go. Variables inside values stay as written. */
import type { Problem } from '../text/problem.ts';
import { type Span, span } from '../text/span.ts';

export interface EnvFile {
  readonly variables: readonly EnvVariable[];
  readonly problems: readonly Problem<'invalid-line' | 'unterminated-quote'>[];
}

export interface EnvVariable {
  readonly name: string;
  readonly nameSpan: Span;
  /** Without quotes, escapes of double quotes decoded; undefined for a name alone, which inherits its value. */
  readonly value: string | undefined;
  /** With the quotes; undefined for a name alone. */
  readonly valueSpan: Span | undefined;
  /** In single quotes `$` means itself; elsewhere it may start a variable. */
  readonly isLiteral: boolean;
  /** The whole definition, `export` included, without the comment behind it. */
  readonly span: Span;
}

/** Never throws. A line that defines nothing is a problem, and the rest is read. */
export function parseEnvFile(text: string): EnvFile {
  const variables: EnvVariable[] = [];
  const problems: EnvFile['problems'][number][] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;

  while (at < text.length) {
    const start = skipBlanks(text, at);
    const lineEnd = endOfLine(text, start);
    at = lineEnd + 1;
    if (start >= lineEnd || text.charAt(start) === '#') continue;

    const nameStart = skipExport(text, start, lineEnd);
    let nameEnd = nameStart;
    while (nameEnd < lineEnd && isNameCharacter(text.charCodeAt(nameEnd))) nameEnd++;
    const sign = skipInlineBlanks(text, nameEnd, lineEnd);
    const nameSpan = span(nameStart, nameEnd);
    const name = text.slice(nameStart, nameEnd);
    if (name === '') {
      problems.push({ code: 'invalid-line', at: trimmed(text, start, lineEnd), message: 'This line defines nothing' });
      continue;
    }
    // A colon may stand for the equals sign, as in YAML.
    if (sign >= lineEnd || !'=:'.includes(text.charAt(sign))) {
      if (sign >= lineEnd || text.charAt(sign) === '#') {
        variables.push({
          name,
          nameSpan,
          value: undefined,
          valueSpan: undefined,
          isLiteral: true,
          span: span(start, nameEnd),
        });
      } else {
        problems.push({
          code: 'invalid-line',
          at: trimmed(text, start, lineEnd),
          message: `No "=" follows the name ${name}`,
        });
      }
      continue;
    }

    const valueStart = skipInlineBlanks(text, sign + 1, lineEnd);
    const quote = text.charAt(valueStart);
    if (quote === '"' || quote === "'") {
      const close = closingQuote(text, valueStart);
      if (close >= 0) {
        const raw = text.slice(valueStart + 1, close);
        const isSingle = quote === "'";
        const value = isSingle ? raw.replaceAll("\\'", "'") : unescaped(raw);
        const valueSpan = span(valueStart, close + 1);
        const isLiteral = isSingle || !raw.includes('$');
        variables.push({ name, nameSpan, value, valueSpan, isLiteral, span: span(start, close + 1) });
        at = endOfLine(text, close) + 1;
        continue;
      }
      const message = 'The quote is not closed';
      problems.push({ code: 'unterminated-quote', at: trimmed(text, valueStart, lineEnd), message });
    }
    const valueSpan = plainValue(text, valueStart, lineEnd);
    const value = text.slice(valueSpan.start, valueSpan.end);
    variables.push({
      name,
      nameSpan,
      value,
      valueSpan,
      isLiteral: !value.includes('$'),
      span: span(start, Math.max(sign + 1, valueSpan.end)),
    });
  }
  return { variables, problems };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at)) && text.charCodeAt(at) !== 10) at++;
  return at;
}

function skipInlineBlanks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10;
}

const exportWord = 'export';

function skipExport(text: string, start: number, lineEnd: number): number {
  const end = start + exportWord.length;
  if (!text.startsWith(exportWord, start) || end >= lineEnd || !isBlank(text.charCodeAt(end))) return start;
  const name = skipInlineBlanks(text, end, lineEnd);
  return name < lineEnd ? name : start;
}

/** Letters, digits and `_ . - [ ]`, which Compose takes in names. */
function isNameCharacter(code: number): boolean {
  if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return true;
  return code === 95 || code === 46 || code === 45 || code === 91 || code === 93 || code > 127;
}

/** The quote that closes the one at `open`, over several lines if need be; -1 when none does. */
function closingQuote(text: string, open: number): number {
  const quote = text.charAt(open);
  let at = open;
  for (;;) {
    at = text.indexOf(quote, at + 1);
    if (at < 0) return -1;
    let slashes = 0;
    while (text.charAt(at - 1 - slashes) === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
  $: '$',
};

function unescaped(raw: string): string {
  return raw.replace(/\\([\s\S])/g, (whole, character: string) => escapes[character] ?? whole);
}

/** An unquoted value ends at the end of its line or at ` #`; a `#` at its very start belongs to it. */
function plainValue(text: string, start: number, lineEnd: number): Span {
  const comment = text.slice(start, lineEnd).indexOf(' #');
  return trimmed(text, start, comment < 0 ? lineEnd : start + comment);
}

function trimmed(text: string, start: number, to: number): Span {
  let end = to;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return span(start, end);
}
