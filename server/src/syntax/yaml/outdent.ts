/** Moving the last entry of a block mapping into the mapping around it, by its indentation alone. */
import { type Edit, remove } from '../../text/edit.ts';
import { span } from '../../text/span.ts';
import type { YamlEntry, YamlFile, YamlMapping } from './node.ts';
import { columnOf, endOfLine, isBlankText, nextLine, startOfLine } from './yaml-layout.ts';

/**
 * Takes blanks away in front of every line of `entry`, so that it stands beside the key whose value `mapping` is.
 * Undefined where that would not be the same entry at another place: it is not the last one or the only one, it is
 * written in flow style, or comes from elsewhere.
 */
export function outdentEntry(
  file: YamlFile,
  outer: { readonly mapping: YamlMapping; readonly entry: YamlEntry },
  mapping: YamlMapping,
  entry: YamlEntry,
): readonly Edit[] | undefined {
  const { text } = file;
  const isWrittenHere = !mapping.alias && !entry.isMerged && !outer.entry.isMerged && !outer.mapping.alias;
  const isLast = mapping.pairs.length > 1 && mapping.pairs.at(-1)?.key.span.start === entry.key.span.start;
  if (!isWrittenHere || !isLast || mapping.isFlow || outer.mapping.isFlow) return undefined;
  const { start } = entry.key.span;
  const columns = columnOf(text, start) - columnOf(text, outer.entry.key.span.start);
  if (columns <= 0 || !isBlankText(text, span(startOfLine(text, start), start))) return undefined;

  const edits: Edit[] = [];
  const { end } = entry.span;
  for (let line = startOfLine(text, start); line < end; line = nextLine(text, endOfLine(text, line))) {
    const lineEnd = endOfLine(text, line);
    if (isBlankText(text, span(line, lineEnd))) continue;
    if (!isBlankText(text, span(line, Math.min(lineEnd, line + columns)))) return undefined;
    edits.push(remove(span(line, line + columns)));
    if (lineEnd >= text.length) break;
  }
  return edits;
}
