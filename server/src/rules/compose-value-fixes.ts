/** Fixes for values that Compose does not take: each writes the value in a form it does take, and nothing else. */
import { typeBits, type ValueShape } from '../catalog/compose-schema.ts';
import { formatOfWritten } from '../syntax/compose/value-format.ts';
import type { YamlFile, YamlMapping, YamlNode, YamlScalar, YamlSequence } from '../syntax/yaml/node.ts';
import { isShared } from '../syntax/yaml/shared-node.ts';
import { removeEntry, removeItem, replaceValue } from '../syntax/yaml/yaml-edits.ts';
import { scalarText } from '../syntax/yaml/yaml-writing.ts';
import { closest } from '../text/closest.ts';
import { type Edit, replace } from '../text/edit.ts';
import type { WrongValue } from './compose-schema.ts';
import { isInFormat } from './compose-value-form.ts';
import type { Fix } from './rule.ts';

/** What can be written in place of the value; empty when nobody can tell what is meant. */
export function valueFixes(file: YamlFile, wrong: WrongValue): readonly Fix[] {
  const { node, because, shape } = wrong;
  if (node.tag !== undefined || isShared(file, node)) return [];
  if (because === 'repeated') return repeatedFix(file, wrong);
  if (because === 'words' || because === 'pattern' || because === 'format') return wordFixes(node, shape);
  if (because !== 'type') return [];
  if (node.kind === 'scalar') return scalarFixes(file, node, wrong);
  return node.kind === 'sequence' ? listFixes(file, node, shape) : mappingFixes(file, node, shape);
}

function suggestion(title: string, edits: readonly Edit[] | undefined): readonly Fix[] {
  return edits && edits.length > 0 ? [{ title, safety: 'suggestion', edits }] : [];
}

function repeatedFix(file: YamlFile, { node, parent, key }: WrongValue): readonly Fix[] {
  const list = key && parent?.entry(key.source)?.value;
  if (list?.kind !== 'sequence') return [];
  return suggestion('Delete the repeated item', removeItem(file, list, node));
}

function wordFixes(node: YamlNode, { words, format }: ValueShape): readonly Fix[] {
  if (node.kind !== 'scalar' || node.source.includes('$')) return [];
  const { source } = node;
  const candidates = words ?? (format === 'boolean' ? ['true', 'false'] : []);
  const meant = closest(source, candidates, it => it);
  if (meant !== undefined) return suggestion(`Change to "${meant}"`, [replace(node.span, meant)]);
  if (!format) return [];
  const written = formatOfWritten(source, format);
  if (written === undefined || !isInFormat(written, format)) return [];
  return suggestion(`Change to ${written}`, [replace(node.span, written)]);
}

const givesImage: ReadonlySet<string> = new Set(['image', 'build', 'extends']);

function scalarFixes(file: YamlFile, node: YamlScalar, wrong: WrongValue): readonly Fix[] {
  const { shape, parent, key, isItem } = wrong;
  const { types, format } = shape;
  if (node.value === null) {
    if (isItem || !parent || !key) return [];
    const entry = parent.pairs.find(it => it.key.span.start === key.span.start);
    // A service without any of these has nothing to run.
    if (givesImage.has(key.source) && ![...givesImage].some(it => it !== key.source && parent.entry(it))) return [];
    return entry ? suggestion(`Delete the empty "${key.source}"`, removeEntry(file, parent, entry)) : [];
  }
  if (typeof node.value !== 'string' && types & typeBits.string) {
    const withUnit = format === 'duration' ? formatOfWritten(node.source, format) : undefined;
    if (withUnit !== undefined) return suggestion(`Change to ${withUnit}`, [replace(node.span, withUnit)]);
    if (format && !isInFormat(node.source, format)) return [];
    if (shape.words && !shape.words.includes(node.source)) return [];
    return suggestion('Quote it', [replace(node.span, `"${node.source}"`)]);
  }
  if (typeof node.value === 'string' && isQuotedNumber(node, types)) {
    return suggestion('Remove the quotes', [replace(node.span, node.source)]);
  }
  const written = file.text.slice(node.span.start, node.span.end);
  const isOneLine = !written.includes('\n') && node.style !== 'literal' && node.style !== 'folded';
  const isItemOfList =
    typeof node.value === 'string' ? node.source !== '' : ((shape.items?.types ?? 0) & typeBits.integer) !== 0;
  if (types & typeBits.list && isOneLine && !isItem && isItemOfList) {
    const item = typeof node.value === 'string' ? written : `"${node.source}"`;
    return suggestion('Make it a list', replaceValue(file, node, [item]));
  }
  return [];
}

/** `"3"` or `"true"` where only the number or the boolean itself is taken. */
function isQuotedNumber({ style, source }: YamlScalar, types: number): boolean {
  if (style !== 'single-quoted' && style !== 'double-quoted') return false;
  return (
    ((types & typeBits.integer) !== 0 && /^-?\d{1,15}$/.test(source)) ||
    ((types & typeBits.boolean) !== 0 && (source === 'true' || source === 'false'))
  );
}

/** `- name` items as keys without value, `- KEY=value` items as pairs. */
function listFixes(file: YamlFile, node: YamlSequence, { types, mapping }: ValueShape): readonly Fix[] {
  if ((types & typeBits.mapping) === 0) {
    const [only] = node.items;
    if (node.items.length !== 1 || only?.kind !== 'scalar' || (types & typeBits.string) === 0) return [];
    return suggestion('Write the only item as the value', replaceValue(file, node, scalarText(only.source)));
  }
  const named = mapping?.named?.value;
  if (!mapping || (!named && !mapping.isOpen)) return [];
  const pairs: Record<string, string | null> = {};
  for (const item of node.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string' || item.source === '' || item.tag !== undefined)
      return [];
    const equals = item.source.indexOf('=');
    const key = equals < 0 ? item.source : item.source.slice(0, equals);
    if (!/^[A-Za-z\d][\w.-]*$/.test(key) || Object.hasOwn(pairs, key)) return [];
    if (equals < 0 && named && (named.types & typeBits.null) === 0) return [];
    pairs[key] = equals < 0 ? null : scalarText(item.source.slice(equals + 1));
  }
  // Comments between the items would be lost.
  if (hasComment(file, node)) return [];
  return suggestion('Make it a mapping', replaceValue(file, node, pairs));
}

/** Keys without value as items. */
function mappingFixes(file: YamlFile, node: YamlMapping, { types, items }: ValueShape): readonly Fix[] {
  if ((types & typeBits.list) === 0 || !items || (items.types & typeBits.string) === 0) return [];
  const names: string[] = [];
  for (const { key, value } of node.pairs) {
    if (value.kind !== 'scalar' || value.value !== null || key.source === '<<') return [];
    names.push(scalarText(key.source));
  }
  if (names.length === 0 || hasComment(file, node)) return [];
  return suggestion('Make it a list', replaceValue(file, node, names));
}

function hasComment(file: YamlFile, { span }: YamlNode): boolean {
  return file.comments.some(it => it.span.start >= span.start && it.span.end <= span.end);
}
