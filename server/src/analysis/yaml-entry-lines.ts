/** Which YAML entries begin on which line: what a comment above that line speaks of. */
import type { YamlFile, YamlNode } from '../syntax/yaml/node.ts';
import type { LineIndex } from '../text/line-index.ts';

export interface EntryEnds {
  /** Where the longest entry of the line ends whose value is a scalar or a flow collection; several lines, perhaps. */
  readonly inline: number;
  /** Where the longest entry of the line ends, with everything indented below it. */
  readonly block: number;
}

/** By zero-based line, for pairs and items of block collections. Aliased content counts where it is written only. */
export function entryEnds(file: YamlFile, lines: LineIndex): ReadonlyMap<number, EntryEnds> {
  const ends = new Map<number, EntryEnds>();

  function note(start: number, value: YamlNode): void {
    if (value.alias) return;
    const line = lines.positionAt(start).line;
    const before = ends.get(line) ?? { inline: 0, block: 0 };
    const isInline = value.kind === 'scalar' || value.isFlow;
    const end = value.span.end;
    ends.set(line, {
      inline: isInline ? Math.max(before.inline, end) : before.inline,
      block: Math.max(before.block, end),
    });
    visit(value);
  }
  function visit(node: YamlNode): void {
    if (node.alias || node.kind === 'scalar' || node.isFlow) return;
    if (node.kind === 'mapping') for (const pair of node.pairs) note(pair.key.span.start, pair.value);
    else for (const item of node.items) note(item.span.start, item);
  }

  for (const { root } of file.documents) if (root) visit(root);
  return ends;
}
