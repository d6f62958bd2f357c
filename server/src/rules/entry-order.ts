/** Entries that shall stand in an order: where they do not, one finding, whose fix moves them all. */
import type { ProjectComposeFile } from '../project/project.ts';
import type { YamlMapping, YamlSequence } from '../syntax/yaml/node.ts';
import { reorder } from '../syntax/yaml/reorder.ts';
import type { Span } from '../text/span.ts';
import type { Finding } from './rule.ts';

/** What an entry is sorted by; undefined for one that stays where it is. */
export type Rank = string | number | undefined;

export interface OrderedEntries {
  readonly collection: YamlMapping | YamlSequence;
  /** One for each of `pairs` or `items`. */
  readonly ranks: readonly Rank[];
  /** The place of an entry, for the finding. */
  spanOf(index: number): Span;
  /** The message, for an entry that stands behind another one it belongs before. */
  message(entry: number, before: number): string;
  readonly title: string;
}

/** None where the entries are in order, else one at the first that stands behind one it belongs before. */
export function misplacedEntry({ file }: ProjectComposeFile, entries: OrderedEntries): Finding | undefined {
  const { collection, ranks } = entries;
  let highest: number | undefined;
  for (const [i, rank] of ranks.entries()) {
    if (rank === undefined) continue;
    if (highest === undefined || compareRanks(ranks[highest], rank) <= 0) highest = i;
    else {
      const before = ranks.findIndex(it => it !== undefined && compareRanks(it, rank) > 0);
      return {
        at: entries.spanOf(i),
        message: entries.message(i, before),
        fixes: () => {
          const edit = reorder(file.yaml, collection, orderOf(ranks));
          return edit ? [{ title: entries.title, safety: 'safe', edits: [edit] }] : [];
        },
      };
    }
  }
  return undefined;
}

/** Which entry goes to each place: those with a rank are sorted among their places, equal ones as they stood. */
function orderOf(ranks: readonly Rank[]): readonly number[] {
  const ranked = ranks.flatMap((rank, i) => (rank === undefined ? [] : [i]));
  const sorted = [...ranked].sort((a, b) => compareRanks(ranks[a], ranks[b]) || a - b);
  const order = ranks.map((_, i) => i);
  ranked.forEach((place, i) => {
    order[place] = sorted[i] ?? place;
  });
  return order;
}

function compareRanks(a: Rank, b: Rank): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return a === b ? 0 : String(a) < String(b) ? -1 : 1;
}
