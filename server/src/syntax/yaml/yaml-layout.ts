/** How a YAML file is laid out: lines, indentation, what stands around a node. The ground that edits stand on. */
import { lineBreakOf } from '../../text/line-index.ts';
import { type Span, span } from '../../text/span.ts';
import type { YamlFile, YamlMapping, YamlNode, YamlScalar } from './node.ts';

/** Columns by which the content of a key is indented. */
export interface Layout {
  readonly mappingStep: number;
  /** From the key to the dash; 0 when lists are not indented. */
  readonly sequenceStep: number;
}

export function lineBreak(text: string): string {
  return lineBreakOf(text);
}

export function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of the line that holds `offset`, before its line break. */
export function endOfLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed < 0) return text.length;
  return feed > offset && text.charCodeAt(feed - 1) === 13 ? feed - 1 : feed;
}

/** The start of the next line, seen from the end of one. */
export function nextLine(text: string, lineEnd: number): number {
  if (text.charCodeAt(lineEnd) === 13 && text.charCodeAt(lineEnd + 1) === 10) return lineEnd + 2;
  return Math.min(lineEnd + 1, text.length);
}

export function columnOf(text: string, offset: number): number {
  return offset - startOfLine(text, offset);
}

export function isBlankText(text: string, at: Span): boolean {
  for (let i = at.start; i < at.end; i++) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 9 && code !== 10 && code !== 13 && code !== 0xfeff) return false;
  }
  return true;
}

/** The offset behind the last character before `offset` that is neither white space nor in a comment; 0 when none is. */
export function contentBefore(file: YamlFile, offset: number): number {
  const { text, comments } = file;
  let at = offset;
  for (;;) {
    while (at > 0 && isBlankText(text, span(at - 1, at))) at--;
    const comment = comments[lastIndexBefore(comments, at)];
    if (!comment || comment.span.end !== at) return at;
    at = comment.span.start;
  }
}

