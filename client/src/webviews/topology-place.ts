// Which part of a topology is written at a place of an editor. Knows nothing of VS Code.
import type { TopologyShownPart } from '../../../server/src/lsp/custom-requests.ts';

type Range = NonNullable<TopologyShownPart['place']>['range'];

/** The smallest part around the place; undefined when none is. Zero-based. */
export function partAt(
  parts: readonly TopologyShownPart[],
  uri: string,
  line: number,
  character: number,
): TopologyShownPart | undefined {
  let best: { readonly part: TopologyShownPart; readonly size: number } | undefined;
  for (const part of parts) {
    if (part.place?.uri !== uri) continue;
    const range = part.place.extent ?? part.place.range;
    if (!holds(range, line, character)) continue;
    const size = (range.end.line - range.start.line) * 1_000 + range.end.character - range.start.character;
    if (!best || size < best.size) best = { part, size };
  }
  return best?.part;
}

function holds({ start, end }: Range, line: number, character: number): boolean {
  if (line < start.line || line > end.line) return false;
  // Whoever stands in the indentation of a service's line means the service.
  if (start.line === end.line) return character <= end.character && character >= start.character;
  return line < end.line || character <= end.character;
}
