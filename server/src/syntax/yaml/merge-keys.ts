/** Merge keys (`<<`): what a mapping holds once the mappings it names are counted in. */
import type { Span } from '../../text/span.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './node.ts';

/**
 * The pairs by key, own ones first in order, then those of the merged mappings that are not there yet. Of a repeated own
 * key the last value counts; of several merged mappings the first that has the key.
 */
export function entriesByKey(pairs: readonly YamlEntry[]): ReadonlyMap<string, YamlEntry> {
  const entries = new Map<string, YamlEntry>();
  const merges: YamlNode[] = [];
  for (const pair of pairs) {
    if (isMergeKey(pair.key)) merges.push(pair.value);
    else entries.set(pair.key.source, pair);
  }
  for (const merge of merges) {
    for (const from of merge.kind === 'sequence' ? merge.items : [merge]) {
      if (from.kind !== 'mapping') continue;
      for (const entry of from.entries) {
        if (!entries.has(entry.key.source))
          entries.set(entry.key.source, entry.isMerged ? entry : new MergedEntry(entry));
      }
    }
  }
  return entries;
}

function isMergeKey(key: YamlScalar): boolean {
  return key.source === '<<' && key.style === 'plain' && key.tag !== '!!str';
}

/** The same pair, reached through `<<`. */
class MergedEntry implements YamlEntry {
  readonly key: YamlScalar;
  readonly isMerged = true;
  readonly #own: YamlEntry;

  constructor(own: YamlEntry) {
    this.key = own.key;
    this.#own = own;
  }

  get value(): YamlNode {
    return this.#own.value;
  }

  get span(): Span {
    return this.#own.span;
  }
}
