/**
 * Edits of YAML that keep everything else as it is: comments, quotes, order, indentation, line breaks. Each function
 * returns edits of the file's text, or undefined where the place cannot be edited by itself (it comes from an alias or
 * a merge key, or holds an anchor that is used elsewhere, so that a change would reach other places; it has an explicit
 * `?` key). Insertions stand at the start of a line, behind what removals of the line before take away, so that removing
 * one entry and adding others to the same mapping can be one fix. (When all entries go, use `replaceValue`.)
 */
import { type Edit, insert, remove, replace } from '../../text/edit.ts';
import { type Span, span } from '../../text/span.ts';
import type { YamlEntry, YamlFile, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './node.ts';
import {
  blockEnd,
  columnOf,
  contentBefore,
  endOfLine,
  holdsSharedAnchor,
  isBlankText,
  isKeepScalar,
  layoutOf,
  lineBreak,
  nextLine,
  placeOf,
  propertiesStart,
  startOfLine,
  writtenSpan,
} from './yaml-layout.ts';
import { flowText, type NewValue, pairLines, valueLines } from './yaml-writing.ts';

export type { NewValue } from './yaml-writing.ts';

export type Where =
  | { readonly kind: 'end' }
  | { readonly kind: 'start' }
  | { readonly kind: 'before'; readonly entry: YamlEntry }
  | { readonly kind: 'after'; readonly entry: YamlEntry };

/**
 * Deletes the entry with its lines and the comment behind it on its last line. Comments on lines of their own stay. The
 * last entry of a mapping leaves `{}`, which Compose takes where it does not take null.
 */
export function removeEntry(file: YamlFile, mapping: YamlMapping, entry: YamlEntry): readonly Edit[] | undefined {
  const index = mapping.pairs.findIndex(pair => pair.key.span.start === entry.key.span.start);
  if (mapping.alias || entry.isMerged || entry.key.alias || index < 0) return undefined;
  const parts = mapping.pairs.map(pair => pairSpan(file, mapping, pair));
  return removePart(file, mapping, entry.value, parts, index, '{}');
}

/**
 * Deletes an item with its lines and the comment behind it. The only item leaves `[]`: whether the list's key goes too
 * is for the caller to decide (see `removeEntry`).
 */
export function removeItem(file: YamlFile, sequence: YamlSequence, item: YamlNode): readonly Edit[] | undefined {
  const index = sequence.items.indexOf(item);
  if (sequence.alias || index < 0) return undefined;
  const parts = sequence.items.map(each => itemSpan(file, sequence, each));
  return removePart(file, sequence, item, parts, index, '[]');
}

/**
 * Adds a pair: at the end (directly behind the last pair, before blank lines and comments that belong to what follows),
 * at the start, or beside another entry. A mapping that is still null (`key:`) becomes one.
 */
export function addEntry(
  file: YamlFile,
  mapping: YamlMapping | YamlScalar,
  entry: { readonly key: string; readonly value: NewValue },
  where: Where = { kind: 'end' },
): readonly Edit[] | undefined {
  if (mapping.alias) return undefined;
  const pairs = mapping.kind === 'mapping' ? mapping.pairs : [];
  if (mapping.kind === 'scalar' || pairs.length === 0) {
    if (mapping.kind === 'scalar' && mapping.value !== null) return undefined;
    return replaceValue(file, mapping, { [entry.key]: entry.value });
  }
  const parts = pairs.map(pair => pairSpan(file, mapping, pair));
  const index = indexOf(pairs, where);
  const part = parts[index];
  const pair = pairs[index];
  if (!part || !pair || pair.key.alias) return undefined;
  const isBehind = where.kind === 'end' || where.kind === 'after';

  if (mapping.isFlow) {
    const text = `${entry.key}: ${flowText(entry.value)}`;
    return isBehind ? insertBehindInFlow(file, mapping, part, text) : insertBeforeInFlow(file, part, text);
  }
  const column = columnOf(file.text, part.start);
  const lines = pairLines(entry.key, entry.value, column, layoutOf(file, mapping));
  if (!startsKey(file, part.start)) return undefined;
  return isBehind
    ? insertLinesBehind(file, part.end, pair.value, lines, column)
    : insertLinesBefore(file, part.start, lines, column, where.kind === 'before');
}

/** Adds items at the end of a list, each a scalar as it shall stand in the file. */
export function appendItems(
  file: YamlFile,
  sequence: YamlSequence,
  items: readonly string[],
): readonly Edit[] | undefined {
  if (sequence.alias) return undefined;
  if (items.length === 0) return [];
  const last = sequence.items.at(-1);
  if (!last) return replaceValue(file, sequence, items);
  const part = itemSpan(file, sequence, last);
  if (sequence.isFlow) return insertBehindInFlow(file, sequence, part, items.map(flowText).join(', '));
  const column = columnOf(file.text, part.start);
  return insertLinesBehind(
    file,
    part.end,
    last,
    items.map(item => `- ${item}`),
    column,
  );
}

/**
 * Writes another value in the node's place, keeping its tag and anchor. A value in flow style stays in it, except that
 * an empty one (`{}`, `[]`) under a key of a block becomes a block.
 */
export function replaceValue(file: YamlFile, node: YamlNode, value: NewValue): readonly Edit[] | undefined {
  if (node.alias || holdsSharedAnchor(file, node)) return undefined;
  const place = placeOf(file, node);
  if (!place) return undefined;
  const { text } = file;
  const isScalarText = value === null || typeof value === 'string';
  const isEmptyFlow =
    node.kind !== 'scalar' &&
    node.isFlow &&
    isEmpty(node) &&
    isBlankText(text, span(node.span.start + 1, node.span.end - 1));
  const isFlow = node.kind !== 'scalar' && node.isFlow && !(isEmptyFlow && place.kind === 'pair');

  if (place.isInFlow || place.kind === 'root' || (isFlow && !isScalarText)) {
    if (node.kind !== 'scalar' && !node.isFlow) return undefined;
    return [withSpaceBefore(text, node.span, value === null && !place.isInFlow ? '' : flowText(value))];
  }
  const layout = layoutOf(file, node.kind === 'mapping' ? node : place.mapping);
  // Behind a tag on the dash's line, a mapping would take the tag for its first key.
  const isTagged = place.kind === 'item' && (node.tag !== undefined || node.anchor !== undefined);
  const lines = isTagged && !isScalarText ? [flowText(value)] : valueLines(value, place.column, layout, place.kind);
  const [inline = '', ...below] = lines;
  const isOwnLines = node.kind !== 'scalar' && !node.isFlow && startsOwnLine(text, node.span.start);
  const edits: Edit[] = [];
  if (isOwnLines) {
    // The old value stands on lines of its own below the key: those lines go, what is between stays.
    const before = contentBefore(file, node.span.start);
    if (inline !== '') edits.push(insert(before, ` ${inline}`));
    edits.push(...removeLines(file, span(node.span.start, blockEnd(file, node, node.span.end))));
  } else if (inline !== '') edits.push(withSpaceBefore(text, node.span, inline));
  else if (node.span.end > node.span.start) {
    let start = node.span.start;
    while (text.charCodeAt(start - 1) === 32) start--;
    edits.push(remove(span(start, node.span.end)));
  }
  if (below.length > 0) {
    const end = isOwnLines ? blockEnd(file, node, node.span.end) : node.span.end;
    edits.push(insertAtNextLine(text, endOfLine(text, end), below));
  }
  return edits;
}

function isEmpty(node: YamlMapping | YamlSequence): boolean {
  return (node.kind === 'mapping' ? node.pairs : node.items).length === 0;
}

function indexOf(pairs: readonly YamlEntry[], where: Where): number {
  if (where.kind === 'end') return pairs.length - 1;
  if (where.kind === 'start') return 0;
  return pairs.findIndex(pair => pair.key.span.start === where.entry.key.span.start && !where.entry.isMerged);
}

/** The pair as written, from its key. */
export function pairSpan(file: YamlFile, mapping: YamlMapping, pair: YamlEntry): Span {
  const value = writtenSpan(mapping, pair.value);
  return span(propertiesStart(file, pair.key), Math.max(pair.key.span.end, pair.span.end, value.end));
}

/** The item as written: from its dash in a block, from its tag or anchor in flow style. */
export function itemSpan(file: YamlFile, sequence: YamlSequence, item: YamlNode): Span {
  const written = writtenSpan(sequence, item);
  const start = item.alias ? written.start : propertiesStart(file, item);
  return span(sequence.isFlow ? start : contentBefore(file, start) - 1, written.end);
}

/** Whether only white space and dashes stand before the key on its line: not `? key`, not `&anchor key`. */
function startsKey(file: YamlFile, start: number): boolean {
  const before = file.text.slice(startOfLine(file.text, start), start);
  return [...before].every(character => character === ' ' || character === '-' || character === '\uFEFF');
}

function startsOwnLine(text: string, offset: number): boolean {
  return isBlankText(text, span(startOfLine(text, offset), offset));
}

function removePart(
  file: YamlFile,
  collection: YamlMapping | YamlSequence,
  value: YamlNode,
  parts: readonly Span[],
  index: number,
  empty: '{}' | '[]',
): readonly Edit[] | undefined {
  const part = parts[index];
  if (!part || holdsSharedAnchor(file, value)) return undefined;
  if (collection.isFlow) return removeFromFlow(file, collection, parts, index);
  const { text } = file;
  if (collection.kind === 'mapping' && !startsKey(file, part.start)) return undefined;
  const end = blockEnd(file, value, part.end);
  const isOwnLine = startsOwnLine(text, part.start);
  const next = parts[index + 1];

  if (parts.length === 1) {
    const before = contentBefore(file, part.start);
    const isRoot = before === 0 || text.slice(startOfLine(text, before), before) === '---';
    if (isRoot || !isOwnLine) return [replace(span(part.start, isRoot ? endOfLine(text, end) : end), empty)];
    return [insert(before, ` ${empty}`), ...removeLines(file, span(part.start, end))];
  }
  if (isOwnLine)
    return wouldJoinBlockScalar(file, part.start, end) ? undefined : removeLines(file, span(part.start, end));
  // The first pair stands behind the dash of its item (`- a: 1`): the next one moves up, unless comments are between.
  if (!next) return undefined;
  const from = nextLine(text, endOfLine(text, end));
  return isBlankText(text, span(from, next.start))
    ? [remove(span(part.start, next.start))]
    : [remove(span(contentBefore(file, part.start), endOfLine(text, end)))];
}

/**
 * Deletes the lines of `at`, with the comment behind. When they are the last of the file, blank lines before them go too,
 * and a file without final line break stays one.
 */
function removeLines(file: YamlFile, at: Span): Edit[] {
  const { text } = file;
  const end = nextLine(text, endOfLine(text, at.end));
  let start = startOfLine(text, at.start);
  if (!isBlankText(text, span(end, text.length))) return [remove(span(start, end))];
  const scalar = blockScalarAt(file, contentBefore(file, start));
  if (!scalar || !isKeepScalar(text, scalar)) {
    while (start > 0 && isBlankText(text, span(startOfLine(text, start - 1), start)))
      start = startOfLine(text, start - 1);
  }
  // A block scalar needs the line break behind it: without, its value would lose its last one.
  const isUnfinished = end === endOfLine(text, at.end) && !scalar;
  if (!isUnfinished || start === 0) return [remove(span(start, end))];
  return [remove(span(text.slice(start - 2, start) === '\r\n' ? start - 2 : start - 1, end))];
}

/** Whether what follows the removed lines would become text of a block scalar that ends right before them. */
function wouldJoinBlockScalar(file: YamlFile, start: number, end: number): boolean {
  const { text } = file;
  const after = nextLine(text, endOfLine(text, end));
  const line = text.slice(after, endOfLine(text, after));
  if (line.trim() !== '' && !line.trimStart().startsWith('#')) return false;
  const before = contentBefore(file, startOfLine(text, start));
  const scalar = blockScalarAt(file, before);
  if (!scalar) return false;
  if (line.trim() === '') return isKeepScalar(text, scalar);
  const header = startOfLine(text, scalar.span.start);
  let indentation = header;
  while (text.charCodeAt(indentation) === 32) indentation++;
  return line.length - line.trimStart().length > indentation - header;
}

/** The block scalar that ends at `offset`. */
function blockScalarAt(file: YamlFile, offset: number): YamlScalar | undefined {
  const find = (node: YamlNode): YamlScalar | undefined => {
    if (node.alias || node.span.end < offset || node.span.start > offset) return undefined;
    if (node.kind === 'scalar') return node.style === 'literal' || node.style === 'folded' ? node : undefined;
    const children = node.kind === 'mapping' ? node.pairs.map(pair => pair.value) : node.items;
    for (const child of children) {
      const found = find(child);
      if (found) return found;
    }
    return undefined;
  };
  for (const { root } of file.documents) {
    const found = root && find(root);
    if (found) return found;
  }
  return undefined;
}

function insertLinesBehind(
  file: YamlFile,
  end: number,
  value: YamlNode,
  lines: readonly string[],
  column: number,
): readonly Edit[] {
  const indented = lines.map(line => indent(line, column));
  return [insertAtNextLine(file.text, endOfLine(file.text, blockEnd(file, value, end)), indented)];
}

/** New lines behind the line that ends at `lineEnd`; the file keeps its missing final line break. */
function insertAtNextLine(text: string, lineEnd: number, lines: readonly string[]): Edit {
  const eol = lineBreak(text);
  const at = nextLine(text, lineEnd);
  const isUnfinished = at === lineEnd;
  return insert(at, isUnfinished ? eol + lines.join(eol) : lines.join(eol) + eol);
}

function insertLinesBefore(
  file: YamlFile,
  start: number,
  lines: readonly string[],
  column: number,
  skipsComments: boolean,
): readonly Edit[] {
  const { text } = file;
  const eol = lineBreak(text);
  if (!startsOwnLine(text, start)) {
    const [first = '', ...rest] = lines;
    const below = rest.map(line => indent(line, column));
    return [insert(start, [first, ...below, ' '.repeat(column)].join(eol))];
  }
  let at = startOfLine(text, start);
  if (skipsComments) {
    // Comments right above an entry speak about it, so the new one stands above them.
    const commentStarts = new Set(file.comments.map(comment => comment.span.start));
    const isComment = (offset: number): boolean => commentStarts.has(offset) && startsOwnLine(text, offset);
    while (at > 0 && isComment(startOfLine(text, at - 1) + column)) at = startOfLine(text, at - 1);
  }
  const bom = at === 0 && text.startsWith('\uFEFF') ? 1 : 0;
  return [insert(at + bom, lines.map(line => indent(line, column - bom) + eol).join(''))];
}

function indent(line: string, column: number): string {
  return line === '' ? '' : ' '.repeat(column) + line;
}

/** The comma behind `end`, past blanks, line breaks and comments; undefined when the collection ends there. */
function commaBehind(file: YamlFile, end: number): number | undefined {
  let at = end;
  for (;;) {
    while (isBlankText(file.text, span(at, at + 1)) && at < file.text.length) at++;
    if (file.text.charAt(at) !== '#') break;
    at = endOfLine(file.text, at);
  }
  return file.text.charAt(at) === ',' ? at : undefined;
}

function commaBefore(file: YamlFile, start: number): number | undefined {
  const before = contentBefore(file, start);
  return file.text.charAt(before - 1) === ',' ? before - 1 : undefined;
}

function removeFromFlow(
  file: YamlFile,
  collection: YamlMapping | YamlSequence,
  parts: readonly Span[],
  index: number,
): readonly Edit[] | undefined {
  const { text } = file;
  const part = parts[index];
  // `[a: 1]` is a mapping without braces: nothing of it can go by itself.
  if (!part || !'{['.includes(text.charAt(collection.span.start))) return undefined;
  const behind = commaBehind(file, part.end);
  const before = commaBefore(file, part.start);
  const next = parts[index + 1];
  if (!next && index === 0) {
    const inner = span(collection.span.start + 1, collection.span.end - 1);
    const isBare = !file.comments.some(({ span: at }) => at.start >= inner.start && at.end <= inner.end);
    if (isBare) return [remove(inner)];
  }
  const ownEnd = behind !== undefined && isBlankText(text, span(part.end, behind)) ? behind + 1 : part.end;
  const lineEnd = endOfLine(text, ownEnd);
  const rest = text.slice(ownEnd, lineEnd).trimStart();
  if (startsOwnLine(text, part.start) && (rest === '' || rest.startsWith('#'))) {
    const edits = removeLines(file, span(part.start, ownEnd));
    if (behind === undefined && before !== undefined) edits.push(remove(span(before, before + 1)));
    return edits;
  }
  if (behind !== undefined) {
    let end = ownEnd;
    while (text.charCodeAt(end) === 32) end++;
    const edits = [remove(span(part.start, end))];
    if (ownEnd === part.end) edits.push(remove(span(behind, behind + 1)));
    return edits;
  }
  if (before !== undefined && isBlankText(text, span(before + 1, part.start))) {
    return [remove(span(before, part.end))];
  }
  return [remove(part), ...(before === undefined ? [] : [remove(span(before, before + 1))])];
}

function insertBehindInFlow(
  file: YamlFile,
  collection: YamlMapping | YamlSequence,
  part: Span,
  added: string,
): readonly Edit[] | undefined {
  const { text } = file;
  if (!'{['.includes(text.charAt(collection.span.start))) return undefined;
  const comma = commaBehind(file, part.end);
  const isOwnLine = startsOwnLine(text, part.start);
  if (!isOwnLine) {
    return comma === undefined ? [insert(part.end, `, ${added}`)] : [insert(comma + 1, ` ${added},`)];
  }
  const lineEnd = endOfLine(text, comma ?? part.end);
  const rest = text.slice((comma ?? part.end - 1) + 1, lineEnd).trim();
  const line = `${' '.repeat(columnOf(text, part.start))}${added}`;
  if (rest !== '' && !rest.startsWith('#')) {
    // The bracket, or the next entry, stands on the same line.
    return comma === undefined ? [insert(part.end, `, ${added}`)] : [insert(comma + 1, ` ${added},`)];
  }
  const line2 = comma === undefined ? line : `${line},`;
  const edits = [insert(nextLine(text, lineEnd), line2 + lineBreak(text))];
  return comma === undefined ? [insert(part.end, ','), ...edits] : edits;
}

function insertBeforeInFlow(file: YamlFile, part: Span, added: string): readonly Edit[] {
  const gap = startsOwnLine(file.text, part.start)
    ? lineBreak(file.text) + ' '.repeat(columnOf(file.text, part.start))
    : ' ';
  return [insert(part.start, `${added},${gap}`)];
}

/** A replacement that does not stick to the colon or dash before it. */
function withSpaceBefore(text: string, at: Span, written: string): Edit {
  const needsSpace = written !== '' && at.start > 0 && !/[\s[{,(\uFEFF]/.test(text.charAt(at.start - 1));
  return replace(at, needsSpace ? ` ${written}` : written);
}
