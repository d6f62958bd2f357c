/**
 * `$name` and `${name…}` in the text of an instruction, nested ones included, in the order in which they begin. What is
 * escaped is no reference; what stands in single quotes is one that the builder does not expand.
 */
import type { Span } from '../../text/span.ts';
import type { VariableReference } from './dockerfile.ts';
import { type LogicalLine, spanInFile } from './logical-line.ts';
import { LineWord } from './words.ts';

const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const SINGLE_QUOTE = 39;
const COLON = 58;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** The characters looked at closely; either escape character is among them. */
const isSpecial = new Uint8Array(128);
for (const code of [DOUBLE_QUOTE, DOLLAR, SINGLE_QUOTE, 92, 96, CLOSE_BRACE]) isSpecial[code] = 1;

class LineReference implements VariableReference {
  readonly name: LineWord;
  readonly modifier: LineWord | undefined;
  readonly operand: LineWord | undefined;
  readonly quoted: boolean;
  readonly #line: LogicalLine;
  readonly #from: number;
  readonly #to: number;

  /** Of `[from, to)`; the modifier, if there is one, ends at `modifierEnd`, and the operand in front of the last brace. */
  constructor(line: LogicalLine, from: number, to: number, name: LineWord, modifierEnd: number, quoted: boolean) {
    const hasModifier = modifierEnd > name.to;
    this.name = name;
    this.modifier = hasModifier ? new LineWord(line, name.to, modifierEnd, undefined) : undefined;
    this.operand = hasModifier ? new LineWord(line, modifierEnd, to - 1, undefined) : undefined;
    this.quoted = quoted;
    this.#line = line;
    this.#from = from;
    this.#to = to;
  }

  get span(): Span {
    return spanInFile(this.#line, this.#from, this.#to);
  }
}

/** A `${name…` whose end is still looked for. */
interface Open {
  readonly start: number;
  /** Its place in the list, kept free for it. */
  readonly place: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly modifierEnd: number;
  /** The quote it stands in, which goes on behind it. */
  readonly outerQuote: number;
  readonly quoted: boolean;
}

/**
 * Adds the references of `[start, end)` of the line's source to `found`, and gives the offset of the first `${` in it
 * that is never closed, or -1.
 */
export function addVariableReferences(
  line: LogicalLine,
  start: number,
  end: number,
  found: VariableReference[],
): number {
  const { source, escapeCode } = line;
  const open: Open[] = [];
  const places: (VariableReference | undefined)[] = [];
  let quote = 0;
  for (let at = start; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code >= 128 || isSpecial[code] === 0) continue;
    if (code === DOLLAR) {
      const next = at + 1 < end ? source.charCodeAt(at + 1) : 0;
      const quoted = quote === SINGLE_QUOTE;
      if (next === OPEN_BRACE) {
        const nameEnd = nameEndAt(source, at + 2, end);
        if (nameEnd === at + 2) continue;
        const modifierEnd = modifierEndAt(source, nameEnd, end);
        open.push({
          start: at,
          place: places.length,
          nameStart: at + 2,
          nameEnd,
          modifierEnd,
          outerQuote: quote,
          quoted,
        });
        places.push(undefined);
        if (!quoted) quote = 0;
        at = modifierEnd - 1;
      } else {
        const nameEnd = nameEndAt(source, at + 1, end);
        if (nameEnd === at + 1) {
          // `$$` is the shell's process number, no dollar that begins a name.
          if (next === DOLLAR) at++;
          continue;
        }
        const name = new LineWord(line, at + 1, nameEnd, undefined);
        places.push(new LineReference(line, at, nameEnd, name, nameEnd, quoted));
        at = nameEnd - 1;
      }
    } else if (code === CLOSE_BRACE) {
      const last = open.at(-1);
      if (!last || (quote !== 0 && !last.quoted)) continue;
      open.pop();
      places[last.place] = closed(line, last, at);
      quote = last.outerQuote;
    } else if (code === SINGLE_QUOTE) {
      if (quote === SINGLE_QUOTE) {
        // The quote ends here, and with it what was opened within it.
        while (open.at(-1)?.quoted) open.pop();
        quote = 0;
      } else if (quote === 0) quote = SINGLE_QUOTE;
    } else if (code === DOUBLE_QUOTE) {
      if (quote === DOUBLE_QUOTE) quote = 0;
      else if (quote === 0) quote = DOUBLE_QUOTE;
    } else if (code === escapeCode && quote !== SINGLE_QUOTE) at++;
  }
  for (const place of places) if (place) found.push(place);
  return open[0] && !open[0].quoted ? open[0].start : -1;
}

function closed(line: LogicalLine, it: Open, at: number): VariableReference {
  const name = new LineWord(line, it.nameStart, it.nameEnd, undefined);
  return new LineReference(line, it.start, at + 1, name, it.modifierEnd, it.quoted);
}

/** The end of the name at `start`: letters, digits and underscores, or digits alone. `start` itself when there is none. */
function nameEndAt(source: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(source.charCodeAt(at))) at++;
  if (at > start) return at;
  while (at < end && isNameCharacter(source.charCodeAt(at))) at++;
  return at;
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The end of `:-`, `-`, `:+`, `#`, `##`, `/`, … at `start`; any other character but `}` counts as one, too. */
function modifierEndAt(source: string, start: number, end: number): number {
  if (start >= end) return start;
  const code = source.charCodeAt(start);
  if (code === CLOSE_BRACE || code === DOLLAR) return start;
  const next = start + 1 < end ? source.charCodeAt(start + 1) : CLOSE_BRACE;
  if (code === COLON) return '-+?'.includes(String.fromCharCode(next)) ? start + 2 : start + 1;
  if (next === code && '#%/'.includes(String.fromCharCode(code))) return start + 2;
  return start + 1;
}
