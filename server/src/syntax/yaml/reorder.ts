/**
 * Puts the entries of a mapping or the items of a list into another order, each with the comments above and behind it
 * and those indented below it. Blank lines stay between the same places, every other byte is kept, and an edit whose
 * result reads as other data is not offered.
 */
import { type Edit, replace } from '../../text/edit.ts';
import { type Span, slice, span } from '../../text/span.ts';
import { parseYaml } from './document.ts';
import type { YamlFile, YamlMapping, YamlNode, YamlSequence } from './node.ts';
import { itemSpan, pairSpan } from './yaml-edits.ts';
import { blockEnd, columnOf, endOfLine, isBlankText, nextLine, startOfLine } from './yaml-layout.ts';

/**
 * The edit that writes the parts in the given order: `order` holds the index of the part (of `pairs` or `items`) for
 * each place. Undefined where the order stays, where it would bring an alias before its anchor, and where the parts
 * cannot be moved by themselves: behind an alias, with a key given twice, on one line of a block, with comments within a
 * collection in flow style.
 */
export function reorder(
  file: YamlFile,
  collection: YamlMapping | YamlSequence,
  order: readonly number[],
): Edit | undefined {
  if (collection.alias || order.every((from, to) => from === to)) return undefined;
  const parts =
    collection.kind === 'mapping'
      ? collection.pairs.map(pair => pairSpan(file, collection, pair))
      : collection.items.map(item => itemSpan(file, collection, item));
  if (hasRepeatedKey(collection) || parts.length !== order.length) return undefined;
  const moved = collection.isFlow ? flowParts(file, collection, parts) : blockParts(file, collection, parts);
  const first = moved?.[0];
  const last = moved?.at(-1);
  if (!moved || !first || !last || !keepsAliasesBehindAnchors(file, moved, order)) return undefined;

  let text = '';
  for (const [place, from] of order.entries()) {
    const part = moved[from];
    const own = moved[place];
    const before = moved[place - 1];
    if (!part || !own) return undefined;
    if (before) text += file.text.slice(before.end, own.start);
    text += slice(file.text, part);
  }
  const at = span(first.start, last.end);
  // In flow style the parts are YAML only between their brackets.
  const whole = (inner: string): string =>
    collection.isFlow
      ? file.text.charAt(collection.span.start) + inner + file.text.charAt(collection.span.end - 1)
      : inner;
  // Blank lines behind can become part of a block scalar that comes to stand last.
  const behind = collection.isFlow ? '' : file.text.slice(at.end, firstMark(file.text, at.end, file.text.length));
  if (!saysTheSame(whole(slice(file.text, at) + behind), whole(text + behind))) return undefined;
  // With its line break, for what other fixes put behind the last part is meant for that part.
  const [lineBreak = ''] = collection.isFlow ? [] : (/^\r?\n/.exec(file.text.slice(at.end, at.end + 2)) ?? []);
  return replace(span(at.start, at.end + lineBreak.length), text + lineBreak);
}

function hasRepeatedKey(collection: YamlMapping | YamlSequence): boolean {
  if (collection.kind === 'sequence') return false;
  return new Set(collection.pairs.map(pair => pair.key.source)).size < collection.pairs.length;
}

function flowParts(
  file: YamlFile,
  { span: whole }: YamlMapping | YamlSequence,
  parts: readonly Span[],
): readonly Span[] | undefined {
  const hasComment = file.comments.some(({ span: at }) => at.start > whole.start && at.end < whole.end);
  return hasComment || !'{['.includes(file.text.charAt(whole.start)) ? undefined : parts;
}

/** Whole lines, from the first comment above to the end of the last comment indented below, without its line break. */
function blockParts(
  file: YamlFile,
  collection: YamlMapping | YamlSequence,
  parts: readonly Span[],
): readonly Span[] | undefined {
  const { text } = file;
  const result: Span[] = [];
  const values: readonly YamlNode[] =
    collection.kind === 'mapping' ? collection.pairs.map(pair => pair.value) : collection.items;
  for (const [i, part] of parts.entries()) {
    const value = values[i];
    const line = startOfLine(text, part.start);
    if (!value || !/^\uFEFF? *$/.test(text.slice(line, part.start))) return undefined;
    const column = columnOf(text, part.start);
    const end = endWithComments(file, endOfLine(text, blockEnd(file, value, part.end)), column);
    const before = result[i - 1];
    const start = before ? startBehind(text, before.end, line) : startOfFirst(file, line);
    if (start === undefined || (before && start <= before.end)) return undefined;
    // The byte order mark stays where it is.
    result.push(span(start === 0 && text.startsWith('\uFEFF') ? 1 : start, end));
  }
  return result;
}