/** The index of the last comment that starts before `offset`; -1 when none does. */
function lastIndexBefore(comments: YamlFile['comments'], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where the node begins as written, with the tag and anchor before it. */
export function propertiesStart(file: YamlFile, node: YamlNode): number {
  let start = node.alias ? node.alias.start : node.span.start;
  if (node.alias || (node.tag === undefined && node.anchor === undefined)) return start;
  for (;;) {
    const end = contentBefore(file, start);
    let word = end;
    while (word > 0 && !/[\s,[{]/.test(file.text.charAt(word - 1))) word--;
    if (word === end || !'&!'.includes(file.text.charAt(word))) return start;
    start = word;
  }
}

/** The child's place under its parent: that of the alias when it is written as one. */
export function writtenSpan(parent: YamlNode, child: YamlNode): Span {
  return child.alias && !parent.alias ? child.alias : child.span;
}

/** Whether all line breaks behind the block scalar are part of its value (`|+`). */
export function isKeepScalar(text: string, scalar: YamlScalar): boolean {
  return /^[|>]\d?\+/.test(text.slice(scalar.span.start, scalar.span.start + 3));
}

/** `end`, or the end of the blank lines behind when they belong to a block scalar that ends there. */
export function blockEnd(file: YamlFile, node: YamlNode, end: number): number {
  const last = lastScalar(node);
  if (!last || last.alias || (last.style !== 'literal' && last.style !== 'folded')) return end;
  if (!isKeepScalar(file.text, last)) return end;
  let at = end;
  for (;;) {
    const line = nextLine(file.text, endOfLine(file.text, at));
    const lineEnd = endOfLine(file.text, line);
    if (line <= at || line >= file.text.length || !isBlankText(file.text, span(line, lineEnd))) return at;
    at = lineEnd;
  }
}

function lastScalar(node: YamlNode): YamlScalar | undefined {
  if (node.kind === 'scalar') return node;
  const last = node.kind === 'mapping' ? node.pairs.at(-1)?.value : node.items.at(-1);
  return last && !node.isFlow ? lastScalar(last) : undefined;
}

/** Whether the node holds an anchor that an alias outside of it uses. */
export function holdsSharedAnchor(file: YamlFile, node: YamlNode): boolean {
  if (node.alias) return false;
  if (node.anchor !== undefined && isUsedOutside(file, node, node.anchor)) return true;
  if (node.kind === 'scalar' || !file.text.slice(node.span.start, node.span.end).includes('&')) return false;
  const anchors = /&([^\s,[\]{}]+)/g;
  for (const [, name] of file.text.slice(node.span.start, node.span.end).matchAll(anchors)) {
    if (name !== undefined && isUsedOutside(file, node, name)) return true;
  }
  return false;
}

/** By the text alone: `*name` outside of the node. In doubt (inside a string) it counts as used. */
function isUsedOutside({ text }: YamlFile, node: YamlNode, name: string): boolean {
  const alias = `*${name}`;
  return text.indexOf(alias, node.span.end) >= 0 || text.lastIndexOf(alias, node.span.start - 1) >= 0;
}

/** Where a node stands. */
export interface Place {
  readonly kind: 'pair' | 'item' | 'root';
  readonly isInFlow: boolean;
  /** The column of the key, or of the dash. */
  readonly column: number;
  /** The mapping it is a value of. */
  readonly mapping: YamlMapping | undefined;
}

/** Where the node stands; undefined when it is not in the file, or under a key that is not written in one piece. */
export function placeOf(file: YamlFile, node: YamlNode): Place | undefined {
  for (const { root } of file.documents) {
    if (!root) continue;
    if (isSame(root, node))
      return { kind: 'root', isInFlow: root.kind !== 'scalar' && root.isFlow, column: 0, mapping: undefined };
    const place = placeIn(file, root, node);
    if (place) return place;
  }
  return undefined;
}

function isSame(a: YamlNode, b: YamlNode): boolean {
  return (
    a === b || (!a.alias && !b.alias && a.kind === b.kind && a.span.start === b.span.start && a.span.end === b.span.end)
  );
}

function placeIn(file: YamlFile, parent: YamlNode, node: YamlNode): Place | undefined {
  if (parent.kind === 'scalar' || parent.alias) return undefined;
  if (parent.span.start > node.span.start || parent.span.end < node.span.end) return undefined;
  if (parent.kind === 'sequence') {
    for (const item of parent.items) {
      if (item.alias) continue;
      if (isSame(item, node)) {
        const dash = contentBefore(file, propertiesStart(file, item)) - 1;
        const column = parent.isFlow ? 0 : columnOf(file.text, dash);
        return { kind: 'item', isInFlow: parent.isFlow, column, mapping: undefined };
      }
      const place = placeIn(file, item, node);
      if (place) return place;
    }
    return undefined;
  }
  for (const pair of parent.pairs) {
    if (pair.value.alias) continue;
    if (isSame(pair.value, node)) {
      const before = file.text.slice(startOfLine(file.text, pair.key.span.start), pair.key.span.start);
      if (!parent.isFlow && (pair.key.alias || !/^[\uFEFF\s-]*$/.test(before))) return undefined;
      const column = columnOf(file.text, pair.key.span.start);
      return { kind: 'pair', isInFlow: parent.isFlow, column, mapping: parent };
    }
    const place = placeIn(file, pair.value, node);
    if (place) return place;
  }
  return undefined;
}

const layouts = new WeakMap<YamlFile, Layout>();

/** How this mapping's own values are laid out, or else those of the whole file, or else by two columns. */
export function layoutOf(file: YamlFile, mapping: YamlMapping | undefined): Layout {
  const own = mapping ? stepsIn(file, mapping) : {};
  let whole = layouts.get(file);
  if (!whole) {
    whole = layoutOfFile(file);
    layouts.set(file, whole);
  }
  return { mappingStep: own.mapping ?? whole.mappingStep, sequenceStep: own.sequence ?? whole.sequenceStep };
}

interface Steps {
  mapping?: number;
  sequence?: number;
}

function stepsIn(file: YamlFile, mapping: YamlMapping): Steps {
  const steps: Steps = {};
  if (mapping.isFlow || mapping.alias) return steps;
  for (const { key, value } of mapping.pairs) {
    if (value.kind === 'scalar' || value.isFlow || value.alias || key.alias) continue;
    const step = columnOf(file.text, value.span.start) - columnOf(file.text, key.span.start);
    if (value.kind === 'mapping' && step > 0) steps.mapping ??= step;
    if (value.kind === 'sequence' && step >= 0) steps.sequence ??= step;
  }
  return steps;
}

/** The first mapping and the first list in the file that are laid out as blocks. */
function layoutOfFile(file: YamlFile): Layout {
  const found: Steps = {};
  const visit = (node: YamlNode): void => {
    if (node.alias || node.kind === 'scalar' || node.isFlow) return;
    if (found.mapping !== undefined && found.sequence !== undefined) return;
    if (node.kind === 'sequence') {
      for (const item of node.items) visit(item);
      return;
    }
    const steps = stepsIn(file, node);
    if (steps.mapping !== undefined) found.mapping ??= steps.mapping;
    if (steps.sequence !== undefined) found.sequence ??= steps.sequence;
    for (const pair of node.pairs) visit(pair.value);
  };
  for (const { root } of file.documents) if (root) visit(root);
  return { mappingStep: found.mapping ?? 2, sequenceStep: found.sequence ?? 2 };
}
