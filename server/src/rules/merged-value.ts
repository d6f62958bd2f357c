/** A value deep inside a service, as its definitions laid over each other have it. */
import type { Definition, ModelService } from '../project/compose-model.ts';
import type { YamlEntry, YamlMapping } from '../syntax/yaml/node.ts';

export interface MergedValue {
  readonly definition: Definition;
  readonly entry: YamlEntry;
  /** The mapping that holds the entry. */
  readonly mapping: YamlMapping;
}

/** The strongest entry at the keys, seen from the service; undefined when absent, null or taken back. */
export function mergedValue(service: ModelService, keys: readonly string[]): MergedValue | undefined {
  for (const definition of service.definitions) {
    let mapping = definition.service.mapping;
    let entry: YamlEntry | undefined;
    for (const [i, key] of keys.entries()) {
      if (i > 0) mapping = entry?.value.kind === 'mapping' ? entry.value : undefined;
      entry = mapping?.entry(key);
      if (entry?.value.tag === '!reset') return undefined;
    }
    const isNull = entry?.value.kind === 'scalar' && entry.value.value === null;
    if (mapping && entry && !isNull) return { definition, entry, mapping };
  }
  return undefined;
}