/** The end of the comments behind `end` that are indented deeper than `column`, else `end`. */
function endWithComments({ text }: YamlFile, end: number, column: number): number {
  let last = end;
  for (let at = nextLine(text, end); at < text.length; ) {
    const lineEnd = endOfLine(text, at);
    const mark = firstMark(text, at, lineEnd);
    if (mark < lineEnd) {
      if (text.charAt(mark) !== '#' || mark - at <= column) break;
      last = lineEnd;
    }
    const next = nextLine(text, lineEnd);
    if (next <= at) break;
    at = next;
  }
  return last;
}

/** Where the comments above a part begin, which stands at `line` behind another one that ends at `end`. */
function startBehind(text: string, end: number, line: number): number | undefined {
  let at = nextLine(text, end);
  while (at < line) {
    const lineEnd = endOfLine(text, at);
    const mark = firstMark(text, at, lineEnd);
    if (mark < lineEnd) return text.charAt(mark) === '#' ? at : undefined;
    at = nextLine(text, lineEnd);
  }
  return line;
}

/** Comments right above the first part go with it; those set apart by a blank line speak of the whole and stay. */
function startOfFirst({ text }: YamlFile, line: number): number | undefined {
  let at = line;
  while (at > 0) {
    const above = startOfLine(text, at - 1);
    // Above a first part there is no scalar in which this could be text.
    if (text.charAt(firstMark(text, above, endOfLine(text, above))) !== '#') break;
    at = above;
  }
  // What a program reads at the head of a file must stay there.
  const head = text.slice(at, line);
  return at === 0 && /yaml-language-server|schema|disable|ignore|skip|vim?:|-\*-/i.test(head) ? undefined : at;
}

function firstMark(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlankText(text, span(at, at + 1))) at++;
  return at;
}

/** By the text alone, so that what only looks like an anchor may keep parts where they are. */
function keepsAliasesBehindAnchors(file: YamlFile, parts: readonly Span[], order: readonly number[]): boolean {
  const anchors = new Map<string, number>();
  for (const [i, part] of parts.entries()) {
    for (const name of namesBehind('&', slice(file.text, part))) {
      if ((anchors.get(name) ?? i) !== i) return false;
      anchors.set(name, i);
    }
  }
  if (anchors.size === 0) return true;
  const placeOf: number[] = [];
  for (const [place, part] of order.entries()) placeOf[part] = place;
  return parts.every((part, user) =>
    namesBehind('*', slice(file.text, part)).every(name => {
      const owner = anchors.get(name);
      if (owner === undefined || owner === user) return true;
      return owner < user === (placeOf[owner] ?? 0) < (placeOf[user] ?? 0);
    }),
  );
}

function namesBehind(mark: '&' | '*', text: string): readonly string[] {
  if (!text.includes(mark)) return [];
  return text
    .split(mark)
    .slice(1)
    .map(rest => /^[^\s,[\]{}]{1,200}/.exec(rest)?.[0] ?? '')
    .filter(name => name !== '');
}

/** Whether both texts are YAML of the same data, the order of keys and items apart, with the same comments. */
function saysTheSame(before: string, after: string): boolean {
  const [one, other] = [parseYaml(before), parseYaml(after)];
  if (one.problems.length !== other.problems.length || one.documents.length !== other.documents.length) return false;
  const comments = (file: YamlFile): string => JSON.stringify(file.comments.map(comment => comment.text).sort());
  if (comments(one) !== comments(other)) return false;
  return one.documents.every(({ root }, i) => canonical(root) === canonical(other.documents[i]?.root));
}

function canonical(node: YamlNode | undefined): string {
  if (!node) return '';
  const properties = `${node.anchor ?? ''} ${node.tag ?? ''}`;
  if (node.kind === 'scalar') return JSON.stringify([node.value, node.source, node.style, properties]);
  const parts =
    node.kind === 'sequence'
      ? node.items.map(canonical)
      : node.pairs.map(pair => `${canonical(pair.key)}: ${canonical(pair.value)}`);
  return `${node.kind}${properties}(${parts.sort().join(',')})`;
}
