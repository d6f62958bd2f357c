/** How new values are written: as lines of a block, or in flow style on one line. */
import type { Layout } from './yaml-layout.ts';

/**
 * A value to write: a scalar as it shall stand in the file (see `scalarText`), a list of such, or a mapping; null writes
 * nothing behind the colon. Further lines of a scalar (a block scalar) are indented as given, seen from the key.
 */
export type NewValue = string | null | readonly string[] | { readonly [key: string]: NewValue };

/** The lines of `key: value` without the indentation of the key itself. */
export function pairLines(key: string, value: NewValue, column: number, layout: Layout): readonly string[] {
  const [inline = '', ...below] = valueLines(value, column, layout, 'pair');
  return [inline === '' ? `${key}:` : `${key}: ${inline}`, ...below.map(line => unindent(line, column))];
}

/**
 * What stands on the line of the key or dash at `column`, and the full lines below it. A mapping in a list starts right
 * behind the dash.
 */
export function valueLines(value: NewValue, column: number, layout: Layout, place: 'pair' | 'item'): readonly string[] {
  if (value === null) return [''];
  if (typeof value === 'string') {
    const [first = '', ...rest] = value.split('\n');
    return [first, ...rest.map(line => (line === '' ? '' : ' '.repeat(column) + line))];
  }
  if (isList(value)) {
    if (value.length === 0 || place === 'item') return [flowText(value)];
    const indentation = ' '.repeat(column + layout.sequenceStep);
    return ['', ...value.map(item => `${indentation}- ${item}`)];
  }
  const pairs = Object.entries(value);
  if (pairs.length === 0) return ['{}'];
  const inner = place === 'item' ? column + 2 : column + layout.mappingStep;
  const lines = pairs.flatMap(([key, child]) =>
    pairLines(key, child, inner, layout).map(line => (line === '' ? '' : ' '.repeat(inner) + line)),
  );
  const [first = '', ...rest] = lines;
  return place === 'item' ? [unindent(first, inner), ...rest] : ['', ...lines];
}

function unindent(line: string, column: number): string {
  return line.slice(Math.min(column, line.length - line.trimStart().length));
}

function isList(value: NewValue): value is readonly string[] {
  return Array.isArray(value);
}

/** The value on one line, as it may stand between brackets. */
export function flowText(value: NewValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return flowScalar(value);
  if (isList(value)) return `[${value.map(flowScalar).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, child]) => `${key}: ${flowText(child)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** A plain scalar that is fine in a block may hold marks of the flow style; then it is quoted. */
function flowScalar(text: string): string {
  const isQuoted = /^["'[{&*!]/.test(text);
  return !isQuoted && /[,[\]{}]/.test(text) ? singleQuoted(text) : text;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A text as a scalar that reads back as that very text: plain where YAML 1.1 and 1.2 both take it for a string, else
 * quoted.
 */
export function scalarText(text: string): string {
  const isPlain =
    /^[A-Za-z_./~$%\d-]/.test(text) &&
    /^[\w ./~$%:@+=()<>;^\\-]*$/.test(text) &&
    !/^[-?:](?:\s|$)|^%|^---|^\.\.\.|:\s|:$|\s$|\s#/.test(text) &&
    !/^(?:~|null|true|false|yes|no|on|off|y|n)$/i.test(text) &&
    // Numbers, dates, and what YAML 1.1 reads in base 60.
    !/^[-+.]?[\d.][\w.:+-]*$/.test(text);
  if (isPlain) return text;
  // Control characters and lone surrogates can only be written with escapes.
  return /^[\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\uffef]*$/.test(text) ? singleQuoted(text) : JSON.stringify(text);
}
