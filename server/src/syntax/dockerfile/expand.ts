/**
 * Expansion of a word as the builder does it: quotes and escapes removed, `$name` and `${name…}` replaced. What cannot be
 * worked out is named instead of guessed.
 */

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

/** What has to be read character by character: quotes, escapes, variables, template variables. */
const special = /[$"'\\`%]/;

/** Whether the word stands for itself, whatever the variables are. */
export function isPlain(raw: string): boolean {
  return raw.length <= maxValueLength && !special.test(raw);
}

interface Reader {
  readonly raw: string;
  readonly escape: string;
  readonly lookup: Lookup;
  readonly unknown: Set<string>;
  at: number;
}

/** `raw` is the word as written, without continuations. A `%%NAME%%` of a balena template is unknown. */
export function expandWord(raw: string, escapeCharacter: string, lookup: Lookup): Expansion {
  if (isPlain(raw)) return { kind: 'known', value: raw };
  const reader: Reader = { raw, escape: escapeCharacter, lookup, unknown: new Set(), at: 0 };
  const value = readUpTo(reader, '', 0);
  if (raw.includes('%%')) {
    for (const [, name] of raw.matchAll(/%%([A-Z][A-Z_]+)%%/g)) if (name) reader.unknown.add(name);
  }
  if (value === undefined || value.length > maxValueLength || reader.unknown.size > 0) {
    return { kind: 'unknown', names: [...reader.unknown] };
  }
  return { kind: 'known', value };
}

/**
 * Reads up to `stop`, or to the end when it is empty. Undefined when that character is missing or the nesting too deep;
 * names that are unknown are collected.
 */
function readUpTo(reader: Reader, stop: string, depth: number): string | undefined {
  const { raw, escape: escapeCharacter } = reader;
  let value = '';
  let quote = '';
  while (reader.at < raw.length) {
    const character = raw.charAt(reader.at);
    if (quote === '' && stop !== '' && character === stop) {
      reader.at++;
      return value;
    }
    if (quote === "'") {
      if (character === "'") quote = '';
      else value += character;
      reader.at++;
    } else if (character === '"' || (character === "'" && quote === '')) {
      quote = quote === '' ? character : '';
      reader.at++;
    } else if (character === '$') {
      const part = readDollar(reader, depth);
      if (part === undefined) return undefined;
      value += part;
    } else if (character === escapeCharacter) {
      const next = raw.charAt(reader.at + 1);
      const isKept = quote === '"' && next !== '"' && next !== '$' && next !== escapeCharacter && next !== '';
      value += isKept ? character + next : next;
      reader.at += 2;
    } else {
      value += character;
      reader.at++;
    }
    if (value.length > maxValueLength) return undefined;
  }
  return stop === '' && quote === '' ? value : undefined;
}

/** The value of the `$…` here; '' with a name collected when it is unknown. Undefined when it cannot be read. */
function readDollar(reader: Reader, depth: number): string | undefined {
  const { raw, lookup, unknown } = reader;
  const isBraced = raw.charAt(reader.at + 1) === '{';
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
  if (raw.charAt(at) === '}') {
    reader.at = at + 1;
    return plainValue(name, lookup, unknown);
  }
  if (raw.charAt(at) === ':') at++;
  const modifier = raw.slice(modifierStart, ++at);
  reader.at = at;

  // The operand counts only when it is used: names that are unknown in one that is not used do no harm.
  const operand: Reader = { ...reader, unknown: new Set() };
  const operandValue = readUpTo(operand, '}', depth + 1);
  reader.at = operand.at;
  if (operandValue === undefined) return undefined;
  const found = lookup(name);
  if (found.kind === 'unknown') {
    for (const it of found.names.length > 0 ? found.names : [name]) unknown.add(it);
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
      if (!isSet) unknown.add(name);
      return own;
    default:
      // Patterns (`#`, `%`, `/`) are not worked out.
      unknown.add(name);
      return '';
  }
  for (const it of operand.unknown) unknown.add(it);
  return operandValue;
}

function plainValue(name: string, lookup: Lookup, unknown: Set<string>): string {
  const found = lookup(name);
  if (found.kind === 'known') return found.value;
  const names = found.kind === 'unknown' && found.names.length > 0 ? found.names : [name];
  for (const it of names) unknown.add(it);
  return '';
}

function nameAt(raw: string, start: number): string {
  let end = start;
  while (end < raw.length && /[0-9]/.test(raw.charAt(end))) end++;
  if (end === start) while (end < raw.length && /[A-Za-z0-9_]/.test(raw.charAt(end))) end++;
  return raw.slice(start, end);
}
