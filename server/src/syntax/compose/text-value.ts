/** Scalars of a Compose file read as text, and the places inside them once variables are filled in. */
import { type Span, span } from '../../text/span.ts';
import type { YamlFile, YamlMapping, YamlNode, YamlScalar } from '../yaml/node.ts';
import { spanInScalar } from '../yaml/scalar-span.ts';
import type { KeyValue, TextValue } from './compose-file.ts';
import { type KnownVariables, knownPart, knownValue, parseInterpolation } from './interpolation.ts';

/** The scalar as text; undefined for null, collections and nothing. Numbers and booleans are taken as written. */
export function textOf(node: YamlNode | undefined): TextValue | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return textValue(node);
}

/** The same with what is known of variables besides their defaults. */
export function textWith(node: YamlNode | undefined, variables: KnownVariables | undefined): TextValue | undefined {
  const text = textOf(node);
  return text && variables ? { ...text, known: knownValue(text.parts, variables) } : text;
}

function textValue(node: YamlScalar): TextValue {
  const value = node.source;
  const parts = parseInterpolation(value);
  if (parts.length === 1 && parts[0]?.kind === 'text') {
    return { node, span: node.span, value, isLiteral: true, parts, known: value };
  }
  const isLiteral = parts.every(part => part.kind === 'text');
  return { node, span: node.span, value, isLiteral, parts, known: isLiteral ? value : knownValue(parts) };
}

/** The scalars of a list; a single scalar counts as a list of one, everything else is left out. */
export function textsOf(node: YamlNode | undefined): readonly TextValue[] {
  const items = node?.kind === 'sequence' ? node.items : node ? [node] : [];
  return items.map(textOf).filter(text => text !== undefined);
}

/** The value of `key`; undefined when absent or taken back by `!reset`. */
export function valueAt(mapping: YamlMapping | undefined, key: string): YamlNode | undefined {
  const value = mapping?.entry(key)?.value;
  return value?.tag === '!reset' ? undefined : value;
}

/** Whether a value is true for Compose, which reads these words as booleans also where YAML does not. */
export function isTrue(node: YamlNode | undefined): boolean {
  if (node?.kind !== 'scalar') return false;
  if (typeof node.value === 'boolean') return node.value;
  const known = textOf(node)?.known?.toLowerCase();
  return known === 'true' || known === 'yes' || known === 'y' || known === 'on';
}

/** `KEY=value` items, or `KEY: value` pairs. */
export function keyValuesOf(file: YamlFile, node: YamlNode | undefined): readonly KeyValue[] {
  if (node?.kind === 'sequence') {
    return node.items.map(item => keyValueItem(file, item)).filter(item => item !== undefined);
  }
  if (node?.kind !== 'mapping') return [];
  return node.entries
    .filter(entry => entry.value.tag !== '!reset')
    .map(entry => {
      const text = textOf(entry.value);
      const value = text && { span: text.span, text: text.value, isLiteral: text.isLiteral, known: text.known };
      return { span: entry.span, key: entry.key.source, keySpan: entry.key.span, value };
    });
}

function keyValueItem(file: YamlFile, item: YamlNode): KeyValue | undefined {
  const text = textOf(item);
  if (!text) return undefined;
  const equals = text.value.indexOf('=');
  const place = (from: number, to: number): Span => spanInScalar(file.text, text.node, from, to);
  if (equals < 0) {
    return { span: text.span, key: text.value, keySpan: place(0, text.value.length), value: undefined };
  }
  const value = text.value.slice(equals + 1);
  const parts = parseInterpolation(value);
  const isLiteral = parts.every(part => part.kind === 'text');
  return {
    span: text.span,
    key: text.value.slice(0, equals),
    keySpan: place(0, equals),
    value: {
      span: place(equals + 1, text.value.length),
      text: value,
      isLiteral,
      known: knownValue(parts),
    },
  };
}

/** Stands for what is not known in a filled-in text. A private character, so that no real value holds it. */
const unknownMark = '\uE000';

/** A text with its defaults filled in, which remembers where each piece was written. */
export interface FilledText {
  /** Unknown variables are a mark; see `isUnknown`. */
  readonly text: string;
  /** The piece `from`–`to` as it is; undefined when something unknown is in it. */
  known(from: number, to: number): string | undefined;
  /** As written, with the whole `${…}` of every variable the piece touches. */
  written(from: number, to: number): string;
  /** Its place in the file. */
  span(from: number, to: number): Span;
}

export function startsUnknown(text: string): boolean {
  return text.startsWith(unknownMark);
}

export function isUnknown(text: string): boolean {
  return text.includes(unknownMark);
}

/**
 * Compose fills in variables before it takes a short form apart, so a colon inside `${A:-b}` separates nothing and one
 * from a default does.
 */
export function fillIn(file: YamlFile, value: TextValue, variables?: KnownVariables): FilledText {
  const pieces: { readonly start: number; readonly end: number; readonly at: Span; readonly isText: boolean }[] = [];
  let text = '';
  if (value.isLiteral) {
    text = value.value;
    pieces.push({ start: 0, end: text.length, at: span(0, text.length), isText: true });
  } else {
    for (const part of value.parts) {
      const start = text.length;
      text += knownPart(part, variables) ?? unknownMark;
      pieces.push({ start, end: text.length, at: part.at, isText: part.kind === 'text' });
    }
  }

  /** The offset in the value as written. Inside a filled-in variable it is that variable's edge. */
  function origin(offset: number, edge: 'start' | 'end'): number {
    for (const piece of pieces) {
      const isInside =
        edge === 'start' ? offset >= piece.start && offset < piece.end : offset > piece.start && offset <= piece.end;
      if (isInside) return piece.isText ? piece.at.start + offset - piece.start : piece.at[edge];
    }
    return offset === 0 ? 0 : value.value.length;
  }

  return {
    text,
    known(from, to) {
      const piece = text.slice(from, to);
      return isUnknown(piece) ? undefined : piece;
    },
    written: (from, to) => value.value.slice(origin(from, 'start'), Math.max(origin(from, 'start'), origin(to, 'end'))),
    span(from, to) {
      const start = origin(from, 'start');
      return spanInScalar(file.text, value.node, start, Math.max(start, origin(to, 'end')));
    },
  };
}
