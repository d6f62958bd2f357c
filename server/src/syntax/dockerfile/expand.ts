/**
 * Expansion of a word as the builder does it: quotes and escapes removed, `$name` and `${name…}` replaced. What cannot be
 * worked out is named instead of guessed.
 */
import { codeAt } from '../../text/string-methods.ts';

export type Expansion =
  | { readonly kind: 'known'; readonly value: string }
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

/** What is known of a variable. */
export type Lookup = (
  name: string,
) =>
  | { readonly kind: 'known'; readonly value: string }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

/** Longer values only arise when variables double themselves. */
const maxValueLength = 4096;
/** Nesting of `${a:-${b:-…}}` that is worked out; no real file comes near. */
const maxNesting = 20;

const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const PERCENT = 37;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const BACKTICK = 96;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** The characters looked at closely, by their codes: quotes, escapes, what variables and template variables begin with. */
const special = new Uint8Array(128);
for (const code of [DOUBLE_QUOTE, DOLLAR, PERCENT, SINGLE_QUOTE, BACKSLASH, BACKTICK]) special[code] = 1;

/** Whether the word stands for itself, whatever the variables are. */
export function isPlain(raw: string): boolean {
  const { length } = raw;
  if (length > maxValueLength) return false;
  for (let at = 0; at < length; at++) {
    const code = codeAt(raw, at);
    if (code < 128 && special[code] === 1) return false;
  }
  return true;
}

interface Reader {
  readonly raw: string;
  readonly escape: string;
  readonly lookup: Lookup;
  /** Names, each once; most words have none. */
  readonly unknown: string[];
  /** Where a part begins when it is about to be read, and ends when it has been. */
  at: number;
}

/** `raw` is the word as written, without continuations. A `%%NAME%%` of a balena template is unknown. */
export function expandWord(raw: string, escapeCharacter: string, lookup: Lookup): Expansion {
  if (isPlain(raw)) return { kind: 'known', value: raw };
  const reader: Reader = { raw, escape: escapeCharacter, lookup, unknown: [], at: 0 };
  const value = readUpTo(reader, 'the end', 0);
  if (raw.includes('%%')) {
    for (const [, name] of raw.matchAll(/%%([A-Z][A-Z_]+)%%/g)) if (name) addName(reader.unknown, name);
  }
  if (value === undefined || value.length > maxValueLength || reader.unknown.length > 0) {
    return { kind: 'unknown', names: reader.unknown };
  }
  return { kind: 'known', value };
}

function addName(names: string[], name: string): void {
  if (!names.includes(name)) names.push(name);
}

/**
 * Reads up to the end, or to the brace that closes a variable. Undefined when that is missing or the nesting too deep;
 * names that are unknown are collected.
 */
function readUpTo(reader: Reader, stop: 'the end' | 'the brace', depth: number): string | undefined {
  const { raw } = reader;
  const { length } = raw;
  const escapeCode = reader.escape.charCodeAt(0);
  const stopCode = stop === 'the brace' ? CLOSE_BRACE : -1;
  let value = '';
  let quote = 0;
  /** Where the stretch of plain characters began that is not yet in `value`. */
  let plainFrom = reader.at;
  let { at } = reader;
  while (at < length) {
    const code = codeAt(raw, at);
    const isSpecial =
      quote === SINGLE_QUOTE
        ? code === SINGLE_QUOTE
        : code === DOLLAR ||
          code === escapeCode ||
          code === DOUBLE_QUOTE ||
          (quote === 0 && (code === SINGLE_QUOTE || code === stopCode));
    if (!isSpecial) {
      at++;
      continue;
    }
    if (at > plainFrom) value += raw.slice(plainFrom, at);
    if (quote === SINGLE_QUOTE) {
      quote = 0;
      at++;
    } else if (code === stopCode && quote === 0) {
      reader.at = at + 1;
      return value.length > maxValueLength ? undefined : value;
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      quote = quote === 0 ? code : 0;
      at++;
    } else if (code === DOLLAR) {
      reader.at = at;
      const part = readDollar(reader, depth);
      if (part === undefined) return undefined;
      value += part;
      at = reader.at;
    } else {
      const next = raw.charCodeAt(at + 1);
      const isKept =
        quote === DOUBLE_QUOTE && next !== DOUBLE_QUOTE && next !== DOLLAR && next !== escapeCode && at + 1 < length;
      value += raw.slice(isKept ? at : at + 1, at + 2);
      at += 2;
    }
    plainFrom = at;
    if (value.length > maxValueLength) return undefined;
  }
  if (plainFrom < length) value += raw.slice(plainFrom);
  return stop === 'the end' && quote === 0 ? value : undefined;
}

/** The value of the `$…` here; '' with a name collected when it is unknown. Undefined when it cannot be read. */
function readDollar(reader: Reader, depth: number): string | undefined {
  const { raw, lookup, unknown } = reader;
  const isBraced = raw.charCodeAt(reader.at + 1) === OPEN_BRACE;
  const nameStart = reader.at + (isBraced ? 2 : 1);
  const name = nameAt(raw, nameStart);
  if (!isBraced) {
    reader.at = nameStart + name.length;
    if (name === '') return '$';
    return plainValue(name, lookup, unknown);
  }
  if (name === '' || depth >= maxNesting) return undefined;
  let at = nameStart + name.length;
  const modifierStart = at;
  if (raw.charCodeAt(at) === CLOSE_BRACE) {
    reader.at = at + 1;
    return plainValue(name, lookup, unknown);
  }
  if (raw.charAt(at) === ':') at++;
  const modifier = raw.slice(modifierStart, ++at);
  reader.at = at;

  // The operand counts only when it is used: names that are unknown in one that is not used do no harm.
  const operand: Reader = { raw, escape: reader.escape, lookup, unknown: [], at };
  const operandValue = readUpTo(operand, 'the brace', depth + 1);
  reader.at = operand.at;
  if (operandValue === undefined) return undefined;
  const found = lookup(name);
  if (found.kind === 'unknown') {
    for (const it of found.names.length > 0 ? found.names : [name]) addName(unknown, it);
    return '';
  }
  const isSet = found.kind === 'known' && (found.value !== '' || !modifier.startsWith(':'));
  const own = found.kind === 'known' ? found.value : '';
  switch (modifier) {
    case ':-':
    case '-':
      if (isSet) return own;
      break;
    case ':+':
    case '+':
      if (!isSet) return '';
      break;
    case ':?':
    case '?':
      if (!isSet) addName(unknown, name);
      return own;
    default:
      // Patterns (`#`, `%`, `/`) are not worked out.
      addName(unknown, name);
      return '';
  }
  for (const it of operand.unknown) addName(unknown, it);
  return operandValue;
}

function plainValue(name: string, lookup: Lookup, unknown: string[]): string {
  const found = lookup(name);
  if (found.kind === 'known') return found.value;
  const names = found.kind === 'unknown' && found.names.length > 0 ? found.names : [name];
  for (const it of names) addName(unknown, it);
  return '';
}

function nameAt(raw: string, start: number): string {
  const { length } = raw;
  let end = start;
  while (end < length && isDigit(codeAt(raw, end))) end++;
  if (end === start) while (end < length && isNameCharacter(codeAt(raw, end))) end++;
  return raw.slice(start, end);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code);
}
